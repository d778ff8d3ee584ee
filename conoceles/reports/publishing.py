"""The allies that are public: appended to the ledger as they stand, and withdrawn when they no longer are."""

from collections.abc import Iterator

from conoceles.elections.models import Election
from conoceles.elections.publication import append_changed, is_shown
from conoceles.ledger.acts import Entry, withdraw
from conoceles.ledger.reading import current
from conoceles.lib.canonical import Document
from conoceles.reports.models import Ally

KIND = "ally"
GONE = "Ya no colabora en la difusión."


def publish_allies(election: Election) -> int:
    """Publish what changed of the allies of an election that is public, and return how many editions that took."""
    if not is_shown(election):
        return 0
    public = list(Ally.objects.filter(election=election, public=True))
    done = append_changed(_entries(election, public))
    keys = {ally.key for ally in public}
    for _kind, key in current(election.slug, KIND):
        if key not in keys:
            withdraw(KIND, key, election=election.slug, reason=GONE)
            done += 1
    return done


def _entries(election: Election, allies: list[Ally]) -> Iterator[Entry]:
    for ally in allies:
        yield Entry(KIND, ally.key, _document(ally), election.slug)


def _document(ally: Ally) -> Document:
    """Return the document of kind `ally`: its name, what it is, since when, its page; nothing of the agreement."""
    return {
        "version": 1,
        "name": ally.name,
        "kind": ally.get_kind_display(),
        "since": ally.since.isoformat(),
        "website": ally.website,
    }
