"""The agreements on which the election and this site stand, as its institute makes them public."""

from typing import Any

from conoceles.site.entry import Things, once
from conoceles.site.state.election_view import ElectionView


def there_are(view: ElectionView) -> Things:
    """Yield the page once, where there is any agreement."""
    return once(view) if _rows(view) else ()


def agreements(view: ElectionView) -> dict[str, Any]:
    """Return the agreements, the last first."""
    rows = sorted(_rows(view), key=lambda one: (one["date"], one["number"]), reverse=True)
    return {"agreements": rows, "bodies": list(dict.fromkeys(one["body"] for one in rows))}


def _rows(view: ElectionView) -> list[dict[str, Any]]:
    thing = view.election.agreements
    return thing.document["agreements"] if thing else []
