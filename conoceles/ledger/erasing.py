"""What was deleted, out of the files of the database too: a deleted row may stay readable in them for long.

SQLite overwrites what it deletes (`secure_delete`), and its journal is emptied. PostgreSQL keeps old rows until its
owner rewrites the table. Archived WAL, standbys and backups hold them until they are thrown away: `until()`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from conoceles.ledger.models import Body
from conoceles.lib import apart, blobs

WANTED = "erase"
TABLES = ("ledger_body", "ledger_set_aside")


class NotTheOwner(PermissionError):
    """Only the owner of the tables may rewrite them; its text is a Spanish sentence."""


def ask() -> None:
    """Note that something was deleted, and erase it now where that takes no other role."""
    apart.put(WANTED, "1")
    empty_journal()


def empty_journal() -> bool:
    """Empty SQLite's journal and return whether nothing deleted is left; what somebody still reads waits for the next
    time. On PostgreSQL nothing is done."""
    if connection.vendor != "sqlite" or connection.in_atomic_block or not apart.read(WANTED):
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = bool(cursor.fetchone()[0])
    if not busy:
        apart.put(WANTED, "")
    return not busy


def rewrite() -> None:
    """Rewrite the tables, so that no deleted row is left in them. Raises NotTheOwner."""
    if connection.vendor == "sqlite":
        apart.put(WANTED, "1")
        empty_journal()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(pg_has_role(current_user, relowner, 'USAGE')) FROM pg_class WHERE relname = ANY(%s)",
            [list(TABLES)],
        )
        if not cursor.fetchone()[0]:
            raise NotTheOwner(
                "Solo la cuenta dueña de las tablas puede reescribirlas: corra este comando con la de «migrate»."
            )
        for table in TABLES:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
        # Old rows are in the log of writes until it is written over.
        cursor.execute("CHECKPOINT")
    apart.put(WANTED, "")


def until(at: datetime) -> datetime:
    """Return until when backups and archived WAL hold what was deleted at a moment."""
    return at + timedelta(days=settings.BACKUP_DAYS)


def drop_files(documents: Iterable[str]) -> int:
    """Delete the public files that some deleted documents named and no other does, and return how many."""
    names = {name for document in documents for name in blobs.NAME.findall(document)}
    gone = 0
    for name in names:
        if not Body.objects.filter(document__contains=name).exists():
            path = blobs.where(name, blobs.PUBLIC)
            gone += path.is_file()
            path.unlink(missing_ok=True)
    return gone
