"""Pages and files of a whole election, and of all of them: they follow within a minute and say at which edition they stop."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from conoceles.lib.dates import local_date
from conoceles.site import api, downloads, elections, figures
from conoceles.site.content import Content, Measure
from conoceles.site.figures import Facet, Share
from conoceles.site.page import Base, Page, file, html
from conoceles.site.view import ElectionView

# So many groups are few enough to show of every question without asking; more than so many are, of every question, in the file alone.
FEW, MANY = 6, 40
Rows = Callable[[], list[list[Any]]]


def plan(view: ElectionView, base: Base) -> Iterator[Page]:
    """Yield the figures with their downloads, and the open data."""
    number, content = view.election.number, Content(view)

    def page(path: str, template: str, make: Callable[[], dict[str, Any]], current: str) -> Page:
        marks = [local_date(view.now)] if path == "cifras/" else []
        return html(view, base, f"{path}index.html", template, make, *marks, edition=number, current=current, slow=True)

    yield page("cifras/", "figures", partial(participation, view), "figures")
    yield page("cifras/contenido/", "content", partial(contents, view, content), "figures")
    facets = content.facets
    for facet in facets:
        by = partial(contents_by, view, content, facet.id)
        yield page(f"cifras/contenido/{facet.id}/", "content_by", by, "figures")
    for name, rows in _tables(view, content, facets):
        yield file(view, base, f"cifras/{name}.csv", partial(_csv, view, rows), number, local_date(view.now), slow=True)
    yield page("datos/", "data", partial(downloads.about, view), "data")
    yield page("datos/diccionario/", "dictionary", partial(downloads.dictionary, view), "data")
    for name, make in downloads.FILES.items():
        yield file(view, base, f"datos/{name}", partial(make, view), number, slow=True)


def root(views: list[ElectionView], release: str) -> Iterator[Page]:
    """Yield the open data of all the elections together, and how they compare."""
    yield Page("api/v1/openapi.json", release, "", api.openapi)
    shown = [view for view in views if view.shows_candidacies]
    if len(shown) > 1:
        mark = figures_mark(shown, release, "comparar")
        page = partial(elections.comparison, shown)
        yield Page("comparar/index.html", mark, "site/elections_compared.html", page, slow=True)
        yield Page("comparar/elecciones.csv", mark, "", partial(elections.comparison_file, shown), slow=True)
    number = max((view.election.number for view in shown), default=0)
    for name, make in downloads.ROOT_FILES.items():
        mark = figures_mark(shown, release, name)
        yield Page(f"datos/{name}", mark, "", partial(make, shown, number), slow=True)


def figures_mark(views: list[ElectionView], release: str, name: str) -> str:
    """Return what a file of all elections depends on, as one string to hash."""
    return " ".join(
        [name, release, *(f"{view.election.slug}:{view.election.number}:{view.frame_digest}" for view in views)]
    )


def participation(view: ElectionView) -> dict[str, Any]:
    """Return the page of who answered: the whole, week by week, and by everything that is published."""
    weeks = figures.by_week(view)
    return {
        "total": figures.participation(view),
        "weeks": [{"day": day, "share": share} for day, share in weeks],
        "line": {**_line([share.percent for _day, share in weeks]), "last": weeks[-1][0]} if len(weeks) > 1 else None,
        "tables": figures.tables(view),
        "cutoff": view.election.at,
    }


def _line(percents: list[int]) -> dict[str, Any]:
    """Return the points of a line in a drawing 600 wide, from 180 up to 20: {"points", "area", "dots"}."""
    step = 540 / (len(percents) - 1)
    dots = [(round(40 + place * step, 1), round(180 - percent * 1.6, 1)) for place, percent in enumerate(percents)]
    points = " ".join(f"{x},{y}" for x, y in dots)
    return {"points": points, "area": f"40,180 {points} {dots[-1][0]},180", "dots": dots}


def contents(view: ElectionView, content: Content) -> dict[str, Any]:
    """Return the page of what the answers contain."""
    return {
        "questions": content.questions,
        "degrees": content.degrees,
        "themes": content.themes,
        "proposing": content.proposing,
        "answered": content.answered,
        "facets": content.facets,
        "cutoff": view.election.at,
    }


def contents_by(view: ElectionView, content: Content, name: str) -> dict[str, Any]:
    """Return the page of what the answers contain, by the groups of one facet."""
    # Asked for again: its words are in the language of the page.
    facet = next(one for one in content.facets if one.id == name)
    given = content.given_by(facet)
    many = len(given) > MANY
    questions = [] if many else content.questions_by(facet)
    return {
        "given": given,
        "many": many,
        "facet": facet,
        "facets": content.facets,
        "questions": questions,
        "degrees": [] if many else content.degrees_by(facet),
        "unfolded": len(given) <= FEW,
        "cutoff": view.election.at,
    }


def _tables(view: ElectionView, content: Content, facets: list[Facet]) -> Iterator[tuple[str, Rows]]:
    for name in ("cargo", "partido", "municipio", "distrito", "sexo", "edad", "calidad"):
        yield name, partial(_share_rows, partial(_named_table, view, name))
    yield "preguntas", partial(_share_rows, lambda: content.questions)
    yield "estudios", partial(_share_rows, lambda: content.degrees)
    yield "semanas", partial(_week_rows, view)
    yield "palabras", partial(_word_rows, content)
    for facet in facets:
        yield f"contenido-{facet.id}", partial(_measure_rows, content, facet)


def _named_table(view: ElectionView, name: str) -> list[Share]:
    return next((table.rows for table in figures.tables(view) if table.id == name), [])


def _share_rows(shares: Callable[[], list[Share]]) -> list[list[Any]]:
    lines = [[_(row.label), row.answered, row.total, row.percent] for row in shares()]
    return [["categoria", "respondieron", "total", "porcentaje"], *lines]


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


def _csv(view: ElectionView, rows: Rows) -> dict[str, Any]:
    """Return {"content": bytes}: the rows, each with the edition at which they stop, which a copied file would not say otherwise."""
    header, *lines = rows()
    number = view.election.number
    return {"content": downloads.written([*header, "edicion"], [[*line, number] for line in lines])}
