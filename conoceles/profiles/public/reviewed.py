"""What of a reviewed profile is public: its document at any moment, and bringing the ledger to it."""

import contextlib
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election
from conoceles.elections.publication import append_changed
from conoceles.ledger.acts import BATCH, Entry, NothingPublished, hold, redact, withdraw
from conoceles.ledger.reading import current, last_published
from conoceles.lib import blobs
from conoceles.lib.blobs import NAME
from conoceles.lib.canonical import Document
from conoceles.profiles import groups, mailbox, workflow
from conoceles.profiles.files import names
from conoceles.profiles.models import GroupNotice, Profile, ProfileSection, Signature, State, Submission
from conoceles.profiles.public.document import assemble
from conoceles.profiles.public.identity_shown import show_identity
from conoceles.profiles.rules import Action
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.asked import asked_in, version_named
from conoceles.questionnaires.questionnaire import FILES, Questionnaire
from conoceles.questionnaires.values import Value

# What was submitted and is not public is being reviewed, whether or not an earlier version ever was.
IN_HAND = (State.SUBMITTED, State.OBSERVED, State.APPROVED)
Progress = Callable[[int], None]
log = logging.getLogger(__name__)


@dataclass
class Public:
    """What of a profile is public now: its document (None when nothing is) and the private files that it names."""

    document: Document | None
    files: set[str] = field(default_factory=set)


def public_of(profile: Profile, now: Document | None = None, newest: Questionnaire | None = None) -> Public:
    """Return what of a profile the site may show, from the submissions that were published: never from a draft.

    What an official list answered stays as it was published (`now`) until the person's own answers to that section are
    public. The profile's sections with their public submissions, signatures and candidacy are best prefetched
    (`with_public`).
    """
    candidacy = profile.candidacy
    if candidacy.status != Candidacy.Status.REGISTERED:
        return Public(None)
    signatures = [one for one in profile.signatures.all() if one.ended_at is None]
    newest = newest or asked_in(candidacy.election)
    order = list(newest.parts)
    mine = [section for section in profile.sections.all() if not section.confidential]
    parts: list[tuple[Questionnaire, set[str]]] = []
    values: dict[str, Value] = {}
    files: set[str] = set()
    review: list[str] = []
    for section in sorted(mine, key=lambda one: order.index(one.key) if one.key in order else len(order)):
        if section.public is None or section.state == State.PAUSED:
            if section.public_since or section.state in IN_HAND:
                review.append(newest.parts[section.key].title if section.key in newest.parts else section.key)
            continue
        asked = version_named(section.public.questionnaire)
        said: dict[str, Value] = json.loads(section.public.content)
        parts.append((asked, {section.key}))
        values.update(said)
        for key, value in said.items():
            if asked.questions[key].type in FILES and asked.questions[key].public:
                files |= _public_names(value)
    photo = (values.get("photo") or {}).get("files", {})
    document = assemble(parts, candidacy, values, photo, "", review, signatures)
    own = {section.key for section in mine if section.public_since} | set(profile.list_hidden)
    _carry(document, now, newest, own, candidacy)
    if not (document["answers"] or document.get("photo") or review or signatures):
        return Public(None)
    return Public(document, files)


def _carry(document: Document, now: Document | None, asked: Questionnaire, own: set[str], candidacy: Candidacy) -> None:
    """Add to a document what a list answered, as it is public now, to sections that the person has not answered in
    public."""
    titles = {part.title for key, part in asked.parts.items() if key not in own}
    kept = [answer for answer in now["answers"] if answer["section"] in titles] if now else []
    if kept:
        pages = {part.title: part.page or 99 for part in asked.parts.values()}
        document["answers"] = sorted([*document["answers"], *kept], key=lambda answer: pages.get(answer["section"], 99))
        document["complete"] = document["complete"] or asked.complete({one["key"] for one in document["answers"]})
        document["source"] = now["source"] if now else ""
    photo = next((one for one in asked.questions.values() if one.type == "photo"), None)
    if now and "photo" in now and photo is not None and photo.section not in own:
        document["photo"] = {**now["photo"], "alt": f"Fotografía de {candidacy.person.name}"}


