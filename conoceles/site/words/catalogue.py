"""The catalogue of topics of an election, as it was published."""

from conoceles.site.state.election_view import ElectionView
from conoceles.site.words.topics import Catalogue


def topics_of(view: ElectionView) -> Catalogue:
    """Return the topics of the institute of an election, read once for each plan; none where it shows none."""
    if "topics" not in view.memo:
        thing = view.election.topic
        view.memo["topics"] = Catalogue(thing.document["topics"] if thing else [])
    found: Catalogue = view.memo["topics"]
    return found
