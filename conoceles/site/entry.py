"""What an entry of the registry of pages says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conoceles.site.state.election_view import ElectionView

Context = dict[str, Any]
Things = Iterable[tuple[str, Any]]


class List(StrEnum):
    """Where pages are listed for whoever looks for them."""

    MENU = "menu"
    FOOTER = "footer"
    MAP = "map"
    ENGINES = "engines"


def once(view: ElectionView) -> Things:
    """Yield the only thing of a page that there is once."""
    yield "", None


@dataclass(frozen=True)
class Entry:
    """One kind of page, or of file, of an election.

    `path` is under the election's address, or under the site's when it begins with a slash; `{}` stands for the address
    of each thing that `each` yields, as (address, thing). What ends in a slash is a page of a `template`; anything else
    is a file, whose maker gives {"content": bytes}. `make` None: it is answered on request. `marks` are all that it
    shows besides its frame, and `edition` the last edition behind it.
    """

    path: str
    make: Callable[[ElectionView, Any], Context] | None = None
    template: str = ""
    each: Callable[[ElectionView], Things] = once
    marks: Callable[[ElectionView, Any], Iterable[object]] = lambda view, thing: ()
    edition: Callable[[ElectionView, Any], int] = lambda view, thing: view.election.number
    # The kind under which its visits are counted, as statistics call it; '' for what is no visit.
    visit: str = ""
    # What menus and maps call it; for things with names of their own, what `name` says of each.
    title: str = ""
    name: Callable[[ElectionView, Any], str] | None = None
    lists: tuple[List, ...] = ()
    # Which of its things those lists have.
    listed: Callable[[ElectionView, Any], bool] = lambda view, thing: True
    # What a menu marks while it is read.
    current: str = ""
    # Also before candidacies are shown.
    ahead: bool = False
    # Of what is done until the day of the election: no list of the archive has it.
    while_voting: bool = False
    # Of the whole election: made within a minute by a process of its own.
    overall: bool = False
    # On paper or drawn: made by the same process, after those of the whole election, a while at a time.
    drawn: bool = False
    # For other sites' frames: the last to be made.
    framed: bool = False
    # Shared by the sections of a ballot style, which differ in their number alone.
    sectioned: bool = False

    def place(self, view: ElectionView, address: str = "") -> str:
        """Return where the page of a thing is, without language and without the first slash."""
        pieces = address.split("/") if self.path.count("{}") > 1 else [address]
        path = self.path
        for piece in pieces:
            path = path.replace("{}", piece, 1)
        return (
            path[1:].replace("{election}", view.election.slug) if path[0:1] == "/" else f"{view.election.slug}/{path}"
        )