def with_public(pks: Iterable[int]) -> list[Profile]:
    """Return some profiles with everything that `public_of()` reads, in four queries."""
    rows = Profile.objects.filter(pk__in=list(pks)).select_related("candidacy__person", "candidacy__election")
    return list(
        rows.prefetch_related(
            Prefetch("sections", ProfileSection.objects.select_related("public").order_by("pk")),
            Prefetch("signatures", Signature.objects.select_related("commitment")),
        ).order_by("pk")
    )


def show(profile_pk: int, *, ground: str = "", aside: bool = False, again: bool = False) -> bool:
    """Bring the ledger to what of a profile is public now; return whether it changed. Call it last in a transaction.

    With a `ground`, every edition so far is redacted first: what they said is deleted, not only hidden, or set `aside`
    until two people agree to delete it. `again` puts back what was public before the profile was withdrawn. The ledger
    is held before anything is read: what another publishes or redacts meanwhile is never undone by an older reading.
    """
    hold()
    profile = with_public([profile_pk])[0]
    candidacy, election = profile.candidacy, profile.candidacy.election
    if not election.published_at:
        return False
    now = current(election.slug, "profile", [candidacy.key]).get(("profile", candidacy.key))
    if now is None and again:
        now = last_published(election.slug, "profile", candidacy.key)
    public = public_of(profile, now)
    _copy(public.files)
    if ground:
        with contextlib.suppress(NothingPublished):
            redact("profile", candidacy.key, election=election.slug, ground=ground, aside=aside)
    if public.document is None:
        return _withdraw(candidacy) or bool(ground)
    return bool(append_changed([Entry("profile", candidacy.key, public.document, election.slug)]))


def veil(profile_pk: int, sections: Iterable[str]) -> None:
    """Mark sections of which nothing that a list answered is public any more."""
    profile = Profile.objects.select_for_update(of=("self",)).get(pk=profile_pk)
    profile.list_hidden = sorted({*profile.list_hidden, *sections})
    profile.save(update_fields=["list_hidden"])


def publish_one(
    profile: Profile, sections: Iterable[ProfileSection], hand: Hand, at: datetime, *, tell: bool = True
) -> list[ProfileSection]:
    """Publish the sections of a profile that are approved, where the calendar lets it, and return them.

    The candidacy is told, unless another message tells it. Call it last in a transaction.
    """
    election = profile.candidacy.election
    if not election.published_at or not election.in_campaign(at):
        return []
    done = workflow.advance_all(sections, Action.PUBLISH, {profile.pk: profile.candidacy}, hand, at=at)
    if done:
        if tell:
            mailbox.tell_candidacies([profile.candidacy], mailbox.Kind.PUBLISHED)
        show(profile.pk)
    return done


def approved(election: Election) -> QuerySet[ProfileSection]:
    """Return the approved sections that wait to become public."""
    return ProfileSection.objects.filter(
        profile__candidacy__election=election,
        confidential=False,
        state=State.APPROVED,
        profile__candidacy__status=Candidacy.Status.REGISTERED,
    )


def refuse_out_of_campaign(election: Election) -> None:
    """Raise workflow.NotAllowed when nothing validated may be published now."""
    if not election.published_at or not election.in_campaign(timezone.now()):
        raise workflow.NotAllowed("Lo validado se publica desde la fecha de publicación y hasta que inicia la veda.")


