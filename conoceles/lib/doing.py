"""How far a long act has come, for the page that waits for it: a small file that the page names, gone when it ends."""

import contextlib
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from django.conf import settings
from django.http import HttpRequest

NAME = re.compile(r"[0-9a-f]{32}")
# Seconds between two writings of the same sentence; and until what a killed process left is nobody's.
OFTEN, OLD = 0.3, 24 * 60 * 60


# What an act calls to say what it is doing, how much is done and of how much.
Tell = Callable[[str, int, int], None]


def quietly(what: str, done: int, total: int) -> None:
    """Say nothing: for acts that nobody watches."""


class Doing:
    """Says what is being done, and how much of how much: call it as often as one likes. Where the page gave no name,
    nothing is written."""

    def __init__(self, name: str) -> None:
        self.path: Path | None = None
        self.what, self.last = "", 0.0
        # Nothing that is done waits for, or fails with, what is told of it.
        with contextlib.suppress(OSError):
            self.path = folder() / name if NAME.fullmatch(name) else None

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        now = time.monotonic()
        if self.path is None or (what == self.what and now - self.last < OFTEN):
            return
        self.what, self.last = what, now
        draft = self.path.with_suffix(".draft")
        with contextlib.suppress(OSError):
            draft.write_text(json.dumps({"what": what, "done": done, "total": total}), encoding="utf-8")
            draft.replace(self.path)

    def __enter__(self) -> "Doing":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.path is not None:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)


def doing(request: HttpRequest) -> Doing:
    """Return what tells the page that sent a form how far its act has come."""
    return Doing(request.POST.get("doing", ""))


def told(name: str) -> dict[str, Any]:
    """Return {"what", "done", "total"} of an act, {} for one that is over, or that nobody began."""
    if not NAME.fullmatch(name):
        return {}
    try:
        found: dict[str, Any] = json.loads((folder() / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def sweep() -> None:
    """Throw away what killed processes left."""
    for path in folder().iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > OLD:
                path.unlink()


def folder() -> Path:
    """Return the folder of these files, made where it is missing."""
    found = Path(settings.DATA_DIR) / "doing"
    found.mkdir(mode=0o700, exist_ok=True)
    return found
