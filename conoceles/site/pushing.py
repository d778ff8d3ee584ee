"""The built site in a store behind a CDN: only what changed is sent, and what was withdrawn goes first."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from conoceles.site.build.purge import noted
from conoceles.site.build.serving import FEED, TYPES
from conoceles.site.headers import MEDIA, NAMED, PAGES
from conoceles.site.kept import packed

AT_ONCE = 8
# Files that only our own server or nginx use.
OURS = {"mantenimiento.html"}
MORE_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".png": "image/png"}
Progress = Callable[[int, int], None]


class Store(Protocol):
    """Where the site is put."""

    def tags(self) -> dict[str, str]:
        """Return {name: MD5 in hexadecimal}."""

    def write(self, name: str, content: bytes, **fields: str) -> None:
        """Keep bytes under a name."""

    def remove(self, name: str) -> int:
        """Forget a name."""


@dataclass
class Pushed:
    """What was done: files sent, with their bytes, and taken away; how many there are."""

    sent: int = 0
    size: int = 0
    removed: int = 0
    there: int = 0
    # What a CDN must forget at once: addresses from the root of the site.
    purge: list[str] = field(default_factory=list)


def push(folder: Path, stand_ins: Path, store: Store, progress: Progress = lambda done, total: None) -> Pushed:
    """Bring a store to what a build folder has, with the pages of another folder where the program would be asked.

    First goes what is no more; then what a suppression changed; then the rest. A file that leaves meanwhile is left for
    the next time.
    """
    files = dict(_named(folder / "site")) | dict(_named(stand_ins))
    there = store.tags()
    gone = sorted(there.keys() - files.keys())
    done = Pushed(removed=len(gone), there=len(files))
    for name in gone:
        store.remove(name)
    suppressed = {address.lstrip("/") for one in noted(folder) for address in one.addresses}
    changed = sorted(
        (name for name, path in files.items() if _tag(path) not in ("", there.get(name))),
        key=lambda name: (name.removesuffix("index.html") not in suppressed, name),
    )
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for size in threads.map(lambda name: _send(store, name, files[name]), changed):
            done.sent, done.size = done.sent + 1, done.size + size
            progress(done.sent, len(changed))
    done.purge = sorted(f"/{name.removesuffix('index.html')}" for name in (*gone, *changed) if name in there)
    return done


def _named(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name by which it is asked for, file) of everything in a folder, compressed where there is that form."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        name = path.relative_to(folder).as_posix()
        if name.removesuffix(".gz") not in OURS:
            yield name.removesuffix(".gz"), path


def _bytes(path: Path) -> bytes:
    """Return what is sent of a file: pages compressed, as the builder keeps them."""
    content = path.read_bytes()
    return packed(content) if path.suffix == ".html" else content


def _tag(path: Path) -> str:
    try:
        return hashlib.md5(_bytes(path), usedforsecurity=False).hexdigest()
    except FileNotFoundError:
        return ""


def _send(store: Store, name: str, path: Path) -> int:
    try:
        content = _bytes(path)
    except FileNotFoundError:
        return 0
    suffix = Path(name).suffix
    kind = FEED if name.endswith("cambios.xml") else (TYPES | MORE_TYPES).get(suffix, "application/octet-stream")
    kept = NAMED if name.startswith("activos/") else MEDIA if name.startswith("medios/") else PAGES
    fields = {"ContentType": kind, "CacheControl": kept}
    if path.suffix in (".gz", ".html"):
        fields["ContentEncoding"] = "gzip"
    store.write(name, content, **fields)
    return len(content)
