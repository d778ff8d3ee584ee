"""An election made public: the register and, with it, what its candidacies answered."""

from collections.abc import Callable, Iterator

from django.utils import timezone

from conoceles.elections.models import Election
from conoceles.elections.publication import append_changed, candidacy_entries, frame_entries, refuse_if_early
from conoceles.ledger.acts import Entry
from conoceles.profiles.document import profile_document
from conoceles.profiles.models import Profile


def publish_register(election: Election, progress: Callable[[int], None] = lambda done: None) -> int:
    """Publish what differs from the ledger and return the number of editions appended; 0 when all is public already.

    Raises elections.publication.TooEarly before the publication start; then nothing is published.
    """
    refuse_if_early(election)
    if not election.published_at:
        election.published_at = timezone.now()
        election.save(update_fields=["published_at"])
    return append_changed(_entries(election), progress)


def _entries(election: Election) -> Iterator[Entry]:
    yield from frame_entries(election)
    yield from candidacy_entries(election)
    profiles = (
        Profile.objects.filter(candidacy__election=election, candidacy__office__answers=True)
        .select_related("candidacy__person")
        .prefetch_related("answers")
        .order_by("pk")
    )
    for profile in profiles.iterator(chunk_size=500):
        yield Entry("profile", profile.candidacy.key, profile_document(profile), election.slug)
