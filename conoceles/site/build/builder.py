"""The builder: follow the ledger, plan, render what differs, put each file in its place with its mark, keep the index
in step, and look after what was built."""

import fcntl
import gc
import logging
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from conoceles.ledger.reading import since, size
from conoceles.lib.clock import trusted_now
from conoceles.lib.dates import local_date
from conoceles.site.build import alive, purge
from conoceles.site.build.assets import Assets
from conoceles.site.build.background import BackgroundBuild
from conoceles.site.build.drafts import Drafts, stamp
from conoceles.site.build.media import Media
from conoceles.site.build.plan import plan
from conoceles.site.build.planned import Page
from conoceles.site.build.release import release
from conoceles.site.build.rendering import render
from conoceles.site.build.watching import Watching
from conoceles.site.kept import forms
from conoceles.site.language import SPANISH, in_every_language, languages, prefix
from conoceles.site.search.cards import Cards
from conoceles.site.search.store import Store
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import State

# So many pages are written, in every language, before they are put in their places.
BATCH = 400
# How long a builder that stays makes pages before it looks whether the ledger has more, in seconds, and so many at a
# time: what is published or taken away now does not wait for the hundreds of pages of what was before.
LOOK_UP, FEW = 1.0, 100
# How often what was built is looked over, in seconds; longer where looking takes long.
LOOK_EVERY, LOOK_SHARE = 60.0, 50.0
# How addresses begin in each language but Spanish.
FOREIGN = tuple(prefix(language) for language in languages() if language != SPANISH)
DRAWN = re.compile(rf"^(?:{'|'.join(map(re.escape, FOREIGN))})?[^/]+/(folletos|tarjetas)/")
log = logging.getLogger(__name__)
# How long one run of the process for paper and pictures draws before the whole-election pages have their turn again.
DRAW_FOR = 25.0
BACKGROUND_LOCK = "lock-background"
Progress = Callable[[int, int], None]


class AlreadyBuilding(RuntimeError):
    """Another process builds into this folder."""


class StoreLost(RuntimeError):
    """The builder's own database is no longer where it was, or cannot be read; the next start makes it again."""


@dataclass
class Built:
    """What a build did."""

    edition: int
    # The ledger's, with that edition.
    root: str
    written: int
    removed: int
    planned: int
    seconds: float
    left: int = 0
    # Of what was written, what had been damaged.
    repaired: int = 0


