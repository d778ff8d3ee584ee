"""All public figures of an election as one JSON file, which the API gives too: what the pages show, with how each was
counted."""

import json
from typing import Any

from django.utils.translation import gettext as _

from conoceles.site.pages import figures
from conoceles.site.pages.figure_method import method
from conoceles.site.pages.figures import Crossed, Share
from conoceles.site.state.election_view import ElectionView


def as_json(view: ElectionView) -> dict[str, Any]:
    """Return {"content": bytes}: participation by everything that is published, and how many stand."""
    how = {one["id"]: one for one in method(view)["figures"]}
    weeks = [{**_share(share), "categoria": day.isoformat()} for day, share in figures.by_week(view)]
    document = {
        "eleccion": view.election.slug,
        "edicion": view.election.number,
        "corte": (view.election.at or view.now).isoformat(),
        "participacion": {**_counted(how["participation"]), **_share(figures.participation(view))},
        "semanas": {**_counted(how["weeks"]), "filas": weeks},
        "respondieron": [
            {
                "clave": table.id,
                "titulo": table.title,
                **_counted(how["groups"]),
                "filas": [_share(row) for row in table.rows],
            }
            for table in figures.tables(view)
        ],
        "compiten": [
            {"clave": one.id, "titulo": one.title, **_counted(how["standing"]), "filas": _crossed(one)}
            for one in figures.standing(view)
        ],
        "compiten_juntas": [
            {
                "cargo": row.office,
                "lugar": row.place,
                "partido": row.party,
                "integrantes": row.members,
                "sexo": row.sex,
                "candidaturas": row.count,
            }
            for row in figures.together(view)
        ],
    }
    return {"content": json.dumps(document, ensure_ascii=False, indent=1).encode()}


def _counted(how: dict[str, str]) -> dict[str, str]:
    return {"cuenta": how["counts"], "de": how["of"], "unidad": how["unit"], "fuente": how["source"]}


def _share(row: Share) -> dict[str, Any]:
    return {
        "categoria": _(row.label),
        "respondieron": row.answered,
        "total": row.total,
        "porcentaje": row.percent,
    }


def _crossed(table: Crossed) -> list[dict[str, Any]]:
    return [
        {
            "categoria": label,
            "integrantes": members,
            "por_sexo": dict(zip(table.columns, counts, strict=False)),
            "total": counts[-1],
        }
        for label, members, _url, counts in table.rows
    ]
