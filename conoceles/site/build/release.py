"""Which code makes the pages, as one string."""

from hashlib import sha256
from pathlib import Path

import conoceles


def release() -> str:
    """Return a hash of the code and templates that make pages: another release renders everything again."""
    hashed = sha256(conoceles.__version__.encode())
    root = Path(conoceles.__file__).parent
    for room in ("lib", "look", "site"):
        for path in sorted((root / room).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".svg", ".txt", ".xml", ".po", ".typ"}:
                hashed.update(path.name.encode() + path.read_bytes())
    return hashed.hexdigest()[:16]