class Builder:
    """Owns a build folder while it lives; only one can."""

    def __init__(self, folder: Path | None = None, lock: str = "lock") -> None:
        self.folder = folder or settings.BUILD_DIR
        self.site = self.folder / "site"
        self.site.mkdir(parents=True, exist_ok=True)
        self.lock = _locked(self.folder / lock)
        self.sign = alive.Sign(self.folder, silent=lock != "lock")
        self.store = Store.whole(self.folder / "site.sqlite3")
        # Where search was once, with names and words of people.
        shutil.rmtree(self.folder / "index", ignore_errors=True)
        self.drafts = Drafts(self.folder / "drafts" / lock, self.site)
        self.assets = Assets(self.site, self.drafts)
        self.turn = 0
        self.looked, self.looking = 0.0, 0.0
        self.state = State()
        self.release = release()
        self.manifest = self.store.manifest()
        self.cards = Cards(self.store, self.release)
        self.media = Media(self.site / "medios")
        self.swept = False
        # A builder ends with whoever started it, even when that one was killed during the first build.
        self.parent = os.getppid()
        self.background = BackgroundBuild()
        # What was planned and is still to be made, {path: hash}, where something came in between.
        self.pending: dict[str, str] = {}

    def build(
        self,
        *,
        everything: bool = False,
        overall: bool = True,
        staying: bool = False,
        now: datetime | None = None,
        progress: Progress = lambda done, total: None,
    ) -> Built:
        """Bring the site to the ledger's last edition and return what was done.

        `everything` renders every page again; `overall` includes those of the whole election, which otherwise are only
        made when they are missing or when a redaction must leave nothing in them. With `staying`, what is published
        meanwhile comes before what is left: `left` says how many pages that is, for the next build.
        """
        started = time.monotonic()
        now = now or trusted_now()
        self.turn = self.store.turn()
        redacted, taken = self._follow()
        pages = self._plan(now)
        repaired = self._look_over(pages) if self._time_to_look() else 0
        before = {} if everything else self.manifest
        stale = [
            page
            for page in pages.values()
            if before.get(page.path) != page.hash
            and not page.drawn
            and (overall or not page.overall or page.path not in before)
        ]
        # What is drawn, printed or written for download takes long: nothing old of it stays once something was taken
        # away.
        gone = [path for path, mark in self.manifest.items() if _leaves(pages.get(path), mark, taken)]
        # A page that only moved stays until its new address can be read; not where anything was taken away.
        moved = self._moved() if gone and not taken else {}
        waits = {path for path in gone if moved.get(path) in pages and moved[path] not in self.manifest}
        if redacted or not self.swept:
            self._sweep(pages)
        if redacted:
            purge.note(self.folder, self.state.number, [*gone, *(page.path for page in stale)])
        with self.store.writing():
            self._remove_all(path for path in gone if path not in waits)
            self.media.show(self.state)
            self.assets.style(self.state)
            self.cards.update(self.state, now, fresh=everything)
        if redacted:
            self.store.forget_deleted()
            purge.note_media(self.folder, self.media.gone)
        written = self._render(stale, progress, staying and not taken)
        with self.store.writing():
            self._remove_all(path for path in waits if moved[path] in self.manifest)
        took = time.monotonic() - started
        if not self.pending:
            self.store.put_note("edition", str(self.state.number))
            self.store.put_note("root", self.state.root)
            self.store.put_note("builder", str(os.getpid()))
        return Built(
            self.state.number, self.state.root, written, len(gone), len(pages), took, len(self.pending), repaired
        )

    def build_background(
        self, now: datetime | None = None, limit: float = 0, progress: Progress = lambda done, total: None
    ) -> Built:
        """Make the whole-election pages, then paper and pictures for a while, at the ledger's last edition.

        `left` of what is returned says how many are still to be made.
        """
        started = time.monotonic()
        self.turn = self.store.turn()
        self.state.follow(since(self.state.number))
        pages = self._plan(now or trusted_now())
        old = [page for page in pages.values() if self.manifest.get(page.path) != page.hash]
        with self.store.writing():
            self._remove_all([path for path in self.manifest if path not in pages and DRAWN.search(path)])
        overall, drawn = [page for page in old if page.overall], [page for page in old if page.drawn]
        # Paper in other languages is drawn when all the rest is there, of every election.
        drawn.sort(key=lambda page: page.path.startswith(FOREIGN))
        self.assets.style(self.state)
        made, drawing = self._render(overall, progress), time.monotonic()
        for done, page in enumerate(drawn, 1):
            made += self._render([page])
            progress(done, len(drawn))
            if limit and time.monotonic() - drawing > limit:
                break
        else:
            done = len(drawn)
        took = time.monotonic() - started
        return Built(self.state.number, self.state.root, made, 0, len(pages), took, left=len(drawn) - done)

    def watch(self, say: Callable[[Built], None]) -> None:
        """Build whenever the ledger grows or the clock brings another phase or day, until interrupted.

        Whole-election pages are made by a process of their own, so that nobody's change waits for them.
        """
        clock, watching = "", Watching(int(self.store.note("edition") or 0), self.store.note("root") or "")
        try:
            while os.getppid() == self.parent:
                self.sign.beat()
                if self.store.lost:
                    raise StoreLost  # Whoever keeps us begins anew, and every file is made again.
                there = size()
                if watching.must_wait(there, self.state.number, self.state.root):
                    time.sleep(1)
                    continue
                if there < self.state.number:
                    raise StoreLost("Se aceptó una base de datos anterior: el sitio empieza de nuevo a partir de ella.")
                again = alive.asked_again(self.folder)
                if again or there != self.state.number or self._clock() != clock or self._time_to_look():
                    built = self.build(everything=again, overall=again, staying=not again)
                    if again:
                        alive.done_again(self.folder)
                    clock = self._clock()
                    if built.written or built.removed:
                        say(built)
                    if built.repaired:
                        self.background.shown = ""
                self.background.keep_up(f"{self.state.number} {clock}")
                watching.keep(self.state.number)
                time.sleep(0.1)
        finally:
            self.background.stop()

    def _moved(self) -> dict[str, str]:
        """Return {path: its path now} of the pages that candidacies had before a correction."""
        return {
            f"{slug}/candidaturas/{former}/index.html": f"{slug}/candidaturas/{candidacy.slug}/index.html"
            for slug, election in self.state.elections.items()
            for candidacy in election.candidacies.values()
            for former in candidacy.former_slugs
        }

    def _follow(self) -> tuple[set[str], bool]:
        """Take in what the ledger has added; return the elections in which something was redacted, and whether anything
        went."""
        followed = self.state.follow(since(self.state.number))
        built = int(self.store.note("edition") or 0)
        if built > self.state.number:
            # The ledger is another one, or an older one: what was built from it holds nothing back.
            self.store.forget_editions()
            built = 0
        taken = followed.gone_at > built
        if taken:
            # What the other process is writing was read before, and goes with its drafts; what it wrote is in the same
            # manifest.
            self.background.stop()
            shutil.rmtree(self.folder / "drafts" / BACKGROUND_LOCK, ignore_errors=True)
            self.manifest = self.store.manifest()
        return {slug for slug, number in followed.redacted.items() if number > built}, taken

    def _plan(self, now: datetime) -> dict[str, Page]:
        # A plan makes many small objects that all live: looking for garbage among them, then or later, doubles its
        # time.
        gc.disable()
        try:
            return plan(self.state, now, self.release)
        finally:
            gc.freeze()
            gc.enable()

    def _clock(self) -> str:
        """Return what of the time the pages show: the day, and the phase of each election."""
        now, found = trusted_now(), []
        for election in self.state.elections.values():
            if election.calendar:
                view = ElectionView(self.state, election, now)
                found.append((local_date(now, view.zone).isoformat(), view.phase.value))
        return str(found)

    def close(self) -> None:
        self.store.close()
        self.lock.close()

    def _render(self, stale: list[Page], progress: Progress = lambda done, total: None, staying: bool = False) -> int:
        """Make some pages and put them in their places, batch by batch; return how many could be made.

        What is read most comes first, in Spanish before any other language; and before all that, what was not waiting
        already as it is.
        """
        waiting, self.pending = self.pending, {}
        ordered = sorted(
            stale,
            key=lambda page: (
                waiting.get(page.path) == page.hash,
                page.overall,
                page.framed,
                page.section > 0,
                page.hash,
            ),
        )
        began, size_of, done, made = time.monotonic(), FEW if staying else BATCH, 0, 0
        while done < len(ordered):
            self.sign.beat()
            batch = ordered[done : done + size_of]
            written = render(batch, self.drafts)
            self._place(written)
            done, made = done + len(batch), made + len(written)
            progress(done, len(ordered))
            if staying and time.monotonic() - began > LOOK_UP and size() != self.state.number:
                self.pending = {page.path: page.hash for page in ordered[done:]}
                break
        return made

    def _place(self, batch: list[Page]) -> None:
        """Put the files of a batch in their places together with their marks; what a later state put there stays."""
        self.drafts.flush()
        # Nobody else puts a file meanwhile; rendering was done before and keeps no other process waiting.
        with self.store.writing():
            for page in batch:
                if self.store.newer(page.path, self.state.number, self.turn):
                    continue
                paths = _paths(page)
                for path in paths:
                    self.drafts.place(path)
                self.store.wrote(page.path, page.hash, self.state.number, self.turn, stamp(self.site, paths))
                self.manifest[page.path] = page.hash
        self.drafts.drop()

    def _time_to_look(self) -> bool:
        return time.monotonic() - self.looked > max(LOOK_EVERY, LOOK_SHARE * self.looking) or not self.looked

    def _look_over(self, pages: dict[str, Page]) -> int:
        """Forget the marks of files that are not as they were put, so that they are made again, and begin again what
        else was damaged; return how many files."""
        started = time.monotonic()
        damaged = self._damaged(pages, self._damaged(pages, list(pages)))
        with self.store.writing():
            for path in damaged:
                self.store.damaged(path)
                self.manifest.pop(path, None)
        self.media.look_over()
        assets, searched = self.assets.look_over(), self.cards.look_over(self.state.elections)
        if damaged or assets or searched:
            log.warning(
                "Del sitio faltaban o estaban dañados %d archivos y %d índices: se hacen de nuevo.",
                len(damaged),
                searched,
            )
        self.looked, self.looking = time.monotonic(), time.monotonic() - started
        return len(damaged) + assets + searched

    def _damaged(self, pages: dict[str, Page], paths: list[str]) -> list[str]:
        """Return the paths whose files are not as the store says. One that another process puts while we look at it is
        only told apart by a second look."""
        kept = self.store.stamps() if paths else {}
        return [path for path in paths if path in kept and kept[path] != stamp(self.site, _paths(pages[path]))]

    def _remove_all(self, paths: Iterable[str]) -> None:
        for path in paths:
            self._remove(path)

    def _remove(self, path: str) -> None:
        if self.store.newer(path, self.state.number, self.turn):
            return
        for place in in_every_language(path):
            for name in forms(place):
                (self.site / name).unlink(missing_ok=True)
            folder = (self.site / place).parent
            if folder != self.site and folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        self.store.wrote(path, "", self.state.number, self.turn, "")
        self.manifest.pop(path, None)

    def _sweep(self, pages: dict[str, Page]) -> None:
        """Delete the files that nothing plans, whatever the manifest knows: it may have been lost, or written too
        late."""
        planned = {form for page in pages.values() for path in _paths(page) for form in forms(path)}
        for folder, _folders, names in os.walk(self.site):
            inside = os.path.relpath(folder, self.site)
            if inside.split(os.sep, 1)[0] in ("activos", "medios"):
                continue
            for name in names:
                if (name if inside == "." else f"{inside}/{name}") not in planned:
                    Path(folder, name).unlink(missing_ok=True)
        self.swept = True


def _leaves(page: Page | None, mark: str, taken: bool) -> bool:
    """Return whether a file must go before it is made again: nothing plans it, or it may show what was taken away."""
    return page is None or (taken and (page.drawn or (page.overall and not page.template)) and page.hash != mark)


def _paths(page: Page) -> list[str]:
    return [f"{prefix(language)}{page.path}" for language in page.languages]


def _locked(path: Path) -> IO[str]:
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise AlreadyBuilding("Otro proceso ya construye el sitio en esta carpeta.") from error
    return file
