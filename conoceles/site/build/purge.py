"""What a CDN must forget after a redaction: the addresses that changed or went, listed for whoever purges it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from conoceles.site.language import languages, prefix

FILE = "purge.jsonl"
MOST = 50


@dataclass(frozen=True)
class Purge:
    """The addresses, from the root of the site, that a build changed or took away up to an edition."""

    edition: int
    addresses: list[str]


def note(folder: Path, edition: int, paths: Iterable[str], media: Iterable[str]) -> None:
    """Note what a build after a redaction changed; the last fifty are kept."""
    pages = {f"/{prefix(language)}{path.removesuffix('index.html')}" for path in paths for language in languages()}
    addresses = sorted({*pages, *(f"/medios/{name}" for name in media)})
    kept = [*list(noted(folder))[-MOST + 1 :], Purge(edition, addresses)]
    lines = [json.dumps({"edition": one.edition, "addresses": one.addresses}) for one in kept]
    draft = folder / f".{FILE}"
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft.replace(folder / FILE)


def noted(folder: Path) -> Iterator[Purge]:
    """Yield what is noted, the oldest first."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        values = json.loads(line)
        yield Purge(values["edition"], values["addresses"])
