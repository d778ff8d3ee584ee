"""Municipalities, the ballots of a section, and ways of voting."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from conoceles.lib.canonical import Document
from conoceles.lib.text import fold, slugify
from conoceles.site.pages import context, limits
from conoceles.site.pages.ballots import ballot
from conoceles.site.pages.contests import contest
from conoceles.site.pages.context import (
    MODES,
    Context,
    contest_line,
    explained,
    modes,
)
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.phases import Phase

# So many towns are found at a glance; more are listed under their letters.
FEW = 15


def municipality(view: ElectionView, area: Document) -> Context:
    """Return a municipality's page: everything that is voted there, its town hall first and in full."""
    keys = view.by_municipality.get(area["key"], [])
    own = [key for key in keys if view.election.contests[key].document["area"] == area["key"]]
    numbers = [section[0] for section in view.sections if section[1] == area["key"]]
    return {
        "area": area,
        "numbers": numbers,
        "own": [contest(view, key) for key in own],
        "others": [contest_line(view, key) for key in keys if key not in own],
        "sections": len(numbers),
    }


def municipalities(view: ElectionView) -> Context:
    """Return the page of all municipalities: the map with their limits, when they are known, and the list."""
    drawn, size = limits.drawing({area["slug"]: area["shape"] for area in view.municipalities if "shape" in area})
    names = {area["slug"]: area["name"] for area in view.municipalities}
    letters: dict[str, list[Document]] = {}
    for area in view.municipalities:
        letters.setdefault(fold(area["name"])[:1].upper(), []).append(area)
    return {
        "municipalities": view.municipalities,
        "letters": letters if len(view.municipalities) > FEW else {"": view.municipalities},
        "shapes": [{"slug": slug, "name": names[slug], "path": path} for slug, path in drawn.items()],
        "size": size,
    }


def calendar_name(where: str = "") -> str:
    """Return the name of the file of dates for a zone; that of the whole election for none of its own."""
    return f"calendario-{slugify(where.rpartition('/')[2], 40)}.ics" if where else "calendario.ics"


def section_style(view: ElectionView, municipality_key: str, district: str, code: str) -> Context:
    """Return the ballots of every section with the same municipality and district."""
    area = view.areas[municipality_key]
    return {
        "area": area,
        "voting_hours": context.hours(view, area.get("time_zone", "")),
        "calendar_file": f"/{view.election.slug}/{calendar_name(area.get('time_zone', ''))}",
        "area_url": f"{view.root}municipios/{area['slug']}/",
        "district": view.areas[district]["name"] if district else "",
        "uncertain": code if not district else "",
        "ballots": [ballot(view, key) for key in view.voted_in(municipality_key, district, code)],
        "booklet": f"{view.root}folletos/{view.style_slug(municipality_key, district, code)}",
        "other_modes": modes(view),
        "marking": {key: explained(view, key) for key in ("marking", "coalition", "common")},
        "voting": explained(view, "voting"),
    }


ABOUT = {
    "anticipated": gettext_noop(
        "Quienes no pueden salir de su casa votan ahí mismo, antes del día de la elección. Reciben estas boletas."
    ),
    "abroad": gettext_noop("Quienes viven fuera del país votan por estos cargos."),
    "prison": gettext_noop("Quienes están en prisión preventiva votan ahí mismo por estos cargos."),
}
ABOUT_THEN = {
    "anticipated": gettext_noop(
        "Quienes no podían salir de su casa votaron ahí mismo, antes del día de la elección. Recibieron estas boletas."
    ),
    "abroad": gettext_noop("Quienes vivían fuera del país votaron por estos cargos."),
    "prison": gettext_noop("Quienes estaban en prisión preventiva votaron ahí mismo por estos cargos."),
}


def mode(view: ElectionView, key: str) -> Context:
    """Return the page of a way of voting: the ballots of the whole state, and where to find those of one's own
    place."""
    keys, about = view.voted_by(key), ABOUT_THEN if view.phase is Phase.ARCHIVE else ABOUT
    whole = view.statewide(keys)
    groups: dict[str, list[Context]] = {}
    for one in keys:
        if one not in whole:
            line = contest_line(view, one)
            groups.setdefault(line["office"], []).append(line)
    return {
        "mode": {"name": _(MODES[key]), "about": _(about[key])},
        "ballots": [ballot(view, one) for one in whole],
        "marking": {key: explained(view, key) for key in ("marking", "coalition", "common")},
        "groups": [{"title": title, "lines": lines} for title, lines in groups.items()],
        "booklet": f"{view.root}folletos/{view.modes[key]}" if whole else "",
    }
