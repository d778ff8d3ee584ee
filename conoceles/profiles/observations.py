"""What must still be corrected of what was submitted, and asking to correct what was not observed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from conoceles.audit.acts import record
from conoceles.profiles.models import HANDED_OVER, Answer, Observation, Profile, ProfileSection, Reopening, Submission
from conoceles.profiles.saving import texts
from conoceles.questionnaires.asked import version_named
from conoceles.questionnaires.questionnaire import Questionnaire
from conoceles.questionnaires.values import all_values, from_text


def open_observations(sections: Iterable[ProfileSection]) -> dict[int, list[Observation]]:
    """Return {section: the observations that were not answered with another submission}."""
    found: dict[int, list[Observation]] = {}
    # A section that was submitted or approved since has none that is open: only the others are looked at.
    wanted = [section.pk for section in sections if section.state not in HANDED_OVER]
    if wanted:
        for one in Observation.objects.open().filter(section__in=wanted).select_related("submission"):
            found.setdefault(one.section_id, []).append(one)
    return found


def uncorrected(
    profile: Profile, observations: list[Observation], asked: Questionnaire, confidential: bool
) -> dict[str, str]:
    """Return {question: label} of what was observed and still says the same: it is not submitted again."""
    questions = {one.question: asked.questions[one.question] for one in observations if one.question in asked.questions}
    if not questions:
        return {}
    now = all_values(asked, texts(profile, confidential, list(questions.values())))
    return {
        one.question: f"corregir «{questions[one.question].label}»"
        for one in observations
        if one.question in questions and now.get(one.question) == one.submission.values().get(one.question)
    }


def still_wrong(sections: Iterable[ProfileSection], asked: Questionnaire) -> dict[int, list[str]]:
    """Return {section: what of it still says what was observed} of many sections of a questionnaire that is not
    confidential, in two queries."""
    observed = open_observations(sections)
    questions = {one.question for rows in observed.values() for one in rows if one.question in asked.questions}
    rows = Answer.objects.filter(profile__sections__in=list(observed), question__in=questions)
    kept = {(profile, question): value for profile, question, value in rows.values_list("profile", "question", "value")}
    found: dict[int, list[str]] = {}
    for section in sections:
        for one in observed.get(section.pk, []):
            question = asked.questions.get(one.question)
            if question is None:
                continue
            now = from_text(question, kept.get((section.profile_id, one.question), ""))
            if (now or None) == (one.submission.values().get(one.question) or None):
                found.setdefault(section.pk, []).append(f"corregir «{question.label}»")
    return found


def close_observations(section: ProfileSection, at: datetime) -> None:
    """Close the observations of a section that was submitted again."""
    Observation.objects.open().filter(section=section).update(answered_at=at)


def ask_to_reopen(section: ProfileSection, reason: str, by: str, role: str) -> Reopening:
    """Record that a candidacy asks to correct what it submitted. Raises ValidationError when it asked already."""
    with transaction.atomic():
        asked = Reopening(section=section, reason=reason, asked_by=by)
        asked.full_clean()
        asked.save()
        candidacy = section.profile.candidacy
        record(
            "reopening-asked",
            by=by,
            role=role,
            election=candidacy.election.slug,
            thing=f"candidacy {candidacy.key}",
            section=section.key,
        )
    return asked


def title_of(section: ProfileSection) -> str:
    """Return what a section is called, in the version in which it was last submitted."""
    last = Submission.objects.last_of([section]).get(section.pk)
    if last is None:
        return section.key
    part = version_named(last.questionnaire).parts.get(section.key)
    return part.title if part else section.key
