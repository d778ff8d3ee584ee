"""A database that is older than what was published: what a person's decision to go on with it brings."""

import contextlib
import json

from django.db import transaction
from django.db.models import Q

from conoceles.ledger import witness
from conoceles.ledger.acts import NothingPublished, redact
from conoceles.ledger.models import Body, SetAside
from conoceles.ledger.witness import Suppression
from conoceles.lib import apart

HELD = "held.json"


def lacking() -> list[Suppression]:
    """Return the redactions that were seen and that the database lacks: what they deleted is there again."""
    return [
        one
        for one in witness.suppressions()
        if Body.objects.filter(
            Q(*(Q(edition=int(number), edition__commitment=of) for number, of in one.targets.items()), _connector=Q.OR)
        ).exists()
    ]


def came_back() -> int:
    """Return how many bodies that two people deleted are set aside again."""
    return SetAside.objects.filter(number__in=witness.forgotten()).count()


def accept() -> int:
    """Redact anew what was redacted after the database was copied, delete what was forgotten, and return how many
    things were redacted. Call `witness.take()` when the transaction ends.

    What is redacted anew is held: the workshop of before would publish it again. `release()` lets it.
    """
    token, done = witness.deciding.set(True), []
    try:
        with transaction.atomic():
            SetAside.objects.filter(number__in=witness.forgotten()).delete()
            for one in lacking():
                with contextlib.suppress(NothingPublished):
                    redact(one.kind, one.key, election=one.election, ground=one.ground)
                    done.append([one.election, one.kind, one.key])
            transaction.on_commit(lambda: _hold(done))
    finally:
        witness.deciding.reset(token)
    return len(done)


def held() -> list[list[str]]:
    """Return [election, kind, key] of what is not published until a person says that it may."""
    found: list[list[str]] = json.loads(apart.read(HELD) or "[]")
    return found


def release(key: str) -> int:
    """Let what is held of a thing be published again, and return how much that was."""
    before = held()
    left = [one for one in before if one[2] != key]
    apart.put(HELD, json.dumps(left))
    return len(before) - len(left)


def _hold(more: list[list[str]]) -> None:
    apart.put(HELD, json.dumps([*held(), *(one for one in more if one not in held())]))
