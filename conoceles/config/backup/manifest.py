"""What one backup holds, written last: a backup without it was never finished."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from conoceles.lib.places import Place

NAME, FORMAT = "manifest.json", 1


@dataclass
class Manifest:
    """One backup: when it was taken (ISO 8601, UTC), of which release, and everything by which it is checked."""

    stamp: str
    at: str
    release: str
    vendor: str
    # The database as it lies in the place: its name, the SHA-256 of its bytes before sealing, and how many.
    database: str
    sha256: str
    size: int
    editions: int
    root: str
    # {table: how many rows}.
    tables: dict[str, int] = field(default_factory=dict)
    # {store: {name: name in the place}}.
    media: dict[str, dict[str, str]] = field(default_factory=dict)
    # Named by something and not there when it was taken.
    missing: list[str] = field(default_factory=list)
    # The SHA-256 of the bytes of files that are named by what they hold once opened, {name: sum}.
    sums: dict[str, str] = field(default_factory=dict)
    # The name of the sealed keys in the place; '' where they are not in it.
    keys: str = ""
    # Outside of the house: the name of the whole manifest, sealed; what is readable has only what pruning asks.
    whole: str = ""
    stored: list[str] = field(default_factory=list)
    format: int = FORMAT

    def names(self) -> set[str]:
        """Return the names in the place of every file that it holds."""
        return {*self.stored, *(name for names in self.media.values() for name in names.values())}

    def outline(self, whole: str) -> "Manifest":
        """Return what of it anybody may read who can look into the place."""
        return replace(self, tables={}, media={}, sums={}, missing=[], whole=whole, stored=sorted(self.names()))

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)


def read(place: Place, name: str) -> Manifest:
    """Return the manifest under a name. Raises ValueError for one that this release does not understand."""
    with tempfile.TemporaryDirectory(prefix="conoceles-") as folder:
        path = Path(folder) / NAME
        place.get(name, path)
        return parsed(path, name)


def parsed(path: Path, name: str) -> Manifest:
    """Return the manifest of a file. Raises ValueError as `read()` does."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values.pop("format") == FORMAT:
            return Manifest(**values)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{name} está dañado: use otro respaldo.") from error
    raise ValueError(f"{name}: lo hizo otra versión de Conóceles; use esa, o una más nueva.")


def stamps(place: Place) -> list[str]:
    """Return the stamps of the finished backups of a place, the newest first."""
    found = [name.partition("/")[0] for name, _at in place.names() if name.endswith(f"/{NAME}")]
    return sorted(found, reverse=True)


def all_of(place: Place) -> Iterator[Manifest]:
    """Yield the finished backups of a place, the newest first."""
    for stamp in stamps(place):
        yield read(place, f"{stamp}/{NAME}")


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    hashed = sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            hashed.update(chunk)
    return hashed.hexdigest()
