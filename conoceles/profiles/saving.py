"""Saving one answer: never over a version that whoever saves has not seen, and never without keeping what it said."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from conoceles.elections.models import Candidacy
from conoceles.profiles import workflow
from conoceles.profiles.models import Answer, IdentityAnswer, Profile, ProfileSection, Revision
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.questionnaire import CURRENT, CURRICULAR, Question, Questionnaire
from conoceles.questionnaires.values import Value, all_values, from_text, missing, to_text

# What another hand wrote, or the same one before a pause, is kept; of one long sitting, every tenth version.
PAUSE, SNAPSHOT = timedelta(minutes=10), 10


@dataclass
class Saved:
    """An answer as it stands: its version, when it was saved, and what its section still misses."""

    version: int
    at: datetime
    missing: list[str]
    state: str


class Conflict(Exception):
    """Somebody else saved the answer meanwhile; it carries what it says now."""

    def __init__(self, value: Value, version: int, at: datetime, mine: bool) -> None:
        super().__init__("La respuesta cambió en otro lugar.")
        self.value, self.version, self.at, self.mine = value, version, at, mine


def profile_of(candidacy: Candidacy, asked: Questionnaire | None = None) -> Profile:
    """Return the profile of a candidacy, made when there is none."""
    name = asked.name if asked else CURRENT[CURRICULAR]
    profile, _ = Profile.objects.get_or_create(candidacy=candidacy, defaults={"questionnaire": name})
    return profile


def save(
    profile: Profile,
    question: Question,
    value: Value,
    *,
    version: int,
    asked: Questionnaire,
    candidacy: Candidacy,
    hand: Hand,
    confidential: bool = False,
    at: datetime | None = None,
) -> Saved:
    """Save an answer over the version that the writer saw (0 for none), and return what stands.

    Raises Conflict when another version stands, workflow.NotAllowed when the section takes no writing. The same value
    again is saved already, whatever version was seen: a repeated request does no harm.
    """
    at, text = at or timezone.now(), to_text(question, value)
    with transaction.atomic():
        # The section is the living row: it is locked first, so that nobody submits what is being written.
        section = workflow.write_in(profile.pk, question.section, candidacy, hand, confidential=confidential, at=at)
        # One reading gives what is there to be changed and, with the change, what its section still misses.
        kept = {row.question: row for row in _kept(profile, confidential, asked.of_part(question.section))}
        write = _write_sealed if confidential else _write
        version, at = write(profile, question, text, version, hand.by, at, kept.get(question.key))  # type: ignore[arg-type]
        now = {key: row.value for key, row in kept.items() if row.value} | {question.key: text}
        _set_missing(section, _missing(asked, section.key, now))
        if not confidential and profile.questionnaire != asked.name:
            profile.questionnaire = asked.name
            profile.save(update_fields=["questionnaire"])
    return Saved(version, at, section.missing, section.state)


def still_missing(profile: Profile, asked: Questionnaire, part: str, confidential: bool = False) -> list[str]:
    """Return the keys of the questions that block a section, read from what is kept."""
    return _missing(asked, part, texts(profile, confidential, asked.of_part(part)))


def _missing(asked: Questionnaire, part: str, kept: dict[str, str]) -> list[str]:
    return missing(asked.of_part(part), all_values(asked, kept), asked.parts[part].one_of)


def texts(profile: Profile, confidential: bool = False, questions: list[Question] | None = None) -> dict[str, str]:
    """Return {question: text as kept} of a profile, or of some of its questions and what they depend on."""
    return {row.question: row.value for row in _kept(profile, confidential, questions) if row.value}


def _kept(
    profile: Profile, confidential: bool, questions: list[Question] | None
) -> "models.QuerySet[Answer] | models.QuerySet[IdentityAnswer]":
    rows: models.QuerySet[Answer] | models.QuerySet[IdentityAnswer] = (
        IdentityAnswer.objects.filter(profile=profile) if confidential else Answer.objects.filter(profile=profile)
    )
    if questions is not None:
        wanted = {question.key for question in questions}
        wanted |= {condition.question for question in questions for condition in question.conditions}
        rows = rows.filter(question__in=wanted)
    return rows


def refresh(section: ProfileSection, profile: Profile, asked: Questionnaire, confidential: bool = False) -> None:
    """Look again at what a section misses: the questionnaire or a file of it changed."""
    _set_missing(section, still_missing(profile, asked, section.key, confidential))


def _set_missing(section: ProfileSection, now: list[str]) -> None:
    if now != section.missing:
        section.missing = now
        section.save(update_fields=["missing"])


def _write(
    profile: Profile, question: Question, text: str, version: int, by: str, at: datetime, answer: Answer | None
) -> tuple[int, datetime]:
    if answer is None:
        if version == 0 and not text:
            return 0, at
        try:
            with transaction.atomic():
                fresh = Answer.objects.create(profile=profile, question=question.key, value=text, at=at, by=by)
            return fresh.version, at
        except IntegrityError:
            answer = Answer.objects.get(profile=profile, question=question.key)
    if answer.value == text:
        return answer.version, answer.at
    if answer.version != version:
        raise Conflict(from_text(question, answer.value), answer.version, answer.at, answer.by == by)
    if answer.value and (answer.by != by or at - answer.at > PAUSE or version % SNAPSHOT == 0):
        Revision.objects.create(answer=answer, version=answer.version, value=answer.value, at=answer.at, by=answer.by)
    changed = Answer.objects.filter(pk=answer.pk, version=version).update(value=text, version=version + 1, at=at, by=by)
    if not changed:
        now = Answer.objects.get(pk=answer.pk)
        raise Conflict(from_text(question, now.value), now.version, now.at, now.by == by)
    return version + 1, at


def _write_sealed(
    profile: Profile, question: Question, text: str, version: int, by: str, at: datetime, answer: IdentityAnswer | None
) -> tuple[int, datetime]:
    if answer is None:
        if version == 0 and not text:
            return 0, at
        answer = IdentityAnswer(profile=profile, question=question.key, at=at, by=by)
        answer.value = text
        try:
            with transaction.atomic():
                answer.save()
            return 1, at
        except IntegrityError:
            answer = IdentityAnswer.objects.get(profile=profile, question=question.key)
    if answer.value == text:
        return answer.version, answer.at
    if answer.version != version:
        raise Conflict(from_text(question, answer.value), answer.version, answer.at, answer.by == by)
    answer.value, answer.version, answer.at, answer.by = text, version + 1, at, by
    answer.save(update_fields=["sealed", "version", "at", "by"])
    return answer.version, at
