"""The agreements on which the election and this site stand, as its institute makes them public."""

from typing import Any

from conoceles.site.entry import Things, once
from conoceles.site.state.election_view import ElectionView


def there_are(view: ElectionView) -> Things:
    """Yield the page once, where there is any agreement."""
    return once(view) if _rows(view) else ()


def agreements(view: ElectionView) -> dict[str, Any]:
    """Return the agreements in the order in which they were published: the last first."""
    return {"agreements": _rows(view)}


def _rows(view: ElectionView) -> list[dict[str, Any]]:
    thing = view.election.agreements
    return thing.document["agreements"] if thing else []
