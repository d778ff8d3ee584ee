"""What waits in the works of an election: counted by the rooms, asked of the database together."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateField, DateTimeField, Expression, Min, Q, QuerySet, Value
from django.db.models.functions import Cast

from conoceles.elections.models import Election

NO_MOMENT = Cast(Value(None), DateTimeField())
NO_DAY = Cast(Value(None), DateField())


@dataclass(frozen=True)
class Waiting:
    """What waits in a work: how many, since when the first has waited, until when the next may, and how many are
    late."""

    count: int
    since: datetime | None = None
    until: date | None = None
    late: int = 0


@dataclass(frozen=True)
class Wait:
    """What waits for whoever looks, as a first screen says it: its number, what it is, and the page behind it."""

    count: int
    what: str
    url: str
    since: datetime | None = None
    until: date | None = None
    late: int = 0
    # What attends it with one press, where that is more than opening the page: what it says, where it leads, and
    # whether it is sent.
    press: str = ""
    press_url: str = ""
    acts: bool = False


@dataclass(frozen=True)
class Change:
    """What others did since somebody looked: how many, what, and the page behind it."""

    count: int
    what: str
    url: str


# What counts what waits in an election: queries of one row (see `counted`), or the answer itself.
Counts = Callable[[Election], "QuerySet[Any] | list[QuerySet[Any]] | Waiting"]


def counted(
    rows: "QuerySet[Any]", since: str = "", until: str | Expression = "", late: Q | None = None
) -> "QuerySet[Any]":
    """Return the query of one row that counts rows: how many, the first moment of a field, the first day of another,
    and how many of them are late. It has no row where there are none."""
    numbers: dict[str, Any] = {
        "count": Count("pk"),
        "since": Min(since) if since else NO_MOMENT,
        "until": Min(until) if until else NO_DAY,
        "late": Count("pk", filter=late) if late else Value(0),
    }
    found: QuerySet[Any] = rows.order_by().values(of=Value(0)).annotate(**numbers).values_list(*numbers)
    return found


def waiting(works: dict[str, Counts], election: Election) -> dict[str, Waiting]:
    """Return what waits in each of some works, by its name, asking the database once for all that are queries."""
    found: dict[str, list[Waiting]] = defaultdict(list)
    asked: list[QuerySet[Any]] = []
    names: list[str] = []
    for name, count in works.items():
        answer = count(election)
        if isinstance(answer, Waiting):
            found[name].append(answer)
            continue
        for query in answer if isinstance(answer, list) else [answer]:
            asked.append(query.annotate(work=Value(len(names))))
            names.append(name)
    rows = asked[0].union(*asked[1:], all=True) if asked else []
    for *numbers, work in rows:
        found[names[work]].append(Waiting(*numbers))
    return {name: _together(parts) for name, parts in found.items()}


def _together(parts: list[Waiting]) -> Waiting:
    return Waiting(
        sum(part.count for part in parts),
        min((part.since for part in parts if part.since), default=None),
        min((part.until for part in parts if part.until), default=None),
        sum(part.late for part in parts),
    )
