"""Signs of life: small files that say when something last did its work."""

import contextlib
import json
import time
from pathlib import Path
from typing import Any

from django.conf import settings

TICK, BACKUP, TOLD, LOOKED = "tick", "backup.json", "told.json", "looked.json"


def folder() -> Path:
    """Return the folder of the signs, made where it is missing."""
    found = Path(settings.SIGNS_DIR)
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def touch(name: str) -> None:
    """Say that something was done now. A full disk keeps nobody from working."""
    with contextlib.suppress(OSError):
        (folder() / name).touch(mode=0o600)


def age(path: Path) -> float | None:
    """Return how many seconds ago a file was touched; None where it never was."""
    try:
        return max(0.0, time.time() - path.stat().st_mtime)
    except OSError:
        return None


def age_of(name: str) -> float | None:
    """Return how many seconds ago something was last done; None where it never was."""
    return age(folder() / name)


def put(name: str, values: dict[str, Any]) -> None:
    """Keep a document, whole or not at all."""
    path = folder() / name
    draft = path.with_name(f".{name}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(values), encoding="utf-8")
    draft.replace(path)


def get(name: str) -> dict[str, Any]:
    """Return what was kept; {} for nothing, or what cannot be read."""
    try:
        found = json.loads((folder() / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
