"""Locks by file, common to all processes of a server: they end with whoever holds them, however that ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

GLANCE = 0.05


@contextmanager
def first_free(names: list[str], until: float) -> Iterator[bool]:
    """Hold the first of some locks that is free before a moment of the monotonic clock; give whether one was."""
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(exist_ok=True, mode=0o700)
    while True:
        for name in names:
            with (folder / name).open("w") as file:
                if _locked(file, folder / name):
                    try:
                        yield True
                    finally:
                        # Of accounts and forms there would be thousands.
                        (folder / name).unlink(missing_ok=True)
                    return
        if time.monotonic() > until:
            yield False
            return
        time.sleep(GLANCE)


@contextmanager
def exclusive(name: str) -> Iterator[None]:
    """Hold a lock, however long it takes to get it."""
    with first_free([name], float("inf")):
        yield


def _locked(file: IO[str], path: Path) -> bool:
    """Lock a file that was opened, and return whether it is still the one that stands at its place."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.fstat(file.fileno()).st_ino == path.stat().st_ino
    except (BlockingIOError, FileNotFoundError):
        return False
