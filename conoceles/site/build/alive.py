"""The builder's sign of life: a file of the build folder that is as old as its last step."""

import contextlib
import time
from pathlib import Path

NAME, AGAIN, EVERY = "alive", "again", 5.0


class Sign:
    """Says that whoever builds lives; the process that only draws (`silent`) says nothing."""

    def __init__(self, folder: Path, *, silent: bool = False) -> None:
        self.path, self.silent, self.last = folder / NAME, silent, 0.0

    def beat(self) -> None:
        """Say it, every few seconds at most. A full disk keeps nobody from building."""
        now = time.monotonic()
        if not self.silent and now - self.last > EVERY:
            self.last = now
            with contextlib.suppress(OSError):
                self.path.touch()


def last_sign(folder: Path) -> float | None:
    """Return how many seconds ago whoever builds last said that it lives; None where it never did."""
    try:
        return max(0.0, time.time() - (folder / NAME).stat().st_mtime)
    except OSError:
        return None


def ask_again(folder: Path) -> None:
    """Ask whoever builds to make every page again."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / AGAIN).touch()


def asked_again(folder: Path) -> bool:
    """Return whether somebody asked, and it is not done yet."""
    return (folder / AGAIN).exists()


def done_again(folder: Path) -> None:
    """Say that it was done."""
    (folder / AGAIN).unlink(missing_ok=True)
