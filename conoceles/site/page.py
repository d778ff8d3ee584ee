"""One file of the site: where it is, what it depends on, and how to make it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from conoceles.site import context
from conoceles.site.language import SPANISH, languages
from conoceles.site.view import ElectionView, digest

# In a ballot that several sections share: the number of the section, as its credential and as its address write it.
SECTION_MARK, ADDRESS_MARK = "§0000§", "§0§"
# What every page of an election depends on besides its own: the release, and what stands on all of them.
Base = tuple[str, str]


class Page(NamedTuple):
    """One file: a template with its context, or no template and a context that is {"content": bytes}."""

    path: str
    hash: str
    template: str
    context: Callable[[], dict[str, Any]]
    section: int = 0
    # Of the whole election: made within a minute by a process of its own.
    slow: bool = False
    # On paper or drawn: made by the same process, after the slow ones, a while at a time.
    idle: bool = False
    # For other sites' frames: the last to be made.
    framed: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it is written: all for a page that is read, Spanish alone for any other file."""
        spoken = self.path.endswith(".html") and self.template
        return languages() if spoken else (SPANISH,)


def html(
    view: ElectionView,
    base: Base,
    path: str,
    template: str,
    make: Callable[[], dict[str, Any]],
    *marks: object,
    edition: int,
    current: str = "",
    **more: Any,
) -> Page:
    """Return a page of an election: its template, what its frame and `make` give, and a hash of the marks of what it shows."""

    def whole() -> dict[str, Any]:
        address = f"{view.election.slug}/{path.removesuffix('index.html')}"
        if "section" in more:
            address = f"{view.election.slug}/seccion/{ADDRESS_MARK}/"
        return context.frame(view, edition, current, address) | make()

    mark = digest(template, *base, edition, *marks)
    return Page(f"{view.election.slug}/{path}", mark, f"site/{template}.html", whole, **more)


def file(
    view: ElectionView, base: Base, path: str, make: Callable[[], dict[str, Any]], *marks: object, **more: Any
) -> Page:
    """Return a file of an election that no template makes."""
    return Page(f"{view.election.slug}/{path}", digest(path, *base, *marks), "", make, **more)
