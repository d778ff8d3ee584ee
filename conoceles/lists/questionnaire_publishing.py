"""A draft of a questionnaire published: what is asked from now on, and what that reopens."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election
from conoceles.profiles.models import ProfileSection, State
from conoceles.profiles.saving import refresh
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.draft import preview_of
from conoceles.questionnaires.models import ElectionQuestionnaire
from conoceles.questionnaires.questionnaire import IDENTITY, Question


@dataclass(frozen=True)
class Reach:
    """Whom a new question reaches: how many sections are still to be handed over, and how many were handed over, which
    stay as they are."""

    question: Question
    asked: int
    kept: int


def reach_of(election: Election, questions: list[Question]) -> list[Reach]:
    """Return whom each of some new questions reaches once the draft is published."""
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
    for section in sections.iterator(chunk_size=500):
        refresh(section, section.profile, asked, confidential)
        seen += 1
    return seen
