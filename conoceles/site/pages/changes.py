"""What changed, week by week: who published or changed her answers, who came and who left."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from conoceles.lib.dates import local_date
from conoceles.lib.vocabulary import STATUSES
from conoceles.site.pages.context import Context, card
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import Candidacy


class Change(NamedTuple):
    """What an edition brought of a candidacy: `what` is said after her name."""

    number: int
    one: Candidacy
    what: str


def changes(view: ElectionView) -> list[Change]:
    """Return every change that is news, the newest first, in the language being written."""
    kept = f"changes {view.root}"
    if kept not in view.memo:
        view.memo[kept] = sorted(_changes(view), key=lambda change: change.number, reverse=True)
    found: list[Change] = view.memo[kept]
    return found


def _changes(view: ElectionView) -> Iterator[Change]:
    for one in view.election.candidacies.values():
        profile = view.profile(one) if one.stands else None
        if profile:
            first = view.election.answered_in.get(one.key) == profile.number
            yield Change(profile.number, one, _("publicó sus respuestas") if first else _("cambió lo que publica"))
        if not one.stands:
            yield Change(view.election.left[one.key], one, _(STATUSES[one.status].title))
        elif before := view.predecessor(one):
            yield Change(view.election.first_seen[one.key], one, _("sustituye a %(name)s") % {"name": before.name})


def marks(view: ElectionView, found: list[Change]) -> list[object]:
    """Return what is shown of some changes, to be hashed."""
    return [(change.number, view.card_mark(change.one)) for change in found]


def of_contest(view: ElectionView, key: str) -> list[Change]:
    """Return the changes of a contest, the newest first."""
    kept = f"changes of {view.root}"
    if kept not in view.memo:
        found: dict[str, list[Change]] = {}
        for change in changes(view):
            found.setdefault(change.one.contest, []).append(change)
        view.memo[kept] = found
    groups: dict[str, list[Change]] = view.memo[kept]
    return groups.get(key, [])


def of_contests(view: ElectionView, keys: list[str]) -> list[Change]:
    """Return the changes of several contests, the newest first."""
    return sorted((one for key in keys for one in of_contest(view, key)), key=lambda one: one.number, reverse=True)


def weeks(view: ElectionView) -> dict[date, dict[date, list[Change]]]:
    """Return {Monday of a week: {day: its changes}}, the newest first, by the institute's clock."""
    if "weeks" not in view.memo:
        found: dict[date, dict[date, list[Change]]] = {}
        for change in changes(view):
            day = local_date(view.election.moments[change.number], view.zone)
            found.setdefault(monday(day), {}).setdefault(day, []).append(change)
        view.memo["weeks"] = found
    kept: dict[date, dict[date, list[Change]]] = view.memo["weeks"]
    return kept


def monday(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def every_week(view: ElectionView) -> list[tuple[str, date]]:
    """Return (address, Monday) of each week in which anything changed."""
    return [(week.isoformat(), week) for week in weeks(view)]


def index(view: ElectionView) -> Context:
    """Return the page of all weeks, the newest first, with how much changed in each."""
    return {
        "weeks": [
            {
                "url": f"{view.root}cambios/{week.isoformat()}/",
                "first": week,
                "last": week + timedelta(days=6),
                "count": sum(map(len, days.values())),
            }
            for week, days in weeks(view).items()
        ]
    }


def week_page(view: ElectionView, week: date) -> Context:
    """Return the page of a week: its changes by day, the newest first."""
    said = {change.number: change.what for change in changes(view)}
    return {
        "first": week,
        "last": week + timedelta(days=6),
        "days": [
            {"day": day, "lines": [{"card": card(view, one), "what": said[number]} for number, one, _what in found]}
            for day, found in weeks(view).get(week, {}).items()
        ],
    }
