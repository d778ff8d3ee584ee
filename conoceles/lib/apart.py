"""Small files kept apart from the database, so that an older or rewritten one is noticed. Never restored with it."""

import os
import secrets
from pathlib import Path

from django.conf import settings


def read(name: str) -> str:
    """Return what a file says; '' where there is none."""
    try:
        return _path(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def put(name: str, text: str) -> None:
    """Write a file that is never half there; it is on the disk when this returns."""
    path = _path(name)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    _write(draft, "w", text)
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def add(name: str, line: str) -> None:
    """Add a line to a file; it is on the disk when this returns."""
    _write(_path(name), "a", f"{line}\n")


def _write(path: Path, mode: str, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, mode, encoding="utf-8", opener=_own) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _own(path: str, flags: int) -> int:
    """Open a file that is its owner's alone."""
    return os.open(path, flags, 0o600)


def _path(name: str) -> Path:
    return Path(settings.WITNESS_DIR) / name
