"""Public files named by what they hold: `<SHA-256>.<extension>`, written once, never changed."""

import os
from hashlib import sha256
from pathlib import Path

from django.conf import settings


def put(content: bytes, extension: str) -> str:
    """Keep the bytes and return their name; the same bytes are kept once."""
    name = f"{sha256(content).hexdigest()}.{extension}"
    path = where(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{name}.{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(path)
    return name


def where(name: str) -> Path:
    """Return the path of a blob, whether it exists or not."""
    return Path(settings.MEDIA_ROOT) / "public" / name[:2] / name
