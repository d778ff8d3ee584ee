"""Publication of the register: the documents that differ from what is published now, and no other."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import models, transaction
from django.utils import timezone

from conoceles.elections.document import (
    agreements_document,
    areas_document,
    calendar_document,
    candidacies_with_everything,
    candidacy_document,
    contest_document,
    institute_document,
    party_document,
)
from conoceles.elections.models import (
    Agreement,
    Area,
    Candidacy,
    Contest,
    DistrictPlan,
    Election,
    Explanation,
    Institute,
    KeyDate,
    Office,
    Party,
    Person,
    Prepared,
    Recording,
    Section,
    Ticket,
    Topic,
)
from conoceles.elections.topics import topics_document
from conoceles.ledger import restoring
from conoceles.ledger.acts import BATCH, Entry, append_many, hold
from conoceles.ledger.reading import current

NO_SITE = (
    "Falta la dirección pública del sitio, que llevan los códigos QR, los enlaces y los datos: escríbala en los datos "
    "de {institute} "
    "y publique de nuevo."
)


class CannotPublish(ValueError):
    """An election may not be public yet; its text is a Spanish sentence."""


def calendar_entry(election: Election) -> Entry:
    """Return what makes an election be shown at all: while the ledger has no calendar of it, no page has it."""
    return Entry("calendar", election.slug, calendar_document(election), election.slug)


def is_shown(election: Election) -> bool:
    """Return whether the ledger has the calendar of an election."""
    return bool(current(election.slug, "calendar"))


def frame_entries(election: Election) -> Iterator[Entry]:
    """Yield what candidacies refer to: institute, places, parties, contests."""
    yield Entry("institute", election.institute.key, institute_document(election.institute))
    if election.plan:
        yield Entry("areas", election.plan.key, areas_document(election.plan), election.slug)
    for party in election.parties.prefetch_related("members"):
        yield Entry("party", party.key, party_document(party), election.slug)
    for contest in election.contests.select_related("office", "area", "state_agreement"):
        yield Entry("contest", contest.key, contest_document(contest), election.slug)
    yield from agreement_entries(election)
    yield from topic_entries(election)


def agreement_entries(election: Election) -> Iterator[Entry]:
    """Yield the agreements that the election's site shows; nothing while it never showed any."""
    document = agreements_document(election)
    if document["agreements"] or current(election.slug, "agreements"):
        yield Entry("agreements", election.slug, document, election.slug)


def topic_entries(election: Election) -> Iterator[Entry]:
    """Yield the topics of the election's institute; nothing while it never showed any."""
    document = topics_document(election.institute)
    if document["topics"] or current(election.slug, "topic"):
        yield Entry("topic", election.slug, document, election.slug)


def candidacy_entries(election: Election, pks: Iterable[int] | None = None) -> Iterator[Entry]:
    """Yield the documents of the election's candidacies, or of some of them, reading a batch at a time."""
    if pks is None:
        pks = Candidacy.objects.of_election(election).order_by("pk").values_list("pk", flat=True)
    wanted = iter(list(pks))
    while batch := list(islice(wanted, BATCH)):
        for candidacy in candidacies_with_everything(batch, election):
            yield Entry("candidacy", candidacy.key, candidacy_document(candidacy), election.slug)


def append_changed(
    entries: Iterable[Entry], progress: Callable[[int], None] = lambda done: None, at: datetime | None = None
) -> int:
    """Append the entries whose document is not the one published now, in batches, and return how many were.

    Editions are of `at`, or of now. Each batch is one transaction, so that an interrupted publication goes on where it
    stopped when run again. Entries are made while the ledger is held: an edit that is published meanwhile waits, and is
    never overwritten by an older reading.
    """
    appended, seen, source = 0, 0, iter(entries)
    while True:
        with transaction.atomic():
            hold()
            batch = list(islice(source, BATCH))
            changed = list(_changed(batch))
            if changed:
                append_many(changed, at=at)
        if not batch:
            return appended
        appended += len(changed)
        seen += len(batch)
        progress(seen)


def _changed(batch: list[Entry]) -> Iterator[Entry]:
    held = {tuple(one) for one in restoring.held()}
    batch = [entry for entry in batch if (entry.election, entry.kind, entry.key) not in held]
    for election in {entry.election for entry in batch}:
        mine = [entry for entry in batch if entry.election == election]
        published = current(election, keys={entry.key for entry in mine})
        for entry in mine:
            if published.get((entry.kind, entry.key)) != entry.document:
                yield entry


