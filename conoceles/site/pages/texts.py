"""What staff wrote, and the map of the site."""

from collections.abc import Iterator

from conoceles.lib.prose import prose
from conoceles.site.pages.contests import lines_by_office
from conoceles.site.pages.context import (
    Context,
    text,
)
from conoceles.site.state.election_view import ElectionView

# How the address of a page ends that says the same in easy words.
EASY = "-facil"


def site_map(view: ElectionView) -> Context:
    """Return the list of everything that can be read, with its addresses."""
    return {"offices": lines_by_office(view), "municipalities": view.municipalities}


def text_page(view: ElectionView, slug: str) -> Context:
    """Return a page that staff wrote, its words made into HTML by `prose`."""
    document = text(view, slug)
    whole = slug.removesuffix(EASY)
    other = whole if slug != whole else f"{slug}{EASY}"
    return {
        "text": document,
        "body": prose(document["body"]),
        "easy": slug != whole,
        "other": f"{view.root}texto/{other}/" if other in view.text_slugs else "",
    }


def marks(view: ElectionView, slug: str) -> Iterator[object]:
    """Yield what such a page shows, and whether it has an easy or a whole version beside it."""
    yield from (thing.commitment for thing in view.texts if thing.document["slug"] == slug)
    yield sum(one in view.text_slugs for one in (f"{slug}{EASY}", slug.removesuffix(EASY)))


def listed(view: ElectionView, slug: str) -> bool:
    """Return whether lists have a page: an easy version is found on the whole one."""
    whole = slug.removesuffix(EASY)
    return whole == slug or whole not in view.text_slugs
