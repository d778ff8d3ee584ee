"""Texts that several candidacies submitted almost alike, and what is decided on all of a group."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election
from conoceles.lib.differences import Piece, differences
from conoceles.profiles import workflow
from conoceles.profiles.flags import sum_up
from conoceles.profiles.models import Flag, FlagKind, ProfileSection, Review, State, Submission
from conoceles.profiles.rules import Action
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.asked import version_named
from conoceles.questionnaires.values import shown
from conoceles.review import queue
from conoceles.review.deciding import Decided, Note, Stale, told, write

# Of a profile's answer: (profile, question).
Place = tuple[int, str]


@dataclass
class Copy:
    """One candidacy's text in a group."""

    candidacy: Candidacy
    submission: Submission
    question: str
    label: str
    text: str
    # Why it is not decided here; '' where it waits and nobody else has it.
    why: str
    # What differs of it from the first of those shown; [] where every word is the same.
    differs: list[Piece] = field(default_factory=list)

    @property
    def free(self) -> bool:
        return not self.why

    @property
    def name(self) -> str:
        """Return what a form calls it: which answer of which submission was read."""
        return f"{self.submission.pk}:{self.question}"


def groups(election: Election, by: str, at: datetime) -> list[list[Copy]]:
    """Return the groups of near-copies of which some wait for review, the largest first; of each the oldest first."""
    flags = Flag.objects.standing().filter(
        kind=FlagKind.COPY, profile__candidacy__election=election, other__profile__isnull=False
    )
    waiting = queue.undecided(election, confidential=False)
    flags = flags.filter(profile__in=waiting.values("profile"))
    pairs = [
        ((mine, question), (other, of_other))
        for mine, question, other, of_other in flags.values_list(
            "profile", "question", "other__profile", "other_question"
        )
    ]
    free = set(waiting.free_for(by, at).values_list("profile", flat=True))
    texts = _texts(election, {place for pair in pairs for place in pair}, free)
    found = [[texts[place] for place in group if place in texts] for group in _joined(pairs)]
    found = [sorted(group, key=lambda one: one.submission.at) for group in found]
    wanted = [group for group in found if len(group) > 1 and any(one.free for one in group)]
    return sorted(wanted, key=lambda group: -len(group))


def compare(group: list[Copy]) -> None:
    """Write what differs of each copy from the first."""
    for one in group[1:]:
        one.differs = differences(group[0].text, one.text) if one.text != group[0].text else []


def _joined(pairs: Iterable[tuple[Place, Place]]) -> list[set[Place]]:
    """Return the places joined by pairs, each in one group."""
    group_of: dict[Place, set[Place]] = {}
    for one, other in pairs:
        group = group_of.get(one, {one}) | group_of.get(other, {other})
        for place in group:
            group_of[place] = group
    return list({id(group): group for group in group_of.values()}.values())


def _texts(election: Election, places: set[Place], free: set[int]) -> dict[Place, Copy]:
    wanted: dict[int, set[str]] = defaultdict(set)
    for profile, question in places:
        wanted[profile].add(question)
    sections = ProfileSection.objects.filter(profile__in=wanted, confidential=False).select_related(
        "profile__candidacy__person",
        "profile__candidacy__election",
        "profile__candidacy__ticket__party",
        "profile__candidacy__ticket__contest",
    )
    chosen = {one.pk: one for one in sections}
    found = {}
    for pk, submission in Submission.objects.last_of(chosen.values()).items():
        section, asked = chosen[pk], version_named(submission.questionnaire)
        said = submission.values()
        for key in wanted[section.profile_id] & set(said):
            found[section.profile_id, key] = Copy(
                section.profile.candidacy,
                submission,
                key,
                asked.questions[key].label,
                shown(asked.questions[key], said[key]),
                _why(section, free),
            )
    return found


def _why(section: ProfileSection, free: set[int]) -> str:
    if section.state != State.SUBMITTED:
        return "en corrección" if section.state == State.OBSERVED else str(State(section.state).label)
    return "" if section.profile_id in free else "la revisa otra persona"


def dismiss(election: Election, chosen: Iterable[Copy], hand: Hand, at: datetime) -> int:
    """Dismiss what the machine noticed of some copies, and return of how many."""
    done = 0
    for one in chosen:
        flags = Flag.objects.standing().filter(
            profile__candidacy=one.candidacy, question=one.question, kind=FlagKind.COPY
        )
        if flags.update(dismissed_at=at, dismissed_by=hand.by):
            sum_up(one.candidacy.profile)
            thing = f"candidacy {one.candidacy.key}"
            record(
                "flag-dismissed",
                by=hand.by,
                role=hand.role,
                election=election.slug,
                thing=thing,
                flag=FlagKind.COPY,
                question=one.question,
            )
            done += 1
    return done


def observe(one: Copy, note: Note, hand: Hand, until: datetime, at: datetime) -> None:
    """Observe the section of one copy; the rest of its profile goes on waiting. Raises queue.Taken, Stale, NotAllowed,
    ValidationError: nothing is done then."""
    with transaction.atomic():
        section = ProfileSection.objects.select_for_update(of=("self",)).get(pk=one.submission.section_id)
        review = queue.undecided(one.candidacy.election, confidential=False).filter(profile=section.profile_id).first()
        last = Submission.objects.last_of([section])[section.pk]
        if review is None or section.state != State.SUBMITTED or last.pk != one.submission.pk:
            raise Stale("Ya se decidió, o se entregó otra vez.")
        queue.claim(review, hand.by, at)
        moved = workflow.advance(section, Action.OBSERVE, one.candidacy, hand, until=until, at=at)
        write(moved, one.submission, [note], hand, until, at)
        # Another round begins where nothing of the profile waits any more: what does is of the same one.
        review.refresh_from_db()
        more = {} if review.waiting_since else {"reviewer": hand.by, "rounds": F("rounds") + 1}
        Review.objects.filter(pk=review.pk).update(claimed_by="", claimed_until=None, aside=[], **more)
        told(one.candidacy, Decided(observed=[moved], named=[one.label]), until, confidential=False)
