"""Everything by which a rewritten or older database is noticed, of whatever rooms are loaded: a node that only shows
the site has no register of acts."""

from collections.abc import Iterator

from django.conf import settings
from django.db import connection, transaction

from conoceles.ledger import erasing, guards, restoring, witness
from conoceles.ledger.verification import verify as verify_ledger
from conoceles.lib import clock


def missing_guards() -> list[str]:
    """Return the names of the guards that the database lacks, or that do another thing; empty when all stand."""
    found = guards.missing(connection)
    if settings.WORKSHOP:
        from conoceles.audit import guards as audit_guards

        found += audit_guards.missing(connection)
    return found


def troubles() -> list[str]:
    """Return what can be seen at once of a rewritten or older database, or of a clock that jumped: a Spanish sentence
    for each thing."""
    found = [witness.trouble(), clock.trouble()]
    if settings.WORKSHOP:
        from conoceles.audit import seals

        found.append(seals.trouble())
    return [said for said in found if said]


def verify() -> Iterator[str]:
    """Yield one Spanish sentence for each thing that was altered, lacks or is older than it was; nothing when all is
    well."""
    yield from altered()
    if said := witness.trouble():
        yield said
    yield from returned()


def returned() -> Iterator[str]:
    """Yield one Spanish sentence for each thing that was deleted and is there again: an older database was put back."""
    for one in restoring.lacking():
        yield f"La supresión {one.number} ({one.kind} {one.key}) se hizo, y lo que suprimió está otra vez en la base."
    if back := restoring.came_back():
        yield f"Lo que dos personas borraron está otra vez apartado en la base: {back} versiones."


def altered() -> Iterator[str]:
    """Yield one Spanish sentence for each thing that was altered or lacks, whatever was seen elsewhere."""
    yield from (f"A la base de datos le falta la guarda {name}, o es otra." for name in missing_guards())
    yield from verify_ledger()
    if settings.WORKSHOP:
        from conoceles.audit import seals

        yield from seals.verify()


def keep() -> list[str]:
    """Seal the acts since the last time, keep apart what the ledger and the seals end with, and return what is wrong:
    that is left as it is."""
    witness.follow()
    erasing.empty_journal()
    wrong = troubles()
    if settings.WORKSHOP and not wrong:
        from conoceles.audit import seals

        seals.seal()
        seals.keep()
    return wrong


def accept(why: str) -> int:
    """Take the database as it is, and return how many redactions were done anew. A person decided so."""
    with transaction.atomic():
        record("database-accepted", why=why)
        done = restoring.accept()
        transaction.on_commit(_take)
    return done


def record(act: str, **detail: str) -> None:
    """Record an act of the command line, where there is a register of acts."""
    if settings.WORKSHOP:
        from conoceles.audit.acts import record as recorded

        recorded(act, by="", role="", election="", thing="", **detail)


def _take() -> None:
    witness.take()
    if settings.WORKSHOP:
        from conoceles.audit import seals

        seals.seal()
        seals.take()
