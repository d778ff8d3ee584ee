"""At what pace an election is reviewed, until when that lasts, and who did how much."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from django.db.models import Count

from conoceles.accounts.models import User
from conoceles.elections.models import Election, Role
from conoceles.lib.dates import local_date
from conoceles.profiles.models import Step
from conoceles.profiles.rules import Action

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Pace:
    """How many profiles were decided a day in the last week, the day on which nothing waits at that pace (None while
    nothing is decided), and how many each person decided: [(name, how many)]."""

    a_day: float
    until: date | None
    people: list[tuple[str, int]]


def pace(election: Election, waiting: int, at: datetime) -> Pace:
    """Return the pace of the last week of an election's review, given how many profiles wait."""
    rows = Step.objects.filter(
        section__profile__candidacy__election=election,
        section__confidential=False,
        action__in=(Action.APPROVE, Action.OBSERVE),
        role__in=(Role.REVIEWER, Role.COORDINATION),
        at__gt=at - WEEK,
    )
    counts = rows.order_by().values("by").annotate(profiles=Count("section__profile", distinct=True))
    by = {one["by"]: one["profiles"] for one in counts}
    first = rows.order_by("at").values_list("at", flat=True).first()
    days = max((at - first) / timedelta(days=1), 1) if first else 0
    a_day = sum(by.values()) / days if days else 0
    until = local_date(at + timedelta(days=ceil(waiting / a_day))) if a_day and waiting else None
    names = dict(User.objects.filter(username__in=by).values_list("username", "name"))
    people = sorted(((names.get(one, one), count) for one, count in by.items()), key=lambda pair: -pair[1])
    return Pace(a_day, until, people)
