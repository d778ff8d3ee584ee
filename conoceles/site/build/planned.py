"""One file of the site as the plan has it: where it is, the hash of exactly what it shows, and how to make it."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from conoceles.site.entry import Entry
from conoceles.site.language import SPANISH, languages
from conoceles.site.listing import frame
from conoceles.site.state.election_view import ElectionView, digest

# In a ballot that several sections share: the number of the section, as its credential and as its address write it.
SECTION_MARK, ADDRESS_MARK = "§0000§", "§0§"


class Page(NamedTuple):
    """One file: a template with its context, or no template and a context that is {"content": bytes}."""

    path: str
    hash: str
    template: str
    context: Callable[[], dict[str, Any]]
    section: int = 0
    overall: bool = False
    drawn: bool = False
    framed: bool = False
    # In whose hours it is written; '' for what stands above all elections.
    zone: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it is written: all for a page that is read, Spanish alone for any other file."""
        spoken = self.path.endswith(".html") and self.template
        return languages() if spoken else (SPANISH,)


def planned(view: ElectionView, release: str, entry: Entry, address: str, thing: Any) -> Page:
    """Return the page of one thing of an entry. Paper depends on less than what stands on every page."""
    place = entry.place(view, address)
    base = (release, view.paper_digest if entry.drawn else view.frame_digest)
    marks = entry.marks(view, thing)
    flags: dict[str, Any] = {
        "overall": entry.overall,
        "drawn": entry.drawn,
        "framed": entry.framed,
        "zone": view.zone.key,
    }
    if not entry.template:
        return Page(place, digest(place, *base, *marks), "", partial(_made, entry, view, thing), **flags)
    template = f"site/{entry.template}.html"
    if entry.framed:
        mark = digest("frame", *base, *marks)
        return Page(f"{place}index.html", mark, template, partial(_made, entry, view, thing), **flags)
    edition = entry.edition(view, thing)
    mark = digest(entry.template, *base, edition, *marks)
    shown = entry.place(view, ADDRESS_MARK) if entry.sectioned else place
    whole = partial(_whole, entry, view, thing, edition, shown)
    return Page(f"{place}index.html", mark, template, whole, int(address) if entry.sectioned else 0, **flags)


def _made(entry: Entry, view: ElectionView, thing: Any) -> dict[str, Any]:
    if entry.make is None:
        raise LookupError(f"{entry.path} is answered on request.")
    return entry.make(view, thing)


def _whole(entry: Entry, view: ElectionView, thing: Any, edition: int, path: str) -> dict[str, Any]:
    return frame(view, edition, entry.current, path) | _made(entry, view, thing)
