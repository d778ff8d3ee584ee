"""A paper that somebody sends, as a PDF or a photograph: made anew and kept in private."""

from pathlib import Path
from typing import Any

from conoceles.lib import blobs
from conoceles.lib.limited import BadFile
from conoceles.lib.limited.running import rewrite
from conoceles.lib.uploads import kept_for_a_moment

MOST = 15
MIB = 1 << 20


def keep(upload: Any, most: int = MOST) -> str:
    """Keep a paper of at most so many MiB and return its private blob. Raises BadFile with a Spanish sentence."""
    refuse_large(upload, most)
    with kept_for_a_moment(upload) as source:
        return remade(source)


def refuse_large(upload: Any, most: int = MOST) -> None:
    """Raise BadFile for a paper that is empty or weighs more."""
    if not upload.size:
        raise BadFile("El archivo está vacío: elija otro.")
    if upload.size > most * MIB:
        raise BadFile(
            f"El archivo pesa más de {most} MB: tome la foto con menos resolución o guarde el PDF más pequeño."
        )


def remade(source: Path) -> str:
    """Make a paper anew beside where it stands and return its private blob. Raises BadFile."""
    with source.open("rb") as file:
        pdf = b"%PDF-" in file.read(1024)
    rewrite("pdf" if pdf else "photo", source, source.parent)
    made = source.parent / ("clean.pdf" if pdf else "original.jpg")
    return blobs.move(made, made.suffix[1:], blobs.PRIVATE)
