"""What helps to spread the site: the kit, the button for others' pages, who helps, what journalists ask, a kiosk."""

from typing import Any

from django.utils.translation import gettext as _

from conoceles.site.pages import figures
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import sort_name
from conoceles.site.state.phases import Phase

# Of each picture of the kit: points of width and height, pixels of width.
SHAPES = {"cuadro": (600, 600, 1080), "historia": (600, 1066, 1080)}


def address(view: ElectionView) -> str:
    """Return where the kit leads, as it is read aloud."""
    return f"{view.site}/{view.election.slug}/".split("://", 1)[-1]


def alternative(view: ElectionView) -> str:
    """Return what the pictures say, for whoever does not see them."""
    share = figures.participation(view)
    said = _(
        "Conozca a quienes piden su voto. %(answered)s de %(total)s candidaturas ya respondieron. Código que lleva a "
        "%(site)s."
    )
    return said % {"answered": share.answered, "total": share.total, "site": address(view)}


def offered(view: ElectionView) -> bool:
    """Return whether the kit is offered: while campaigns last, where the site has an address."""
    return bool(view.site) and view.phase is Phase.OPEN


def materials(view: ElectionView) -> dict[str, Any]:
    """Return the page of the kit: its pictures with their alternative text, the button, and the allies by name."""
    allies = [thing.document for thing in view.election.allies.values()]
    return {
        "pictures": [(name, *SHAPES[name]) for name in SHAPES] if offered(view) else [],
        "alternative": alternative(view),
        "button": f"{view.site}/{view.election.slug}/",
        "allies": sorted(allies, key=lambda one: sort_name(one["name"])),
    }


def press(view: ElectionView) -> dict[str, Any]:
    """Return the page for journalists: the whole, what the last week brought, and where everything is taken from."""
    weeks = figures.by_week(view)
    share = figures.participation(view)
    before = weeks[-2][1].answered if len(weeks) > 1 else 0
    standing = {one.id: one for one in figures.standing(view)}
    return {
        "share": share,
        "week": weeks[-1][0] if weeks else None,
        "fresh": (weeks[-1][1].answered - before) if weeks else 0,
        "offices": figures.tables(view)[0].rows if figures.tables(view) else [],
        "standing": sum(counts[-1] for *_said, counts in standing["compiten-cargo"].rows) if standing else 0,
        "cutoff": view.election.at,
    }


def kiosk(view: ElectionView) -> dict[str, Any]:
    """Return the first page of a screen at a fair: the section by its number, the municipalities, and nothing else."""
    return {"municipalities": view.municipalities, "digits": [*"123456789", "", "0"]}
