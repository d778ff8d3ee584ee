"""What is done from the file of a candidacy with a section that was submitted before: observed though public, taken off
the site, brought back, reopened, given more time."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy
from conoceles.lib.dates import moment_in_words
from conoceles.profiles import mailbox, workflow
from conoceles.profiles.models import (
    PERSONAL_GROUNDS,
    Observation,
    ProfileSection,
    Reopening,
    Review,
    Submission,
)
from conoceles.profiles.observations import close_observations, title_of
from conoceles.profiles.public import redaction, reviewed
from conoceles.profiles.public.identity_shown import show_identity
from conoceles.profiles.rules import Action
from conoceles.profiles.workflow import Hand, NotAllowed
from conoceles.review.deciding import Decided, Note, bared, term, told, write


def observe_public(
    section: ProfileSection,
    notes: list[Note],
    candidacy: Candidacy,
    hand: Hand,
    until: datetime,
    at: datetime | None = None,
) -> ProfileSection:
    """Observe a section that was approved already; when it was public it leaves the site, which says that it is being
    reviewed.

    When the ground is personal data, whatever of it is public goes, and every edition that carried it is redacted.
    Raises workflow.NotAllowed; ValidationError when that answer of the submission was observed before.
    """
    at = at or timezone.now()
    with transaction.atomic():
        before = ProfileSection.objects.select_for_update(of=("self",)).get(pk=section.pk)
        if not notes:
            raise NotAllowed("Escriba al menos una observación.")
        submission = Submission.objects.last_of([before]).get(before.pk)
        if submission is None:
            raise NotAllowed("Esta sección nunca se entregó.")
        personal = any(note.ground in PERSONAL_GROUNDS for note in notes)
        moved = workflow.advance(before, Action.OBSERVE, candidacy, hand, until=until, off=personal, at=at)
        write(moved, submission, notes, hand, until, at)
        rows = Review.objects.filter(profile=section.profile_id, confidential=section.confidential)
        rows.update(reviewer=hand.by, rounds=F("rounds") + 1)
        told(candidacy, Decided(observed=[moved]), until, section.confidential)
        _bring(moved, candidacy, hand if personal and bared(before) else None)
    return moved


def _bring(section: ProfileSection, candidacy: Candidacy, taken_by: Hand | None = None) -> None:
    """Bring the ledger to a section that changed what is public of it, out of every edition where somebody took it back
    as personal data. Last in a transaction."""
    if section.confidential:
        show_identity(candidacy)
    elif taken_by:
        redaction.take_back(section.profile, taken_by.by)
    else:
        reviewed.show(section.profile_id)


def hide(section: ProfileSection, candidacy: Candidacy, hand: Hand, note: str, *, personal: bool) -> ProfileSection:
    """Take off the site what is public of a section whatever its state, and when it is personal data out of every
    edition."""
    with transaction.atomic():
        moved = workflow.advance(section, Action.HIDE, candidacy, hand, note=note)
        title = title_of(section)
        mailbox.tell(
            candidacy, mailbox.Kind.PAUSED, f"«{title}» salió del sitio", note, to_party=not section.confidential
        )
        _bring(moved, candidacy, hand if personal else None)
    return moved


def lift(section: ProfileSection, candidacy: Candidacy, hand: Hand, note: str) -> ProfileSection:
    """Take back an observation: the section is as it was before, public if it was. Raises workflow.NotAllowed.

    What left the site as personal data does not come back by itself: it waits for review again.
    """
    with transaction.atomic():
        personal = Observation.objects.open().filter(section=section, ground__in=PERSONAL_GROUNDS).exists()
        moved = workflow.advance(section, Action.LIFT, candidacy, hand, note=note, off=personal)
        close_observations(moved, timezone.now())
        mailbox.tell(
            candidacy,
            mailbox.Kind.OBSERVED,
            f"Se retiró la observación de «{title_of(section)}»",
            note,
            to_party=not section.confidential,
        )
        if section.confidential:
            show_identity(candidacy, always=True)
        else:
            reviewed.show(section.profile_id)
    return moved


def extend(
    section: ProfileSection, candidacy: Candidacy, hand: Hand, note: str, at: datetime | None = None
) -> ProfileSection:
    """Give a section that was observed or reopened more time to be corrected, never less. Raises
    workflow.NotAllowed."""
    at = at or timezone.now()
    if section.until is None:
        raise NotAllowed("Esta sección no tiene un plazo propio: más tiempo para capturar es una prórroga.")
    until = max(section.until, term(candidacy, at))
    with transaction.atomic():
        moved = workflow.advance(section, Action.EXTEND, candidacy, hand, note=note, until=until, at=at)
        Observation.objects.open().filter(section=section).update(term=until)
        mailbox.tell(
            candidacy,
            mailbox.Kind.OBSERVED,
            f"Más plazo para corregir «{title_of(section)}»",
            f"Puede corregirla y entregarla hasta el {moment_in_words(until)}. {note}".strip(),
            to_party=not section.confidential,
        )
    return moved


def reopen(
    section: ProfileSection, candidacy: Candidacy, hand: Hand, note: str, at: datetime | None = None
) -> ProfileSection:
    """Let a candidacy write again in a section; what is public of it stays until the new version is. Raises
    workflow.NotAllowed."""
    at = at or timezone.now()
    until = term(candidacy, at)
    with transaction.atomic():
        moved = workflow.advance(section, Action.REOPEN, candidacy, hand, note=note, until=until, at=at)
        _answer(section, True, note, hand, at)
        title = title_of(section)
        mailbox.tell(
            candidacy,
            mailbox.Kind.REOPENED,
            f"Se reabrió «{title}»",
            f"Puede corregirla hasta el {moment_in_words(until)}, y entregarla de nuevo. {note}".strip(),
            to_party=not section.confidential,
        )
    return moved


def refuse_reopening(section: ProfileSection, candidacy: Candidacy, hand: Hand, note: str) -> None:
    """Answer no to whoever asked to reopen a section. Raises NotAllowed when nobody waits for an answer."""
    with transaction.atomic():
        if not _answer(section, False, note, hand, timezone.now()):
            raise NotAllowed("Esa petición ya se respondió.")
        record(
            "reopening-refused",
            by=hand.by,
            role=hand.role,
            election=candidacy.election.slug,
            thing=f"candidacy {candidacy.key}",
            section=section.key,
        )
        mailbox.tell(
            candidacy,
            mailbox.Kind.REOPENED,
            f"No se reabre «{title_of(section)}»",
            note,
            to_party=not section.confidential,
        )


def _answer(section: ProfileSection, granted: bool, note: str, hand: Hand, at: datetime) -> int:
    """Answer the petition that is open, and return how many were."""
    return Reopening.objects.filter(section=section, answered_at__isnull=True).update(
        granted=granted, reply=note, answered_at=at, answered_by=hand.by
    )


def pause(section: ProfileSection, candidacy: Candidacy, hand: Hand, note: str) -> ProfileSection:
    """Take a public section off the site without an observation, for a reason that stays written. Raises
    workflow.NotAllowed."""
    with transaction.atomic():
        moved = workflow.advance(section, Action.PAUSE, candidacy, hand, note=note)
        mailbox.tell(candidacy, mailbox.Kind.PAUSED, f"«{title_of(section)}» está en pausa", note)
        reviewed.show(section.profile_id)
    return moved


def resume(section: ProfileSection, candidacy: Candidacy, hand: Hand, note: str) -> ProfileSection:
    """Put a paused section on the site again. Raises workflow.NotAllowed."""
    with transaction.atomic():
        moved = workflow.advance(section, Action.RESUME, candidacy, hand, note=note)
        mailbox.tell(candidacy, mailbox.Kind.PAUSED, f"«{title_of(section)}» volvió al sitio", note)
        reviewed.show(section.profile_id)
    return moved
