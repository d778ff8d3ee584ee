"""An uploaded file on disk while something reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


@contextmanager
def kept_for_a_moment(upload: Any) -> Iterator[Path]:
    """Give the path of a copy of an upload, under a name that says nothing of it; gone at the end."""
    with TemporaryDirectory() as name:
        path = Path(name) / "upload"
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        yield path
