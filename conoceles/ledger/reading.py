"""Reading the ledger: what came after a number, and what stands now."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from conoceles.ledger.models import Action, Body, Edition, Head
from conoceles.lib.canonical import Document

PAGE = 2000
READ = ("number", "election", "kind", "key", "action", "commitment", "at", "root", "body__document")


@dataclass(frozen=True, slots=True)
class Read:
    """One edition as a follower sees it; `document` is None for a body that was redacted."""

    number: int
    election: str
    kind: str
    key: str
    action: str
    commitment: str
    at: datetime
    document: Document | None
    root: str = ""


def size() -> int:
    """Return the number of editions in the ledger."""
    return Head.objects.filter(id=1).values_list("size", flat=True).first() or 0


def since(number: int) -> Iterator[Read]:
    """Yield every edition after `number`, in order, reading PAGE rows at a time."""
    while True:
        page = list(Edition.objects.filter(number__gt=number).order_by("number").values_list(*READ)[:PAGE])
        for row in page:
            yield _read(row)
        if len(page) < PAGE:
            return
        number = page[-1][0]


def editions(numbers: Iterable[int]) -> list[Read]:
    """Return some editions in order, as a follower sees them; a number that does not exist is left out."""
    rows = Edition.objects.filter(number__in=list(numbers)).order_by("number").values_list(*READ)
    return [_read(row) for row in rows]


def _read(row: tuple[Any, ...]) -> Read:
    number, election, kind, key, action, commitment, at, root, text = row
    document = json.loads(text) if text is not None else None
    return Read(number, election, kind, key, action, commitment, at, document, root)


def documents(numbers: Iterable[int]) -> dict[int, Document]:
    """Return {edition number: document} for those numbers whose body exists."""
    wanted = list(numbers)
    found: dict[int, Document] = {}
    for start in range(0, len(wanted), PAGE):
        rows = Body.objects.filter(edition__in=wanted[start : start + PAGE]).values_list("edition_id", "document")
        found.update((number, json.loads(text)) for number, text in rows)
    return found


def bodies_of(kind: str, key: str, *, election: str) -> list[int]:
    """Return the numbers of the editions of a thing whose documents are there."""
    rows = Edition.objects.filter(election=election, kind=kind, key=key, body__isnull=False)
    return list(rows.exclude(action=Action.REDACT).order_by("number").values_list("number", flat=True))


def last_published(election: str, kind: str, key: str) -> Document | None:
    """Return the last document of a thing that was published and not redacted, whether or not it was withdrawn
    since."""
    row = (
        Edition.objects.filter(election=election, kind=kind, key=key, action=Action.PUBLISH, body__isnull=False)
        .order_by("-number")
        .values_list("body__document", flat=True)
        .first()
    )
    return json.loads(row) if row is not None else None


def current(
    election: str, kind: str | None = None, keys: Iterable[str] | None = None
) -> dict[tuple[str, str], Document]:
    """Return {(kind, key): document} of what is published now in an election."""
    editions = Edition.objects.filter(election=election)
    if kind is not None:
        editions = editions.filter(kind=kind)
    if keys is not None:
        editions = editions.filter(key__in=list(keys))
    last = editions.order_by().values("kind", "key").annotate(last=Max("number")).values_list("last", flat=True)
    found: dict[tuple[str, str], Document] = {}
    numbers = list(last)
    for start in range(0, len(numbers), PAGE):
        rows = Edition.objects.filter(
            number__in=numbers[start : start + PAGE], action=Action.PUBLISH, body__isnull=False
        ).values_list("kind", "key", "body__document")
        found.update(((kind_, key), json.loads(text)) for kind_, key, text in rows)
    return found


def of_election(slug: str, number: int) -> Iterator[Read]:
    """Yield the editions of an election, and those that are of no election, up to a number, in order."""
    after = 0
    rows = Edition.objects.filter(election__in=("", slug), number__lte=number).order_by("number")
    while page := list(rows.filter(number__gt=after).values_list(*READ)[:PAGE]):
        for row in page:
            yield _read(row)
        after = page[-1][0]
