"""What was deleted, out of the files of the database too: a deleted row may stay readable in them for long.

SQLite overwrites what it deletes (`secure_delete`), and its journal is emptied. PostgreSQL keeps old rows until its
owner rewrites the table. Archived WAL, standbys and backups hold them until they are thrown away: `until()`.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, connection

from conoceles.ledger.models import Body
from conoceles.lib import apart, blobs

WANTED = "erase"
# {table: the column that its rewriting takes anew}.
TABLES = {"ledger_body": "document", "ledger_set_aside": "content"}


class NotTheOwner(PermissionError):
    """Only the owner of the tables may rewrite them; its text is a Spanish sentence."""


class Busy(RuntimeError):
    """Somebody still reads what was deleted; its text is a Spanish sentence."""


def want() -> None:
    """Note, before it is deleted, that something will have to leave the files of the database."""
    apart.put(WANTED, secrets.token_hex(8))


def waits() -> bool:
    """Return whether something deleted may still be in the files of the database."""
    return bool(apart.read(WANTED))


def empty_journal() -> bool:
    """Empty SQLite's journal and return whether nothing deleted is left; what somebody still reads waits for the next
    time. On PostgreSQL nothing is done."""
    mark = apart.read(WANTED)
    if connection.vendor != "sqlite" or connection.in_atomic_block or not mark:
        return False
    with connection.cursor() as cursor:
        # Whoever writes does not wait for who reads.
        cursor.execute("PRAGMA busy_timeout")
        patience = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA busy_timeout=200")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = bool(cursor.fetchone()[0])
        except OperationalError:
            busy = True
        finally:
            cursor.execute(f"PRAGMA busy_timeout={patience}")
    # Of what was deleted meanwhile, the mark stays.
    if not busy and apart.read(WANTED) == mark:
        apart.put(WANTED, "")
    return not busy


def rewrite() -> None:
    """Rewrite the tables, so that no deleted row is left in them. Raises NotTheOwner, Busy."""
    if connection.vendor == "sqlite":
        want()
        if not empty_journal():
            raise Busy("Alguien lee la base ahora mismo: repítalo en un momento.")
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
        # A vacuum may keep what another transaction could still see; a rewrite takes what stands, and nothing else.
        cursor.execute("SET lock_timeout = '15s'")
        try:
            for table, column in TABLES.items():
                cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE text USING {column} || ''")
        except OperationalError as error:
            raise Busy("Alguien usa esas tablas ahora mismo: repítalo en un momento.") from error
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
