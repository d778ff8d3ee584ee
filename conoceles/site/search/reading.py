"""What the pages answered on request read: the builder's store and the index in it, one connection for each worker."""

import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from conoceles.lib.zones import zone
from conoceles.site.kept import is_kept
from conoceles.site.search.reader import Reader
from conoceles.site.search.store import Store

LAST_SECTION = 99_999


_opened: dict[Path, Store] = {}
_readers: dict[str, Reader] = {}


def store() -> Store:
    """Return this worker's connection to the builder's database, opened anew when the builder made another.

    Raises sqlite3.DatabaseError while there is none, or it cannot be read: the builder is making it.
    """
    path = settings.BUILD_DIR / "site.sqlite3"
    found = _opened.get(path)
    if found is None or found.lost:
        if not path.is_file():
            raise sqlite3.DatabaseError(f"{path.name} is not there.")
        found = Store(path)
        if not found.ready:
            found.close()
            raise sqlite3.DatabaseError(f"{path.name} is being made.")
        _opened[path] = found
        # Nobody keeps what was read of the one before.
        _readers.clear()
    return found


def reader(election: str) -> Reader:
    """Return this worker's reader of an election's index."""
    kept = store()
    found = _readers.get(election)
    if found is None or found.store is not kept:
        found = _readers[election] = Reader(kept, election)
    return found


def forget() -> None:
    """Close what is open: the next reading opens it anew."""
    for found in _opened.values():
        found.close()
    _opened.clear()
    _readers.clear()


def is_section(election: str, number: int) -> bool:
    """Return whether a section has a ballot."""
    path = settings.BUILD_DIR / "site" / election / "seccion" / str(number) / "index.html"
    return number <= LAST_SECTION and is_kept(path)


def frame(election: str) -> dict[str, Any]:
    """Return what the pages of an election share, in the language being written; Http404 when there is none."""
    found = store().frame(election)
    if found is None:
        raise Http404
    timezone.activate(zone(found["zone"]))
    return found