def refuse_if_not_ready(election: Election) -> None:
    """Raise CannotPublish when nobody said where the site is, or the calendar does not let candidacies be public
    yet."""
    if not election.institute.site:
        raise CannotPublish(NO_SITE.format(institute=election.institute.name))
    if not election.may_publish(timezone.now()):
        day = timezone.localtime(election.publication_starts, election.zone)
        raise CannotPublish(
            f"Las candidaturas de {election.name} pueden publicarse a partir del {day:%d/%m/%Y a las %H:%M}; "
            "antes, el registro queda en el taller."
        )


def publish_after_edit(thing: models.Model) -> int:
    """Append what an edit of a register row changed in public, and return the number of editions (0, mostly 1).

    Call it last in the transaction of the edit. An election that was never published stays in the workshop.
    """
    return sum(append_changed(entries) for election, entries in _touched(thing) if election.published_at)


def _touched(thing: models.Model) -> Iterator[tuple[Election, Iterator[Entry]]]:
    if isinstance(thing, Institute):
        for election in thing.election_set.all():
            yield election, iter([Entry("institute", thing.key, institute_document(thing))])
    elif isinstance(thing, Election):
        # Its day decides ages, its plan the places.
        yield thing, iter([calendar_entry(thing)] if is_shown(thing) else [])
        yield thing, frame_entries(thing)
        yield thing, candidacy_entries(thing, _public_already(thing))
    elif isinstance(thing, Recording):
        yield from _touched(thing.institute)
    elif isinstance(thing, Explanation):
        for election in thing.institute.election_set.all():
            yield election, iter([calendar_entry(election)] if is_shown(election) else [])
    elif isinstance(thing, KeyDate):
        yield thing.election, iter([calendar_entry(thing.election)] if is_shown(thing.election) else [])
    elif isinstance(thing, Office):
        yield from _touched(thing.election)
        yield (
            thing.election,
            candidacy_entries(thing.election, _public_already(thing.election, thing.candidacies.all())),
        )
    elif isinstance(thing, Topic):
        for election in thing.institute.election_set.all():
            yield election, topic_entries(election)
    elif isinstance(thing, Party):
        yield thing.election, iter([Entry("party", thing.key, party_document(thing), thing.election.slug)])
    elif isinstance(thing, Contest):
        yield (
            thing.election,
            iter([Entry("contest", thing.key, contest_document(thing), thing.election.slug)]),
        )
    elif isinstance(thing, Area | Section | DistrictPlan):
        for election in _elections_at(thing):
            if election.plan:
                entry = Entry("areas", election.plan.key, areas_document(election.plan), election.slug)
                yield election, iter([entry])
    elif isinstance(thing, Candidacy | Ticket | Person | Agreement):
        yield from _touched_candidacies(thing)
        if isinstance(thing, Agreement):
            for election in thing.institute.election_set.all():
                yield election, agreement_entries(election)


def _public_already(election: Election, rows: models.QuerySet[Candidacy] | None = None) -> list[int]:
    """Return the candidacies that an edit of something else may bring up to date: those that are public, and none while
    the publication of all of them waits for a second person."""
    if Prepared.objects.waiting().filter(election=election, act="publish-register").exists():
        return []
    rows = Candidacy.objects.of_election(election) if rows is None else rows
    public = {key for kind, key in current(election.slug, "candidacy") if kind == "candidacy"}
    return [pk for pk, key in rows.order_by("pk").values_list("pk", "key") if key in public]


def _elections_at(thing: Area | Section | DistrictPlan) -> Iterable[Election]:
    if isinstance(thing, DistrictPlan):
        return Election.objects.filter(plan=thing)
    if isinstance(thing, Section):
        return Election.objects.filter(plan=thing.plan_id)
    return Election.objects.filter(plan__state=thing.state)


def _touched_candidacies(
    thing: Candidacy | Ticket | Person | Agreement,
) -> Iterator[tuple[Election, Iterator[Entry]]]:
    if isinstance(thing, Candidacy):
        rows = Candidacy.objects.filter(pk=thing.pk)
    else:
        rows = thing.candidacies.all() if not isinstance(thing, Agreement) else thing.candidacy_set.all()
    for election in Election.objects.filter(candidacies__in=rows).distinct():
        yield (
            election,
            candidacy_entries(election, rows.filter(election=election).values_list("pk", flat=True)),
        )
