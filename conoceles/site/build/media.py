"""The photographs, emblems and files that pages show: links to what the public store keeps."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from conoceles.ledger import blobs
from conoceles.ledger.shared_files import fetch
from conoceles.lib.blobs import date_by_content
from conoceles.site.state.fold import State


class Media:
    """The folder of what is shown, in step with the documents that stand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown: set[str] | None = None
        # What was taken away the last time.
        self.gone: list[str] = []

    def look_over(self) -> None:
        """Look at the folder again the next time, whatever was known of it."""
        self.shown = None

    def show(self, state: State) -> None:
        """Show the blobs that live documents name, and no other."""
        self.folder.mkdir(exist_ok=True)
        if self.shown is None:
            for path in self.folder.iterdir():
                if not _as_kept(path):
                    path.unlink()
            self.shown = {path.name for path in self.folder.iterdir()}
        wanted = set(_named(state))
        fetch(name for name in wanted - self.shown if not blobs.where(name).is_file())
        late = set()
        for name in wanted - self.shown:
            source = blobs.where(name)
            if source.is_file():
                _link(source, self.folder / name)
            else:
                late.add(name)
        self.gone = sorted(self.shown - wanted)
        for name in self.gone:
            (self.folder / name).unlink(missing_ok=True)
        self.shown = wanted - late


def _named(state: State) -> Iterator[str]:
    for election in state.elections.values():
        for profile in election.profiles.values():
            yield from profile.photo.values()
            yield from profile.files
        for thing in election.parties.values():
            yield from (thing.document.get("emblem") or {}).get("files", {}).values()
    for institute in state.institutes.values():
        yield from (institute.document.get("logo") or {}).get("files", {}).values()
        yield from (one["file"] for one in institute.document.get("recordings", []))


def _link(source: Path, target: Path) -> None:
    draft = target.with_name(f".{target.name}")
    draft.unlink(missing_ok=True)
    try:
        os.link(source, draft)
    except OSError:
        shutil.copyfile(source, draft)
    # One that was restored, or comes from before, has the time of its copy.
    date_by_content(draft, target.name)
    draft.replace(target)


def _as_kept(path: Path) -> bool:
    """Return whether a file is a blob, as long as the one that is kept."""
    try:
        return blobs.where(path.name).stat().st_size == path.stat().st_size
    except (ValueError, OSError):
        return False
