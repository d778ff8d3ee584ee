"""Everything by which a rewritten or older database is noticed: guards, seals, ledger, what was kept apart."""

from collections.abc import Iterator

from django.db import connection

from conoceles.audit import guards as audit_guards
from conoceles.audit import seals
from conoceles.ledger import erasing, guards, restoring, witness
from conoceles.ledger.verification import verify as verify_ledger


def missing_guards() -> list[str]:
    """Return the names of the guards that the database lacks; empty when all stand."""
    return [*guards.missing(connection), *audit_guards.missing(connection)]


def troubles() -> list[str]:
    """Return what can be seen at once of a rewritten or older database, a Spanish sentence for each thing."""
    return [said for said in (witness.trouble(), seals.trouble()) if said]


def verify() -> Iterator[str]:
    """Yield one Spanish sentence for each thing that was altered, lacks or is older than it was; nothing when all is
    well."""
    yield from (f"A la base de datos le falta la guarda {name}." for name in missing_guards())
    yield from verify_ledger()
    if said := witness.trouble():
        yield said
    yield from seals.verify()
    for one in restoring.lacking():
        yield f"La supresión {one.number} ({one.kind} {one.key}) se hizo, y lo que suprimió está otra vez en la base."


def keep() -> None:
    """Seal the acts since the last time, and keep apart what the ledger and the seals end with; what is in trouble is
    left as it is."""
    witness.follow()
    erasing.empty_journal()
    if not troubles():
        seals.seal()
        seals.keep()


def accept() -> int:
    """Take the database as it is, and return how many redactions were done anew. A person decided so."""
    done = restoring.accept()
    seals.seal()
    seals.take()
    return done
