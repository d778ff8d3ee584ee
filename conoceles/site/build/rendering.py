"""Rendering pages into drafts: on two cores where there is enough of it, each with half of the pages."""

import json
import logging
import os
import signal
import time
from pathlib import Path

from django.db import connection, connections
from django.template.loader import get_template
from django.utils import timezone

from conoceles.lib.orphans import end_with_parent
from conoceles.lib.paper import CannotPrint
from conoceles.lib.zones import zone
from conoceles.site.build.drafts import Drafts
from conoceles.site.build.planned import ADDRESS_MARK, SECTION_MARK, Page
from conoceles.site.language import languages, prefix, speaking

# From so many pages on, another process makes half of them.
ENOUGH = 40
MADE = "made.json"
# How long the other process may take after ours is done, in seconds, at least; and how often it is looked at.
LEAST_WAIT, GLANCE = 20.0, 0.005
log = logging.getLogger(__name__)


def render(pages: list[Page], drafts: Drafts) -> list[Page]:
    """Write the files of some pages as drafts, in every language, and return the pages that could be made.

    One that cannot be drawn keeps no other from it; it is tried again when something changes. Only templates are shared
    with another process: what sets type or draws has threads of its own, which a process that begins as a copy of ours
    would wait for in vain.
    """
    written = [page for page in pages if page.template]
    if len(written) < ENOUGH or _Half.failed or not _can_share():
        return _write(pages, drafts)
    middle = len(written) // 2
    other = _Half(written[middle:], drafts)
    began = time.monotonic()
    try:
        mine = _write([page for page in pages if not page.template] + written[:middle], drafts)
        theirs = other.taken(time.monotonic() + max(LEAST_WAIT, 3 * (time.monotonic() - began)))
    finally:
        other.end()
    # Whatever kept the other process from its half, ours makes it or says why.
    return mine + (_write(written[middle:], drafts) if theirs is None else theirs)


def _can_share() -> bool:
    """Return whether another process may make some pages: there is a core for it, and it sees in the database what we
    see."""
    alone = connection.in_atomic_block or (connection.vendor == "sqlite" and connection.is_in_memory_db())  # type: ignore[attr-defined]
    return len(os.sched_getaffinity(0)) > 1 and not alone


class _Half:
    """A process that makes some pages: it begins with all that we know, and ends when they are written."""

    # Whether one was once not done in time: whatever kept it would keep the next one too.
    failed = False

    def __init__(self, pages: list[Page], drafts: Drafts) -> None:
        self.pages, self.drafts = pages, drafts
        self.own = Drafts(drafts.folder / "half", drafts.site)
        # A connection is of one process alone; each opens its own when it asks something.
        connections.close_all()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            self._make(parent)

    def _make(self, parent: int) -> None:
        """Make the pages, say which and in what drafts, and end; nothing of what the parent has open is closed."""
        code = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            end_with_parent(parent)
            made = [page.path for page in _write(self.pages, self.own)]
            drafts = {name: str(draft) for name, draft in self.own.waiting.items()}
            (self.own.folder / MADE).write_text(json.dumps([made, drafts]))
            code = 0
        finally:
            if code:
                log.error("Half of the pages could not be made apart.", exc_info=True)
            os._exit(code)

    def taken(self, until: float) -> list[Page] | None:
        """Wait for what the other process made, and return its pages, whose drafts are now ours; None when it failed,
        or was not done at a moment of the clock that never goes back."""
        done, status = os.waitpid(self.pid, os.WNOHANG)
        while not done and time.monotonic() < until:
            time.sleep(GLANCE)
            done, status = os.waitpid(self.pid, os.WNOHANG)
        if not done:
            log.error("The other half of the pages was not made in time: from now on all are made here.")
            _Half.failed = True
            return None
        self.pid = 0
        if status:
            return None
        made, drafts = json.loads((self.own.folder / MADE).read_text())
        self.drafts.waiting.update((name, Path(draft)) for name, draft in drafts.items())
        wanted = set(made)
        return [page for page in self.pages if page.path in wanted]

    def end(self) -> None:
        """Leave no process behind, nor anything that it wrote and nobody took."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        taken = set(self.drafts.waiting.values())
        for draft in self.own.folder.iterdir():
            if draft not in taken:
                draft.unlink()


def _write(pages: list[Page], drafts: Drafts) -> list[Page]:
    rendered: dict[tuple[str, str], str] = {}
    failed: set[str] = set()
    for language in languages():
        with speaking(language):
            for page in (page for page in pages if language in page.languages):
                try:
                    with timezone.override(zone(page.zone)):
                        content = _content(page, language, rendered)
                except CannotPrint:
                    log.exception("%s could not be drawn.", page.path)
                    failed.add(page.path)
                else:
                    drafts.write(f"{prefix(language)}{page.path}", content)
    return [page for page in pages if page.path not in failed]


def _content(page: Page, language: str, rendered: dict[tuple[str, str], str]) -> bytes:
    if not page.template:
        return bytes(page.context()["content"])
    if not page.section:
        return get_template(page.template).render(page.context()).encode()
    # A ballot is rendered once for each style; the sections that share it differ in their number alone.
    key = (page.hash, language)
    if key not in rendered:
        for other in [other for other in rendered if other[0] != page.hash]:
            del rendered[other]
        rendered[key] = get_template(page.template).render(page.context() | {"section": SECTION_MARK})
    text = rendered[key].replace(SECTION_MARK, f"{page.section:04}").replace(ADDRESS_MARK, str(page.section))
    return text.encode()
