"""How far everybody is, counted by everything that dashboards show, and kept for each day: a screen of fifty thousand
candidacies reads one row."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any

from django.utils import timezone

from conoceles.audit.models import Record
from conoceles.capture.party.dashboard import Line, lines
from conoceles.elections.models import Area, Candidacy, Election, Person
from conoceles.lib.dates import local_date
from conoceles.profiles.models import HANDED_OVER, Answer, State
from conoceles.reports import figures
from conoceles.reports.models import DayTally

BATCH = 2000
# What changes how far somebody is.
ACTS = ("section-", "register-", "movement", "list-hidden", "profiles-published", "bulk-applied")
# Counting again may take at most this part of the time.
SHARE = 20
GROUPS = {
    "partido": "Por partido",
    "contienda": "Por contienda",
    "municipio": "Por municipio",
    "sexo": "Por sexo",
    "accion": "Por acción afirmativa",
}


@dataclass(frozen=True)
class Tally:
    """How many candidacies whose office answers are in each state, in all and in each group, as of a moment."""

    at: datetime
    counts: dict[str, Any]

    @property
    def total(self) -> int:
        return sum(self.counts["states"].values())

    def count(self, state: str) -> int:
        return int(self.counts["states"].get(state, 0))

    @property
    def public(self) -> int:
        """Return how many have answered in public, as the site counts it."""
        return int(self.counts["public"])

    @property
    def done(self) -> int:
        """Return how many have handed everything over."""
        return _done(self.counts["states"])

    @property
    def groups(self) -> list[tuple[str, str, list["Row"]]]:
        """Return [(kind, title, its rows, in their order)] of everything by which somebody is counted."""
        kept = self.counts["groups"]
        return [
            (kind, title, [Row(one["name"], one["key"], one["states"]) for one in kept[kind]])
            for kind, title in GROUPS.items()
            if kept.get(kind)
        ]


@dataclass(frozen=True)
class Row:
    """One group of a dashboard: `key` is that of the thing, '' where it has none."""

    name: str
    key: str
    states: dict[str, int]

    @cached_property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def done(self) -> int:
        return _done(self.states)

    @property
    def percent(self) -> int:
        """Return the share that handed everything over in whole per cent, rounded half up."""
        return (200 * self.done + self.total) // (2 * self.total) if self.total else 0

    @property
    def left(self) -> int:
        return self.total - self.done


def _done(states: dict[str, int]) -> int:
    return sum(count for state, count in states.items() if state in HANDED_OVER)


def tally(election: Election, now: datetime) -> Tally:
    """Return the last count, which says of when it is; counted now when there is none."""
    last = DayTally.objects.filter(election=election).order_by("-day").first()
    return Tally(last.at, last.counts) if last else Tally(now, counted(election))


def days(election: Election) -> list[tuple[date, int, int]]:
    """Return [(day, how many had handed everything over, of how many)] of every day that was counted."""
    rows = DayTally.objects.filter(election=election).order_by("day").values_list("day", "done", "total")
    return list(rows)


def keep(election: Election, at: datetime) -> bool:
    """Count again when something changed since, and return whether it was; so seldom that it is a small part of the
    time."""
    day = local_date(at, election.zone)
    last = DayTally.objects.filter(election=election, day=day).first()
    if last is not None:
        soon = last.at + timedelta(seconds=last.seconds * SHARE)
        changed = Record.objects.of_election(election.slug).filter(at__gte=last.at)
        if at < soon or not any(act.startswith(ACTS) for act in changed.values_list("act", flat=True).distinct()):
            return False
    started = time.monotonic()
    found = Tally(at, counted(election))
    values = {"at": at, "counts": found.counts, "total": found.total, "done": found.done}
    took = time.monotonic() - started
    DayTally.objects.update_or_create(election=election, day=day, defaults={**values, "seconds": round(took) + 1})
    return True


def counted(election: Election) -> dict[str, Any]:
    """Return {"states": {state: count}, "groups": {kind: [{"name", "key", "states"}]}, "came", "public"} of now."""
    states: Counter[str] = Counter()
    groups: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {kind: {} for kind in GROUPS}
    came: dict[tuple[int, str], list[int]] = {}
    by_list = set(
        Answer.objects.filter(profile__candidacy__election=election, listed__gt="")
        .values_list("profile__candidacy", flat=True)
        .distinct()
    )
    rows = Candidacy.objects.of_election(election).registered().filter(office__answers=True)
    rows = rows.with_register().select_related("ticket__contest__office")
    for line in lines_of(rows.order_by("pk").iterator(chunk_size=BATCH), election):
        states[line.state] += 1
        office = line.candidacy.office
        how = 1 if line.done else 3 if line.entered else 2 if line.candidacy.pk in by_list else 4
        one = came.setdefault((office.order, office.plural), [0] * 5)
        one[0] += 1
        one[how] += 1
        for kind, order, name, key in _groups(line.candidacy):
            group = groups[kind].setdefault(order, {"name": name, "key": key, "states": Counter()})
            group["states"][line.state] += 1
    site = figures.counted(election, timezone.now())
    return {
        "public": site.whole.answered if site else 0,
        "states": dict(states),
        # By office: all, handed over here, by an official list alone, begun, nothing.
        "came": [[name, *came[order, name]] for order, name in sorted(came)],
        "groups": {kind: [found[order] for order in sorted(found)] for kind, found in groups.items()},
    }


def lines_of(candidacies: Iterator[Candidacy], election: Election) -> Iterator[Line]:
    """Yield a line for each candidacy, reading a batch at a time."""
    while batch := list(islice(candidacies, BATCH)):
        yield from lines(batch, election)


def _groups(candidacy: Candidacy) -> Iterable[tuple[str, tuple[Any, ...], str, str]]:
    """Yield (kind, order, name, key) of every group that a candidacy is counted in."""
    party, contest = candidacy.ticket.party, candidacy.ticket.contest
    yield "partido", (party.order, party.name), party.name, party.key
    # Districts by their number, places by their name.
    place = contest.area.ine_code.zfill(6) if contest.area.kind == Area.Kind.DISTRICT else contest.name
    yield "contienda", (contest.office.order, place, contest.name), contest.name, contest.key
    if contest.area.kind == Area.Kind.MUNICIPALITY:
        yield "municipio", (contest.area.name,), contest.area.name, str(contest.area_id)
    sex, sexes = candidacy.person.sex, Person.Sex.values
    called = candidacy.person.get_sex_display() or "sin dato"
    yield "sexo", (sexes.index(sex) if sex else len(sexes),), called, sex or "?"
    for group in candidacy.affirmative_actions:
        yield "accion", (Candidacy.Group.values.index(group),), str(Candidacy.Group(group).label), group


STATES = [(state.value, state.label) for state in State]
