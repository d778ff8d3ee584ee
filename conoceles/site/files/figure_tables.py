"""Figures as files: one CSV for each table that a page shows."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from conoceles.lib.csv_file import written
from conoceles.site.pages import figures
from conoceles.site.pages.content_figures import Content, Measure
from conoceles.site.pages.figures import Facet, Share
from conoceles.site.state.election_view import ElectionView

Rows = Callable[[], list[list[Any]]]


def tables(view: ElectionView, content: Content) -> Iterator[tuple[str, Rows]]:
    """Yield (name, its rows) of every table of figures, each a file."""
    for name in ("cargo", "partido", "registro", "municipio", "distrito", "sexo", "edad", "calidad"):
        yield name, partial(_share_rows, partial(_named_table, view, name))
    for name in ("cargo", "partido", "registro", "municipio"):
        yield f"compiten-{name}", partial(_standing_rows, view, f"compiten-{name}")
    yield "compiten-juntas", partial(_together_rows, view)
    yield "preguntas", partial(_share_rows, lambda: content.questions)
    yield "estudios", partial(_share_rows, lambda: content.degrees)
    yield "semanas", partial(_week_rows, view)
    yield "palabras", partial(_word_rows, content)
    for facet in content.facets:
        yield f"contenido-{facet.id}", partial(_measure_rows, content, facet)


def _named_table(view: ElectionView, name: str) -> list[Share]:
    return next((table.rows for table in figures.tables(view) if table.id == name), [])


def _share_rows(shares: Callable[[], list[Share]]) -> list[list[Any]]:
    lines = [[_(row.label), row.answered, row.total, row.percent] for row in shares()]
    return [["categoria", "respondieron", "total", "porcentaje"], *lines]


def _standing_rows(view: ElectionView, name: str) -> list[list[Any]]:
    crossed = next((one for one in figures.standing(view) if one.id == name), None)
    columns = [column.lower() for column in crossed.columns] if crossed else []
    lines = [[label, members, *counts] for label, members, _url, counts in crossed.rows] if crossed else []
    return [["categoria", "integrantes", *columns, "total"], *lines]


def _together_rows(view: ElectionView) -> list[list[Any]]:
    lines = [
        [row.office, row.place, row.party, row.members, row.sex.lower(), row.count] for row in figures.together(view)
    ]
    return [["cargo", "lugar", "partido", "integrantes", "sexo", "candidaturas"], *lines]


def _week_rows(view: ElectionView) -> list[list[Any]]:
    lines = [[day.isoformat(), share.answered, share.total, share.percent] for day, share in figures.by_week(view)]
    return [["semana_hasta", "respondieron", "total", "porcentaje"], *lines]


def _word_rows(content: Content) -> list[list[Any]]:
    lines = [[theme.word, theme.candidacies, content.proposing] for theme in content.themes]
    return [["palabra", "candidaturas", "total_con_propuestas"], *lines]


def _measure_rows(content: Content, facet: Facet) -> list[list[Any]]:
    kinds: tuple[tuple[str, list[Measure]], ...] = (
        ("pregunta", content.questions_by(facet)),
        ("estudios", content.degrees_by(facet)),
    )
    lines = [
        [kind, one.label, _(row.label), row.answered, row.total, row.percent]
        for kind, measures in kinds
        for one in measures
        for row in one.rows
    ]
    lines = [
        ["respuestas", "", _(row.label), row.answered, row.total, row.percent] for row in content.given_by(facet)
    ] + lines
    return [["clase", "medida", "categoria", "cuantas", "total", "porcentaje"], *lines]


def as_csv(view: ElectionView, rows: Rows) -> dict[str, Any]:
    """Return {"content": bytes}: the rows, each with the edition at which they stop, which a copied file would not say
    otherwise."""
    header, *lines = rows()
    number = view.election.number
    return {"content": written([*header, "edicion"], [[*line, number] for line in lines])}
