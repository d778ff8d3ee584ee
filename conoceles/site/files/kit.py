"""The promotion kit: pictures made from the site's own figures and address, with their alternative text."""

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

import segno

from conoceles.lib.paper import make_picture
from conoceles.site.files.booklets import FOLDER, Drawn, when
from conoceles.site.files.pictures import INK
from conoceles.site.pages import figures, spreading
from conoceles.site.state.election_view import ElectionView


def every(view: ElectionView) -> Iterator[tuple[str, Drawn]]:
    """Yield (name, picture) of each picture of the kit, while it is offered."""
    if not spreading.offered(view):
        return
    share = figures.participation(view)
    for name in spreading.SHAPES:
        yield name, Drawn(partial(_drawn, view, name), (share.answered, share.total))


def _drawn(view: ElectionView, name: str) -> dict[str, Any]:
    wide, tall, pixels = spreading.SHAPES[name]
    share = figures.participation(view)
    out = io.BytesIO()
    segno.make(f"{view.site}/{view.election.slug}/", error="m").save(
        out, kind="svg", border=2, xmldecl=False, svgns=True
    )
    values = {
        "wide": wide,
        "tall": tall,
        "ink": view.institute.get("theme", {}).get("light", {}).get("band") or INK,
        "election": view.calendar["name"],
        "institute": view.institute["name"],
        "answered": share.answered,
        "total": share.total,
        "percent": share.percent,
        "when": when(view),
        "address": spreading.address(view),
        "sample": "Datos ficticios." if view.calendar["fictional"] else "",
    }
    return {"content": make_picture(FOLDER / "kit.typ", values, {"qr.svg": out.getvalue()}, width=pixels)}
