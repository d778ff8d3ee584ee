"""Files on their way to the site: written whole and flushed apart, then put in their places.

A folder of drafts belongs to one process. What a process that died left there goes when the next one begins.
"""

import os
import shutil
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from conoceles.lib.blobs import date_by_content
from conoceles.site.kept import forms, packed

# Above so many files the disk is asked once for all of them.
EACH = 60


@dataclass
class Drafts:
    """Files for `site`, kept in `folder` until they are placed."""

    folder: Path
    site: Path
    waiting: dict[str, Path] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def write(self, path: str, content: bytes) -> None:
        """Keep a file in its forms."""
        for name in forms(path):
            self.made += 1
            draft = self.folder / str(self.made)
            form = content if name == path else packed(content)
            draft.write_bytes(form)
            date_by_content(draft, sha256(form).hexdigest())
            self.waiting[name] = draft

    def flush(self) -> None:
        """Wait until the disk has what was written: a power cut leaves no file that is named and empty."""
        if len(self.waiting) > EACH:
            os.sync()
            return
        for draft in self.waiting.values():
            with draft.open("rb") as file:
                os.fsync(file.fileno())

    def place(self, path: str) -> None:
        """Put a file in its forms where readers find them."""
        for name in reversed(forms(path)):
            target = self.site / name
            target.parent.mkdir(parents=True, exist_ok=True)
            self.waiting.pop(name).replace(target)

    def drop(self) -> None:
        """Forget what was not placed."""
        for draft in self.waiting.values():
            draft.unlink(missing_ok=True)
        self.waiting.clear()


def stamp(site: Path, paths: list[str]) -> str:
    """Return what tells whether files are as they were put: size and time of each form, as one string to hash."""
    found = []
    for path in paths:
        for name in forms(path):
            try:
                stat = (site / name).stat()
            except OSError:
                found.append("-")
            else:
                found.append(f"{stat.st_size}.{stat.st_mtime_ns}")
    return sha256(" ".join(found).encode()).hexdigest()[:16]
