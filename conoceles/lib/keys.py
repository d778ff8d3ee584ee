"""Public identifiers and secrets kept in files."""

import os
import re
import secrets
from base64 import urlsafe_b64encode
from contextlib import suppress
from pathlib import Path

# Crockford's alphabet: no letter that a person takes for another, and U left out.
READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_code(length: int = 12) -> str:
    """Return a new one-time code of 5 bits a letter, in groups of four: «7K3M-9QTW-2XHV»."""
    letters = "".join(secrets.choice(READABLE) for _ in range(length))
    return "-".join(letters[start : start + 4] for start in range(0, length, 4))


def plain_code(typed: str) -> str:
    """Return a code as it was meant, however it was typed: case, blanks, hyphens, O for 0, I and L for 1."""
    kept = "".join(letter for letter in typed.upper() if letter.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def new_key() -> str:
    """Return a new opaque key: 16 hexadecimal characters that say nothing about what they name, and that no
    spreadsheet takes for a number (digits, with an «e» among them or none)."""
    while not re.search("[abcdf]", key := secrets.token_hex(8)):
        continue
    return key


def seal_key_file(path: Path) -> str:
    """Return the Fernet key kept in `path`: 32 random bytes in URL-safe base64, made at the first call."""
    return secret_file(path, urlsafe_b64encode(secrets.token_bytes(32)).decode())


def secret_file(path: Path, fresh: str = "") -> str:
    """Return the secret kept in `path`; make it at the first call, readable by its owner alone (mode 600).

    Two processes that start together get the same secret.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        # It appears whole or not at all: whoever looks meanwhile never reads half of it.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(fresh or secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
