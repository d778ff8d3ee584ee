"""One page computed from editions that were never published: what a draft would look like."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from conoceles.ledger.reading import Read
from conoceles.site.listing import frame
from conoceles.site.pages import candidacy
from conoceles.site.pages.style import SHEETS
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import State


def candidacy_page(editions: Iterable[Read], election: str, key: str, now: datetime) -> dict[str, Any]:
    """Return the context of a candidacy's page (site/candidacy.html) after those editions and no other.

    Raises KeyError when they do not hold the candidacy. The phase is that of `now`, but candidacies are always shown.
    """
    state, editions = State(), list(editions)
    state.follow(editions)
    found = state.elections[election]
    view = ElectionView(state, found, now)
    document = next((one.document for one in editions if (one.kind, one.key) == ("profile", key)), None)
    one = found.candidacies[key]
    shared = frame(view, view.number_of(one), "candidacies") | {
        "open": True,
        "style": "",
        "sheets": SHEETS,
        "logo": None,
        "languages": [],
    }
    return {**shared, **candidacy.candidacy(view, one, document)}
