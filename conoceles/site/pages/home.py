"""The home page: what is elected, when, and how many have answered."""

from collections import defaultdict
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conoceles.lib.dates import in_words, local_date, long_date
from conoceles.site.pages import figures
from conoceles.site.pages.context import (
    Context,
    card,
    hours,
    office_name,
)
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.phases import Phase, days_left, moment

# So many people are on the home page each day.
VOICES = 6


def home(view: ElectionView) -> Context:
    """Return the home page's values."""
    left = days_left(view.calendar, view.now, view.zone)
    return {
        "left": left,
        "count": _count(view, left),
        "elected": _elected(view),
        "dates": dates(view),
        "tiles": [area for area in view.municipalities if "tile" in area],
        "columns": max([area["tile"][0] for area in view.municipalities if "tile" in area], default=1),
        "municipalities": view.municipalities,
        "share": figures.participation(view),
        "alternates": figures.alternates(view),
        "voices": voices(view),
        "bounded": any("shape" in area for area in view.municipalities),
    }


def voices(view: ElectionView) -> list[Context]:
    """Return a few of those who answered, with how each begins: others every day, until all have had their turn.

    Their order says nothing, and is the same for everyone on one day. None but while campaigns last.
    """
    if view.phase != Phase.OPEN:
        return []
    day = local_date(view.now, view.zone)
    speaking = [one for one in view.with_page if one.stands and (said := view.profile(one)) and said.lead]
    speaking.sort(key=lambda one: sha256(f"{view.election.slug} {one.key}".encode()).digest())
    first = day.toordinal() * VOICES % max(1, len(speaking))
    return [card(view, one) for one in [*speaking, *speaking][first : first + min(VOICES, len(speaking))]]


def dates(view: ElectionView) -> list[Context]:
    """Return the dates that matter to who votes, those of the calendar and those that staff added, in order."""
    calendar = view.calendar
    found = [
        {"day": calendar["publication_starts"][:10], "text": _("Se publican las candidaturas")},
        {"day": calendar["campaigns_end"][:10], "text": _("Terminan las campañas")},
        {"day": calendar["silence_starts"][:10], "text": _("Empieza la veda electoral")},
        {
            "day": calendar["polls_open"][:10],
            "text": _("Se vota, %(hours)s") % {"hours": hours(view)},
            "vote": True,
        },
        *({**date, "own": True} for date in calendar["dates"]),
    ]
    year = str(calendar["polls_open"][:4])
    for date in found:
        date["elsewhen"] = date["day"][:4] != year
    return sorted(found, key=lambda item: str(item["day"]))


def _count(view: ElectionView, left: int) -> str:
    if view.phase == Phase.ARCHIVE:
        return _("Se votó el %(day)s") % {"day": long_date(local_date(moment(view.calendar["polls_open"])))}
    if left == 0:
        return _("Hoy se vota")
    if left == 1:
        return _("Falta un día")
    return _("Faltan %(days)s días") % {"days": in_words(left)}


def _elected(view: ElectionView) -> list[Context]:
    """Return what is elected: how many contests of each leading office, in words where few."""
    counts: dict[str, int] = defaultdict(int)
    for _key, thing in view.contests:
        counts[thing.document["office"]] += 1
    lines = []
    for key, count in sorted(counts.items(), key=lambda item: view.offices.get(item[0], {}).get("order", 99)):
        office = view.offices.get(key)
        if office is None:
            continue
        if office["town_hall"]:
            town_halls = ngettext("%(count)s ayuntamiento", "%(count)s ayuntamientos", count) % {"count": count}
            whole = _("presidencia municipal, sindicaturas y regidurías") if _whole(view) else ""
            lines.append({"count": town_halls, "text": whole})
        elif office["list"]:
            lines.append({"count": office_name(view, key, plural=True), "text": _("por listas de partido")})
        else:
            many = f"{count} {office_name(view, key, plural=True).lower()}"
            lines.append({"count": office_name(view, key) if count == 1 else many, "text": ""})
    return lines


def _whole(view: ElectionView) -> bool:
    return sum(bool(office["town_hall"]) for office in view.offices.values()) > 1


def marks(view: ElectionView, _none: object) -> tuple[object, ...]:
    """Return what the home page shows besides its frame, to be hashed."""
    counts = (
        figures.participation(view),
        figures.alternates(view),
        [thing.commitment for _key, thing in view.contests],
    )
    said = [view.card_mark(view.election.candidacies[one["key"]]) for one in voices(view)]
    return counts, view.areas_mark, days_left(view.calendar, view.now, view.zone), said
