"""Deciding: what was read is approved or observed, under the eyes that read it; what follows is done in the same
transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from conoceles.elections.models import Candidacy
from conoceles.lib.dates import end_of_day, moment_in_words
from conoceles.profiles import mailbox, workflow
from conoceles.profiles.flags import sum_up
from conoceles.profiles.models import (
    PERSONAL_GROUNDS,
    Flag,
    Observation,
    Profile,
    ProfileSection,
    Reopening,
    Review,
    State,
    Submission,
)
from conoceles.profiles.observations import title_of
from conoceles.profiles.public import redaction, reviewed
from conoceles.profiles.public.identity_shown import show_identity
from conoceles.profiles.rules import Action
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.asked import version_named
from conoceles.review import queue


class Stale(ValueError):
    """What was read is not what stands now; its text is a Spanish sentence."""


@dataclass(frozen=True)
class Note:
    """One observation to make: why, and what to write to the candidacy."""

    question: str
    ground: str
    comment: str


@dataclass
class Decided:
    """What a decision did, by section."""

    approved: list[ProfileSection] = field(default_factory=list)
    observed: list[ProfileSection] = field(default_factory=list)
    published: bool = False
    # Whether personal data had been public, in another version or by a list: every edition goes.
    bared: bool = False
    # The questions that are observed, as a mail names them: neither why, nor any of a confidential section.
    named: list[str] = field(default_factory=list)
    # Of what is observed, what its candidacy had asked to write in again.
    asked: list[ProfileSection] = field(default_factory=list)


def seen_now(review: Review) -> dict[int, int]:
    """Return {section: its last submission} of what waits in a review: what whoever reads it now decides on."""
    sections = ProfileSection.objects.filter(
        profile=review.profile_id, confidential=review.confidential, state=State.SUBMITTED
    )
    return {pk: submission.pk for pk, submission in Submission.objects.last_of(sections).items()}


def term(candidacy: Candidacy, at: datetime, days: int | None = None) -> datetime:
    """Return the end of a term to correct: so many days from now at the end of the day, never beyond the silence.

    In the silence there is none: it ends at once.
    """
    election = candidacy.election
    if at >= election.silence_starts:
        return at
    days = election.correction_days if days is None else days
    return min(end_of_day(at, days, election.zone), election.silence_starts)


def decide(
    review: Review,
    seen: Mapping[int, int],
    notes: Iterable[Note],
    hand: Hand,
    until: datetime,
    at: datetime | None = None,
) -> Decided:
    """Approve what was read, or observe it where there is a note, and return what was done.

    `seen` is {section: submission that was read}. What is approved becomes public at once when the calendar lets it.
    Raises queue.Taken when somebody else has it, Stale when something was submitted anew or decided meanwhile; nothing
    is done then.
    """
    at = at or timezone.now()
    notes = list(notes)
    with transaction.atomic():
        review, profile, sections, last = _ready(review, seen, hand, at)
        done = _decide(profile, sections, last, notes, hand, until, at)
        review.reviewer, review.aside = hand.by, []
        review.rounds += bool(done.observed)
        review.claimed_by, review.claimed_until = "", None
        review.save(update_fields=["reviewer", "aside", "rounds", "claimed_by", "claimed_until"])
        told(profile.candidacy, done, until, review.confidential)
        _settle_flags(profile, done, last)
        if review.confidential:
            done.published = show_identity(profile.candidacy)
        else:
            done.published = bool(reviewed.publish_one(profile, done.approved, hand, at, tell=not done.observed))
            if done.bared:
                redaction.take_back(profile, hand.by)
    return done


def check(review: Review, seen: Mapping[int, int], notes: Iterable[Note], hand: Hand, at: datetime) -> None:
    """Raise what `decide` would, and do nothing but claim the review."""
    observed = {note.question for note in notes}
    with transaction.atomic():
        _review, profile, sections, last = _ready(review, seen, hand, at)
        for section in sections:
            mine = observed & questions_of(last[section.pk], section)
            workflow.refuse(section, profile.candidacy, Action.OBSERVE if mine else Action.APPROVE, hand.role, at)


def _ready(
    review: Review, seen: Mapping[int, int], hand: Hand, at: datetime
) -> tuple[Review, Profile, list[ProfileSection], dict[int, Submission]]:
    """Lock what waits of a review and return it, claimed, if it is what was read. Raises queue.Taken, Stale."""
    # Sections are locked before the queue, as whoever submits does.
    rows = ProfileSection.objects.filter(profile=review.profile_id, confidential=review.confidential)
    locked = list(rows.select_for_update(of=("self",)).order_by("pk"))
    review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    queue.claim(review, hand.by, at)
    profile = Profile.objects.select_related(
        "candidacy__election", "candidacy__person", "candidacy__ticket__party"
    ).get(pk=review.profile_id)
    sections = [section for section in locked if section.state == State.SUBMITTED]
    last = Submission.objects.last_of(sections)
    if {section.pk: last[section.pk].pk for section in sections} != dict(seen):
        raise Stale("Lo que leyó cambió mientras lo revisaba: se muestra lo que está ahora.")
    return review, profile, sections, last


def _settle_flags(profile: Profile, done: Decided, last: Mapping[int, Submission]) -> None:
    """Forget what the machine noticed in what was approved; dismissals stay known."""
    questions = {key for section in done.approved for key in questions_of(last[section.pk], section)}
    Flag.objects.filter(profile=profile, question__in=questions).standing().delete()
    if not any(section.confidential for section in [*done.approved, *done.observed]):
        sum_up(profile)


def bared(section: ProfileSection) -> bool:
    """Return whether personal data of a section may be in the ledger: it was public, or a list answered it; the list's
    is veiled."""
    if section.confidential:
        return False
    reviewed.veil(section.profile_id, [section.key])
    profile = Profile.objects.get(pk=section.profile_id)
    return section.public_since is not None or bool(profile.source) or profile.answers.exclude(listed="").exists()


def _decide(
    profile: Profile,
    sections: list[ProfileSection],
    last: Mapping[int, Submission],
    notes: list[Note],
    hand: Hand,
    until: datetime,
    at: datetime,
) -> Decided:
    done, candidacies = Decided(), {profile.pk: profile.candidacy}
    for section in sections:
        mine = [note for note in notes if note.question in questions_of(last[section.pk], section)]
        if not mine:
            done.approved.append(section)
            continue
        personal = any(note.ground in PERSONAL_GROUNDS for note in mine)
        if Reopening.objects.filter(section=section, answered_at__isnull=True).exists():
            done.asked.append(section)
        moved = workflow.advance(section, Action.OBSERVE, profile.candidacy, hand, until=until, off=personal, at=at)
        write(moved, last[section.pk], mine, hand, until, at)
        done.observed.append(moved)
        done.named += [] if section.confidential else _labels(last[section.pk], mine)
        done.bared = done.bared or (personal and bared(section))
    done.approved = workflow.advance_all(done.approved, Action.APPROVE, candidacies, hand, at=at)
    return done


def _labels(submission: Submission, notes: list[Note]) -> list[str]:
    questions = version_named(submission.questionnaire).questions
    return [questions[note.question].label for note in notes]


def questions_of(submission: Submission, section: ProfileSection) -> set[str]:
    """Return the keys of what a section asked when it was submitted."""
    asked = version_named(submission.questionnaire)
    return {question.key for question in asked.questions.values() if question.section == section.key}


def write(
    section: ProfileSection, submission: Submission, notes: list[Note], hand: Hand, until: datetime, at: datetime
) -> None:
    for note in notes:
        observation = Observation(
            section=section,
            submission=submission,
            question=note.question,
            ground=note.ground,
            comment=note.comment,
            term=until,
            at=at,
            by=hand.by,
        )
        observation.full_clean()
        observation.save()


def told(candidacy: Candidacy, done: Decided, until: datetime, confidential: bool) -> None:
    now = timezone.now()
    if done.observed:
        titles = ", ".join(f"«{title_of(section)}»" for section in done.observed)
        when = f"Puede corregir y entregar de nuevo hasta el {moment_in_words(until)}."
        mailbox.tell(
            candidacy,
            mailbox.Kind.OBSERVED,
            "El Instituto le pide corregir su cuestionario",
            f"Hay observaciones en {titles}. {when if until > now else 'Desde la veda ya no se corrige.'}"
            + (" Lo demás quedó validado." if done.approved else "")
            + "".join(f"\n- {label}" for label in done.named)
            + "".join(
                f"\nUsted había pedido reabrir «{title_of(one)}»: ya puede escribir en ella." for one in done.asked
            ),
            to_party=not confidential,
        )
    elif done.approved and confidential:
        mailbox.tell(
            candidacy,
            mailbox.Kind.APPROVED,
            "El Instituto revisó su cuestionario de identidad",
            "De él se publica solo lo que usted consintió; puede cambiarlo en «Sus consentimientos».",
            to_party=False,
        )
    elif done.approved and now < candidacy.election.publication_starts and not confidential:
        mailbox.tell_candidacies([candidacy], mailbox.Kind.APPROVED)
