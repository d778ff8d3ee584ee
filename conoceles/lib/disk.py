"""Whether something failed because nothing can be written: the disk is full, or may only be read."""

import errno

from django.db import DatabaseError

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


def cannot_save(error: BaseException | None) -> bool:
    """Return whether an error, or what it came from, is that."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if isinstance(error, DatabaseError) and any(words in str(error).lower() for words in SAID):
            return True
        error = error.__cause__
    return False
