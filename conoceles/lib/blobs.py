"""Files named by what they hold: `<SHA-256>.<extension>`, written once, never changed, in one of two stores.

Their time is made of their name: what serves them makes its tags of size and time, which are thus equal on every
machine. When they were put or asked for last is their change time.
"""

import os
import re
import secrets
from hashlib import sha256
from pathlib import Path

from django.conf import settings

PUBLIC, PRIVATE = "public", "private"
NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,5}")


def put(content: bytes, extension: str, store: str) -> str:
    """Keep the bytes and return their name; the same bytes are kept once."""
    name = f"{sha256(content).hexdigest()}.{extension}"
    path = where(name, store)
    if not _there(path):
        draft = _draft(path)
        draft.write_bytes(content)
        _place(draft, path)
    return name


def move(source: Path, extension: str, store: str) -> str:
    """Keep a file, which is moved, and return its name."""
    hashed = sha256()
    with source.open("rb") as file:
        while chunk := file.read(1 << 20):
            hashed.update(chunk)
    name = f"{hashed.hexdigest()}.{extension}"
    path = where(name, store)
    if not _there(path):
        draft = _draft(path)
        with source.open("rb") as file, draft.open("wb") as out:
            while chunk := file.read(1 << 20):
                out.write(chunk)
        _place(draft, path)
    source.unlink()
    return name


def replace(name: str, content: bytes, store: str) -> None:
    """Keep the bytes under a name that says what they hold once they are opened, over whatever stood there."""
    path = where(name, store)
    draft = _draft(path)
    draft.write_bytes(content)
    _place(draft, path)


def share(name: str) -> None:
    """Put a private blob in public too. Raises FileNotFoundError when it is not kept."""
    source, target = where(name, PRIVATE), where(name, PUBLIC)
    draft = _draft(target)
    draft.write_bytes(source.read_bytes())
    _place(draft, target)


def where(name: str, store: str) -> Path:
    """Return the path of a blob, whether it exists or not; raise ValueError for what is no blob's name."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} names no blob.")
    return folder(store) / name[:2] / name


def _there(path: Path) -> bool:
    """Return whether a blob is kept already; it is then as new, so that no sweep takes it for forgotten."""
    try:
        date_by_content(path, path.name)
    except FileNotFoundError:
        return False
    return True


def date_by_content(path: Path, digest: str) -> None:
    """Give a file a time made of what it holds, in seconds, by its SHA-256 in hexadecimal."""
    seconds = int(digest[:8], 16) >> 1
    os.utime(path, (seconds, seconds))


def _place(draft: Path, path: Path) -> None:
    date_by_content(draft, path.name)
    draft.replace(path)


def folder(store: str) -> Path:
    """Return the folder of a store."""
    return Path(settings.MEDIA_ROOT) / store


def _draft(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if PRIVATE in path.parts else 0o755)
    return path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
