"""What staff wrote, and the map of the site."""

from conoceles.lib.prose import prose
from conoceles.site.pages.contests import lines_by_office
from conoceles.site.pages.context import (
    Context,
    text,
)
from conoceles.site.state.election_view import ElectionView


def site_map(view: ElectionView) -> Context:
    """Return the list of everything that can be read, with its addresses."""
    return {"offices": lines_by_office(view), "municipalities": view.municipalities}


def text_page(view: ElectionView, slug: str) -> Context:
    """Return a page that staff wrote, its words made into HTML by `prose`."""
    document = text(view, slug)
    return {"text": document, "body": prose(document["body"])}
