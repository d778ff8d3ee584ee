"""An uploaded file on disk while something reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

# Bytes of a name that every file system takes, its suffix in it.
LONGEST = 120


@contextmanager
def kept_for_a_moment(upload: Any, *, name: str = "received") -> Iterator[Path]:
    """Give the path of a copy of an upload, in a folder of its own where what is made of it may stand beside; gone at
    the end. Unless a `name` is given, its name says nothing of it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / short_name(name)
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        yield path


def short_name(name: str) -> str:
    """Return the name of a file as any disk takes it: no folders, no control characters, not too long, its suffix
    kept."""
    plain = "".join(letter for letter in Path(name.replace("\\", "/")).name if letter.isprintable())
    suffix = Path(plain).suffix[:10]
    stem = Path(plain).stem.encode()[: LONGEST - len(suffix.encode())].decode(errors="ignore")
    return f"{stem or 'archivo'}{suffix}"
