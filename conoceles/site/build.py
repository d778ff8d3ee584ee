"""The builder: follow the ledger, plan, render what differs, replace each file by a rename, keep the index in step."""

import fcntl
import gzip
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import brotli
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template
from django.utils import timezone

import conoceles
from conoceles.ledger import blobs
from conoceles.ledger.reading import since, size
from conoceles.site import context
from conoceles.site.headers import write_nginx_headers
from conoceles.site.index import Entry, Writer, forget_older
from conoceles.site.plan import SECTION_MARK, Page, plan
from conoceles.site.state import State, sort_name
from conoceles.site.store import Store
from conoceles.site.view import ElectionView, digest

COMPRESSED = {".html", ".csv", ".jsonl", ".svg", ".txt", ".xml", ".json"}
SLOW_EVERY = 30.0
Progress = Callable[[int, int], None]


class AlreadyBuilding(RuntimeError):
    """Another process builds into this folder."""


@dataclass
class Built:
    """What a build did."""

    edition: int
    written: int
    removed: int
    planned: int
    seconds: float


class Builder:
    """Owns a build folder while it lives; only one can."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or settings.BUILD_DIR
        self.site = self.folder / "site"
        self.site.mkdir(parents=True, exist_ok=True)
        self.lock = _locked(self.folder / "lock")
        self.store = Store(self.folder / "site.sqlite3")
        self.state = State()
        self.release = release()
        self.writers: dict[str, Writer] = {}
        self.media: set[str] | None = None
        self.slow_edition = -1
        self.slow_at = 0.0

    def assets(self) -> None:
        """Copy the style sheet, scripts and images that pages name, under names that carry their hash."""
        call_command("collectstatic", interactive=False, verbosity=0)
        for path in (self.site / "activos").rglob("*"):
            if path.suffix in {".css", ".js", ".svg"} and not path.with_name(path.name + ".br").exists():
                _compress(path, path.read_bytes())
        write_nginx_headers(self.folder / "nginx-headers.conf")

    def build(
        self,
        *,
        everything: bool = False,
        slow: bool = True,
        now: datetime | None = None,
        progress: Progress = lambda done, total: None,
    ) -> Built:
        """Bring the site to the ledger's last edition and return what was done.

        `everything` renders every page again; `slow` includes the whole-election pages.
        """
        started = time.monotonic()
        now = now or timezone.now()
        redacted = self.state.follow(since(self.state.number)).redacted_at > int(self.store.note("edition") or 0)
        # What a redaction removed must not stay in a download or in the index until they are next made.
        slow = slow or redacted
        pages = plan(self.state, now, self.release)
        manifest = {} if everything else self.store.manifest()
        stale = [
            page
            for page in pages.values()
            if manifest.get(page.path) != page.hash and (slow or not page.slow or page.path not in manifest)
        ]
        gone = [path for path in (self.store.manifest() if everything else manifest) if path not in pages]
        self.store.begin()
        for path in gone:
            self._remove(path)
        self._link_media()
        self._search(now, everything, redacted)
        self.store.commit()
        self._render(stale, progress)
        self.store.put_note("edition", str(self.state.number))
        self.store.put_note("builder", str(os.getpid()))
        if slow:
            self.slow_edition, self.slow_at = self.state.number, time.monotonic()
        return Built(self.state.number, len(stale), len(gone), len(pages), time.monotonic() - started)

    def watch(self, stop: Callable[[], bool], say: Callable[[Built], None]) -> None:
        """Build whenever the ledger grows or the clock brings another phase or day, until `stop()`."""
        parent, hour = os.getppid(), ""
        while not stop() and os.getppid() == parent:
            this_hour = f"{timezone.localtime():%Y-%m-%d %H:%M}"
            late = self.slow_edition != self.state.number and time.monotonic() - self.slow_at > SLOW_EVERY
            if size() != self.state.number or late or this_hour != hour:
                built = self.build(slow=late)
                hour = this_hour
                if built.written or built.removed:
                    say(built)
            time.sleep(0.2)

    def close(self) -> None:
        for writer in self.writers.values():
            writer.close()
        self.store.close()
        self.lock.close()

    def _render(self, stale: list[Page], progress: Progress) -> None:
        rendered: dict[str, str] = {}
        self.store.begin()
        for done, page in enumerate(sorted(stale, key=lambda page: (page.slow, page.section > 0, page.hash)), 1):
            self._write(page.path, self._content(page, rendered))
            self.store.wrote(page.path, page.hash)
            progress(done, len(stale))
            if done % 2000 == 0:
                self.store.commit()
                self.store.begin()
        self.store.commit()

    def _content(self, page: Page, rendered: dict[str, str]) -> bytes:
        if not page.template:
            return bytes(page.context()["content"])
        if not page.section:
            return get_template(page.template).render(page.context()).encode()
        # A ballot is rendered once for each style; the sections that share it differ in their number alone.
        if page.hash not in rendered:
            rendered.clear()
            rendered[page.hash] = get_template(page.template).render(page.context() | {"section": SECTION_MARK})
        return rendered[page.hash].replace(SECTION_MARK, f"{page.section:04}").encode()

    def _write(self, path: str, content: bytes) -> None:
        target = self.site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, content)
        if target.suffix in COMPRESSED:
            _compress(target, content)

    def _remove(self, path: str) -> None:
        target = self.site / path
        for file in (target, target.with_name(target.name + ".br"), target.with_name(target.name + ".gz")):
            file.unlink(missing_ok=True)
        if target.parent != self.site and target.parent.is_dir() and not any(target.parent.iterdir()):
            target.parent.rmdir()
        self.store.removed(path)

    def _link_media(self) -> None:
        """Show the blobs that live documents name, and no other."""
        folder = self.site / "medios"
        folder.mkdir(exist_ok=True)
        if self.media is None:
            self.media = {path.name for path in folder.iterdir()}
        wanted = set(_named_blobs(self.state))
        for name in wanted - self.media:
            source = blobs.where(name)
            if source.is_file():
                _link(source, folder / name)
        for name in self.media - wanted:
            (folder / name).unlink(missing_ok=True)
        self.media = wanted

    def _search(self, now: datetime, everything: bool, redacted: bool) -> None:
        for slug, election in self.state.elections.items():
            if election.calendar is None:
                continue
            view = ElectionView(self.state, election, now)
            self.store.put_frame(slug, _frame(view))
            self.store.put_moved(slug, _moved(view))
            self._cards(view, fresh=everything or redacted)
            if redacted:
                forget_older(self.folder / "index" / slug)

    def _cards(self, view: ElectionView, fresh: bool) -> None:
        slug = view.election.slug
        before = {} if fresh else self.store.card_hashes(slug)
        parties = {key: view.party_mark(key) for key in view.election.parties}
        contests = {key: thing.commitment for key, thing in view.election.contests.items()}
        areas = view.election.areas.commitment if view.election.areas else ""
        base = (self.release, view.frame_digest, areas)
        standing = [one for one in view.election.candidacies.values() if one.stands and view.shows_candidacies]
        wanted = {
            one.key: digest(*base, view.mark(one), contests.get(one.contest), parties.get(one.party))
            for one in standing
        }
        changed = [one for one in standing if before.get(one.key) != wanted[one.key]]
        gone = [key for key in self.store.card_hashes(slug) if key not in wanted]
        folder = self.folder / "index" / slug
        if fresh and slug in self.writers:
            self.writers.pop(slug).close()
        if not changed and not gone and (folder / "current").is_file():
            return
        writer = self.writers.get(slug) or Writer(folder, fresh=fresh or not before)
        self.writers[slug] = writer
        template = get_template("site/_card.html")
        rows, entries = [], []
        for one in changed:
            shown = context.card(view, one)
            html = template.render({"card": shown, "level": 3, "search": True})
            rows.append((slug, one.key, wanted[one.key], html))
            entries.append(_entry(view, one, shown))
        self.store.put_cards(rows)
        self.store.drop_cards(slug, gone)
        writer.drop(gone)
        writer.put(entries)
        writer.commit()


def release() -> str:
    """Return a hash of the code and templates that make pages: another release renders everything again."""
    hashed = sha256(conoceles.__version__.encode())
    root = Path(conoceles.__file__).parent
    for room in ("lib", "look", "site"):
        for path in sorted((root / room).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".svg", ".txt"}:
                hashed.update(path.name.encode() + path.read_bytes())
    return hashed.hexdigest()[:16]


def _frame(view: ElectionView) -> dict[str, Any]:
    frame = context.frame(view, view.election.number, "candidacies")
    return {
        **frame,
        "labels": {
            "office": {key: office["name"] for key, office in view.offices.items()},
            "party": {key: thing.document["name"] for key, thing in view.election.parties.items()},
            "municipality": {area["key"]: area["name"] for area in view.municipalities},
        },
        "order": {
            "office": list(view.offices),
            "party": sorted(view.election.parties, key=lambda key: view.party_order[key]),
            "municipality": [area["key"] for area in view.municipalities],
        },
    }


def _moved(view: ElectionView) -> dict[str, str]:
    return {
        former: view.address(one)
        for one in view.election.candidacies.values()
        for former in one.former_slugs
        if view.shows_candidacies
    }


AGES = ((18, 29, "18-29"), (30, 44, "30-44"), (45, 59, "45-59"), (60, 200, "60"))


def _entry(view: ElectionView, one: Any, shown: dict[str, Any]) -> Entry:
    thing = view.election.contests.get(one.contest)
    area = view.areas.get(thing.document["area"], {}) if thing else {}
    facets = {
        "answered": ("si" if shown["answered"] else "no") if one.page else "",
        "office": one.office,
        "municipality": area["key"] if area.get("kind") == "municipality" else "",
        "party": one.party,
        "age": next((name for low, high, name in AGES if one.age is not None and low <= one.age <= high), ""),
        "sex": one.sex,
    }
    party = view.party(one.party)
    members = " ".join(f"{view.party(key)['name']} {view.party(key)['short']}" for key in party["members"])
    # The neutral order: by name. Eight letters of it make a number that the index sorts by.
    letters = "".join(char for char in sort_name(one.name) if char.isalnum())[:12].ljust(12, "0")
    order = 0
    for char in letters:
        order = order * 37 + (int(char, 36) + 1 if char.isascii() else 0)
    return Entry(
        one.key,
        one.name,
        shown["place"],
        f"{party['name']} {party['short']} {members}",
        shown["office"],
        facets,
        order,
    )


def _named_blobs(state: State) -> Iterator[str]:
    for election in state.elections.values():
        for profile in election.profiles.values():
            yield from profile.photo.values()
        for thing in election.parties.values():
            yield from (thing.document.get("emblem") or {}).get("files", {}).values()


def _link(source: Path, target: Path) -> None:
    draft = target.with_name(f".{target.name}")
    draft.unlink(missing_ok=True)
    try:
        os.link(source, draft)
    except OSError:
        shutil.copyfile(source, draft)
    draft.replace(target)


def _replace(target: Path, content: bytes) -> None:
    draft = target.with_name(f".{target.name}.new")
    draft.write_bytes(content)
    draft.replace(target)


def _compress(target: Path, content: bytes) -> None:
    _replace(target.with_name(target.name + ".br"), brotli.compress(content, quality=5))
    _replace(target.with_name(target.name + ".gz"), gzip.compress(content, 6, mtime=0))


def _locked(path: Path) -> IO[str]:
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise AlreadyBuilding("Otro proceso ya construye el sitio en esta carpeta.") from error
    return file
