"""A draft of a questionnaire published: what is asked from now on, and what that reopens."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election
from conoceles.profiles.mailbox import Kind, tell
from conoceles.profiles.models import ProfileSection, State
from conoceles.profiles.saving import refresh
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.draft import preview_of
from conoceles.questionnaires.models import ElectionQuestionnaire
from conoceles.questionnaires.questionnaire import IDENTITY, Question, Questionnaire


@dataclass(frozen=True)
class Reach:
    """Whom a new question reaches: how many sections are still to be handed over, and how many were handed over, which
    stay as they are."""

    question: Question
    asked: int
    kept: int


def harder(before: Questionnaire, after: Questionnaire) -> list[Question]:
    """Return the questions of a draft that ask more than before: those that are new, that became required, whose least
    grew or whose most shrank, and those that hang on nothing any more."""
    found = []
    for one in after.asked:
        old = before.questions.get(one.key)
        if (
            old is None
            or old.retired
            or (one.required and not old.required)
            or one.min > old.min
            or 0 < one.max < (old.max or one.max + 1)
            or (one.required and old.condition is not None and one.condition is None)
        ):
            found.append(one)
    return found


def reach_of(election: Election, questions: list[Question]) -> list[Reach]:
    """Return whom each of some questions reaches once the draft is published."""
    sections = ProfileSection.objects.filter(profile__candidacy__election=election)
    open_states = (State.EMPTY, State.DRAFT, State.PARTY, State.OBSERVED)
    total = Candidacy.objects.of_election(election).registered().filter(office__answers=True).count()
    found = []
    for one in questions:
        kept = sections.filter(key=one.section).exclude(state__in=open_states).count()
        found.append(Reach(one, total - kept, kept))
    return found


def publish(draft: ElectionQuestionnaire, *, by: str) -> int:
    """Publish a draft as the version that is asked from now on, and return how many sections were looked at again.

    Sections that were submitted stay as they are: they answered the version of then.
    """
    with transaction.atomic():
        locked = ElectionQuestionnaire.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if locked.published_at is not None:
            return 0
        preview_of(locked)
        locked.published_at, locked.published_by = timezone.now(), by
        locked.save(update_fields=["published_at", "published_by"])
        slug = locked.election.slug
        record(
            "questionnaire-published", by=by, election=slug, thing=f"questionnaire {locked.kind}", version=locked.number
        )
    asked, confidential = asked_in(locked.election, locked.kind), locked.kind == IDENTITY
    sections = ProfileSection.objects.filter(
        profile__candidacy__election=locked.election,
        key__in=asked.parts,
        state__in=(State.EMPTY, State.DRAFT, State.PARTY, State.OBSERVED),
    ).select_related("profile")
    seen = 0
    reopened: dict[int, set[str]] = defaultdict(set)
    for section in sections.iterator(chunk_size=500):
        before = set(section.missing)
        refresh(section, section.profile, asked, confidential)
        if section.state != State.EMPTY and (more := set(section.missing) - before):
            reopened[section.profile.candidacy_id] |= more
        seen += 1
    _tell(reopened, asked, confidential=confidential)
    return seen


def _tell(reopened: dict[int, set[str]], asked: Questionnaire, *, confidential: bool) -> None:
    """Tell each candidacy that had begun a section what it asks now and did not before."""
    rows = Candidacy.objects.filter(pk__in=list(reopened)).select_related("person", "ticket__party", "election")
    for one in rows.iterator(chunk_size=500):
        names = "\n".join(f"- {asked.questions[key].label}" for key in asked.questions if key in reopened[one.pk])
        # What is confidential is named on no mail: not even what is asked.
        text = "El Instituto cambió el cuestionario. Ahora falta responder" + (
            " algo más." if confidential else f":\n{names}"
        )
        tell(one, Kind.REOPENED, "Cambió lo que se le pregunta", text, to_party=not confidential)
