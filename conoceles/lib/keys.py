"""Public identifiers and secrets kept in files."""

import os
import secrets
from pathlib import Path


def new_key() -> str:
    """Return a new opaque key: 16 hexadecimal characters that say nothing about what they name."""
    return secrets.token_hex(8)


def secret_file(path: Path, size: int = 50) -> str:
    """Return the secret kept in `path`; make it at the first call, readable by its owner alone (mode 600).

    Two processes that start together get the same secret.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(size))
    return path.read_text().strip()
