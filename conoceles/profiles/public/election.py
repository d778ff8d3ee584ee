"""An election made public: the register and, with it, what its candidacies answered."""

from collections.abc import Callable, Iterator
from itertools import chain, islice

from django.db import transaction
from django.utils import timezone

from conoceles.elections.models import Candidacy, Election
from conoceles.elections.publication import (
    append_changed,
    calendar_entry,
    candidacy_entries,
    frame_entries,
    is_shown,
    refuse_if_not_ready,
)
from conoceles.ledger.acts import BATCH, Entry, NothingPublished, withdraw
from conoceles.profiles.models import Profile
from conoceles.profiles.public.document import listed_document
from conoceles.profiles.public.privacy import privacy_entries

Progress = Callable[[int], None]


def publish_register(election: Election, progress: Progress = lambda done: None) -> int:
    """Publish what differs from the ledger and return the number of editions appended; 0 when all is public already.

    The first time the calendar comes last: nobody reads an election of which half is there. Interrupted, it goes on
    where it stopped when run again. Raises elections.publication.CannotPublish when it is too early or the site has no
    address; then nothing is published.
    """
    refuse_if_not_ready(election)
    shown = is_shown(election)
    frame = chain(frame_entries(election), privacy_entries(election))
    appended = append_changed(chain([calendar_entry(election)] if shown else [], frame))
    if not election.published_at:
        election.published_at = timezone.now()
        election.save(update_fields=["published_at"])
    appended += append_changed(candidacy_entries(election), progress)
    appended += append_changed(profile_entries(election), progress)
    if not shown:
        appended += append_changed([calendar_entry(election)])
    return appended + _withdraw_emptied(election)


def profile_entries(election: Election) -> Iterator[Entry]:
    """Yield the documents of the profiles that a list answered, reading a batch at a time.

    Where anybody has captured, what is kept is a draft: only the review makes it public.
    """
    rows = Profile.objects.filter(
        candidacy__election=election,
        candidacy__office__answers=True,
        answers__isnull=False,
        sections__isnull=True,
        candidacy__status=Candidacy.Status.REGISTERED,
    )
    wanted = iter(list(rows.order_by("pk").distinct().values_list("pk", flat=True)))
    while batch := list(islice(wanted, BATCH)):
        # Asked again for each batch: whoever began to capture or left meanwhile is no longer a list's alone.
        profiles = rows.filter(pk__in=batch).distinct().select_related("candidacy__person").prefetch_related("answers")
        for profile in profiles.order_by("pk"):
            document = listed_document(profile)
            if not (document["answers"] or document.get("photo") or document["commitments"]):
                continue
            yield Entry("profile", profile.candidacy.key, document, election.slug)


def _withdraw_emptied(election: Election) -> int:
    """Withdraw the published profiles whose answers are all gone; return how many were."""
    withdrawn = 0
    emptied = Profile.objects.filter(
        candidacy__election=election, answers__isnull=True, sections__isnull=True, signatures__isnull=True
    )
    for key in emptied.values_list("candidacy__key", flat=True):
        try:
            with transaction.atomic():
                withdraw("profile", key, election=election.slug, reason="La lista ya no trae respuestas.")
        except NothingPublished:
            continue
        withdrawn += 1
    return withdrawn
