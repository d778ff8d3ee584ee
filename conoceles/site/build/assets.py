"""Style sheets, scripts and images, under names that carry their hash: copied once, looked over with the rest."""

import re
from hashlib import sha256
from pathlib import Path

from django.core.management import call_command

from conoceles.lib.blobs import date_by_content
from conoceles.lib.locks import exclusive
from conoceles.site.build.drafts import Drafts, stamp
from conoceles.site.headers import write_nginx_headers
from conoceles.site.kept import forms
from conoceles.site.pages.style import stylesheet
from conoceles.site.state.fold import State

FOLDER = "activos"
# What pages name. The others are copied when their source is newer, and keep their time.
HASHED = re.compile(r"\.[0-9a-f]{12}\.")


def copy_assets() -> None:
    """Copy what pages name out of the rooms, under names with their hashes. A process reads the list of names once: it
    must be this release's before anybody is answered."""
    with exclusive("assets"):
        call_command("collectstatic", interactive=False, verbosity=0)


class Assets:
    """The folder of assets, written by one builder."""

    def __init__(self, site: Path, drafts: Drafts) -> None:
        self.site, self.drafts = site, drafts
        self.stamps: dict[str, str] = {}

    def collect(self) -> None:
        """Copy what pages name out of the rooms, and compress it."""
        copy_assets()
        for path in list((self.site / FOLDER).rglob("*")):
            name = str(path.relative_to(self.site))
            if path.suffix in {".css", ".js", ".svg"} and not path.with_name(f"{path.name}.gz").exists():
                self._put(name, path.read_bytes())
            elif path.is_file() and path.suffix != ".gz":
                if HASHED.search(path.name):
                    date_by_content(path, sha256(path.read_bytes()).hexdigest())
                self.stamps[name] = stamp(self.site, [name])
        write_nginx_headers(self.site.parent)

    def style(self, state: State) -> None:
        """Write the style sheet of every institute, ours first."""
        themes = [institute.document.get("theme", {}) for institute in state.institutes.values()]
        for theme in ({}, *themes):
            name, content = stylesheet(theme)
            if not (self.site / FOLDER / name).is_file():
                self._put(f"{FOLDER}/{name}", content)

    def look_over(self) -> int:
        """Put again what is not as it was put, and return how many; what another release left is not looked at."""
        damaged = [name for name, kept in self.stamps.items() if stamp(self.site, [name]) != kept]
        for name in damaged:
            del self.stamps[name]
            for form in forms(name):
                (self.site / form).unlink(missing_ok=True)
        if damaged:
            self.collect()
        return len(damaged)

    def _put(self, name: str, content: bytes) -> None:
        self.drafts.write(name, content)
        self.drafts.flush()
        self.drafts.place(name)
        self.stamps[name] = stamp(self.site, [name])
