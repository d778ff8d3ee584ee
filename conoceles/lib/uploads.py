"""An uploaded file on disk while something reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


@contextmanager
def kept_for_a_moment(upload: Any, *, name: str = "received") -> Iterator[Path]:
    """Give the path of a copy of an upload, in a folder of its own where what is made of it may stand beside; gone at
    the end. Unless a `name` is given, its name says nothing of it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        yield path
