"""A database that is older than what was published: what a person's decision to go on with it brings."""

import contextlib

from django.db import transaction

from conoceles.ledger import witness
from conoceles.ledger.acts import NothingPublished, redact
from conoceles.ledger.models import Body
from conoceles.ledger.witness import Suppression


def lacking() -> list[Suppression]:
    """Return the redactions that were seen and that the database lacks: what they deleted is there again."""
    return [
        one
        for one in witness.suppressions()
        if Body.objects.filter(
            edition__in=one.targets,
            edition__election=one.election,
            edition__kind=one.kind,
            edition__key=one.key,
        ).exists()
    ]


def accept() -> int:
    """Take the database as it is, redact anew what was redacted after it, and return how many things those were.

    From then on numbers that were published once are given again, to other editions.
    """
    token, done = witness.deciding.set(True), 0
    try:
        with transaction.atomic():
            for one in lacking():
                with contextlib.suppress(NothingPublished):
                    redact(one.kind, one.key, election=one.election, ground=one.ground)
                    done += 1
    finally:
        witness.deciding.reset(token)
    witness.take()
    return done