def publish_approved(election: Election, hand: Hand, progress: Progress = lambda done: None) -> int:
    """Publish every approved section of an election, and return how many profiles; in batches that each stand by
    themselves.

    Interrupted, it goes on where it stopped when run again. A profile whose file is missing is left, and logged by its
    key. Raises workflow.NotAllowed when nothing may be published now.
    """
    refuse_out_of_campaign(election)
    rows = approved(election).order_by("profile").values_list("profile", flat=True).distinct()
    done, waiting = 0, iter(list(rows))
    while batch := list(islice(waiting, BATCH)):
        done += _publish_batch(election, batch, hand)
        progress(done)
    for candidacy in Candidacy.objects.filter(pk__in=_identities(election)).order_by("pk"):
        with transaction.atomic():
            show_identity(candidacy)
    groups.over(timezone.now()).filter(candidacy__election=election).update(shown_at=timezone.now())
    # What was signed before anything was public.
    signed = Signature.objects.filter(profile__candidacy__election=election, ended_at__isnull=True)
    for pk in signed.order_by("profile").values_list("profile", flat=True).distinct():
        with transaction.atomic():
            show(pk)
    return done


def _publish_batch(election: Election, pks: list[int], hand: Hand) -> int:
    at, asked = timezone.now(), asked_in(election)
    with transaction.atomic():
        waiting = _with_files(approved(election).filter(profile__in=pks))
        rows = Candidacy.objects.filter(profile__in={one.profile_id for one in waiting}).select_related(
            "election", "profile", "person"
        )
        candidacies = {one.profile.pk: one for one in rows}
        moved = workflow.advance_all(waiting, Action.PUBLISH, candidacies, hand, at=at)
        wanted = {section.profile_id for section in moved}
        mailbox.tell_candidacies([candidacies[pk] for pk in wanted], mailbox.Kind.PUBLISHED)
        record("profiles-published", by=hand.by, role=hand.role, election=election.slug, profiles=len(wanted))
        hold()
        published = current(election.slug, "profile", [candidacies[pk].key for pk in wanted])
        entries = []
        for profile in with_public(wanted):
            public = public_of(profile, published.get(("profile", profile.candidacy.key)), asked)
            _copy(public.files)
            if public.document is not None:
                entries.append(Entry("profile", profile.candidacy.key, public.document, election.slug))
        append_changed(entries)
    return len(wanted)


def _with_files(sections: Iterable[ProfileSection]) -> list[ProfileSection]:
    """Return those whose files are all kept; the others are logged by their candidacy's key."""
    chosen = list(sections)
    last, ready = Submission.objects.last_of(chosen), []
    for section in chosen:
        files = set(NAME.findall(last[section.pk].content)) if section.pk in last else set()
        lost = [
            name
            for name in files
            if not any(blobs.where(name, store).is_file() for store in (blobs.PRIVATE, blobs.PUBLIC))
        ]
        if lost:
            log.error(
                "The section %s of profile %s names a file that is not kept: it is not published.",
                section.key,
                section.profile_id,
            )
        else:
            ready.append(section)
    return ready


def _identities(election: Election) -> set[int]:
    """Return the candidacies with reviewed identity answers or groups of registration, which may or may not be
    public."""
    sections = ProfileSection.objects.filter(
        profile__candidacy__election=election, confidential=True, public__isnull=False
    )
    told = GroupNotice.objects.filter(candidacy__election=election)
    return {*sections.values_list("profile__candidacy", flat=True), *told.values_list("candidacy", flat=True)}


def take_off(candidacy: Candidacy, reason: str) -> None:
    """Withdraw the profile and the identity of a candidacy from the site, leaving a public reason. Last in a
    transaction."""
    _withdraw(candidacy, reason)
    with contextlib.suppress(NothingPublished):
        withdraw("identity", candidacy.key, election=candidacy.election.slug, reason=reason)


def _withdraw(candidacy: Candidacy, reason: str = "Ya no hay nada publicado.") -> bool:
    try:
        withdraw("profile", candidacy.key, election=candidacy.election.slug, reason=reason)
    except NothingPublished:
        return False
    return True


def _public_names(value: Value) -> set[str]:
    """Return the files of a value that the site shows: never the original of a photograph."""
    return names({key: one for key, one in value.items() if key != "original"}) if isinstance(value, dict) else set()


def _copy(wanted: set[str]) -> None:
    """Put the files that a document names where the site finds them."""
    for name in wanted:
        if not blobs.where(name, blobs.PUBLIC).is_file():
            blobs.share(name)
