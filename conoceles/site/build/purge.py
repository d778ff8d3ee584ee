"""What a CDN must forget after a redaction: the addresses that changed or went, listed for whoever purges it."""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from conoceles.site.language import in_every_language

FILE = "purge.jsonl"
# So many are kept, for so long: an address may carry a name.
MOST, DAYS = 50, 30


@dataclass(frozen=True)
class Purge:
    """The addresses, from the root of the site, that a build changed or took away up to an edition."""

    edition: int
    addresses: list[str]
    at: float


def note(folder: Path, edition: int, paths: Iterable[str]) -> None:
    """Note what a build after a redaction is about to change; the last fifty of a month are kept."""
    pages = {f"/{place.removesuffix('index.html')}" for path in paths for place in in_every_language(path)}
    _write(folder, [*noted(folder), Purge(edition, sorted(pages), time.time())])


def note_media(folder: Path, names: Iterable[str]) -> None:
    """Add to the last note the files that went with it."""
    *before, last = noted(folder)
    media = [f"/medios/{name}" for name in names]
    _write(folder, [*before, Purge(last.edition, sorted({*last.addresses, *media}), last.at)])


def noted(folder: Path) -> list[Purge]:
    """Return what is noted, the oldest first."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    found = [Purge(**json.loads(line)) for line in lines]
    return [one for one in found if one.at > time.time() - DAYS * 86_400]


def _write(folder: Path, notes: list[Purge]) -> None:
    draft = folder / f".{FILE}"
    draft.write_text("".join(f"{json.dumps(asdict(one))}\n" for one in notes[-MOST:]), encoding="utf-8")
    draft.replace(folder / FILE)
