"""Whether something failed because nothing can be written, or because there is no database yet: sentences for whoever
installs."""

import errno
import sqlite3
import tempfile

from django.conf import settings
from django.db import DatabaseError

# What a database asks of a disk at once, in bytes.
BLOCK = 4_096
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
SAID = (
    "database or disk is full",
    "attempt to write a readonly database",
    "unable to open database file",
    "disk i/o error",
    "no space left on device",
    "read-only transaction",
)
SENTENCE = (
    "No se puede escribir en la carpeta de datos: el disco está lleno o es de solo lectura. Libere espacio o revise "
    "los permisos; nada de lo guardado se perdió."
)


UNPREPARED = (
    "La base de datos todavía no está preparada: ejecute antes «manage.py migrate», o «manage.py serve», que en SQLite "
    "la prepara."
)


def is_unprepared(error: BaseException | None) -> bool:
    """Return whether a command failed because the database has no tables yet."""
    said = str(error).lower()
    missing = "no such table" in said or ("relation" in said and "does not exist" in said)
    return isinstance(error, DatabaseError | sqlite3.Error) and missing


def cannot_save(error: BaseException | None) -> bool:
    """Return whether an error, or what it came from, is that."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if isinstance(error, DatabaseError) and any(words in str(error).lower() for words in SAID):
            return True
        error = error.__cause__
    return False


def can_write() -> bool:
    """Return whether anything can be written into the folder of data now."""
    try:
        with tempfile.NamedTemporaryFile(dir=settings.DATA_DIR, prefix=".", suffix=".tried") as file:
            file.write(bytes(BLOCK))
            file.flush()
    except OSError:
        return False
    return True
