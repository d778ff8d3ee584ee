"""All candidacies of a party at a glance: how far each has come and what it misses, in a handful of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from conoceles.elections.models import Candidacy, Election
from conoceles.lib.dates import local_date, short_date
from conoceles.profiles.models import HANDED_OVER, Answer, ProfileSection, State
from conoceles.profiles.observations import still_wrong
from conoceles.profiles.progress import label_of, state_of
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.questionnaire import Questionnaire
from conoceles.questionnaires.values import Value, all_values, missing


@dataclass
class Line:
    """One candidacy of a list: its state, derived from its sections, what blocks it, the first term of what is to
    be written, and since when it is so."""

    candidacy: Candidacy
    state: str
    missing: list[str]
    entered: bool
    until: datetime | None = None
    changed_at: datetime | None = None

    @property
    def label(self) -> str:
        return str(State(self.state).label)

    @property
    def done(self) -> bool:
        return self.state in HANDED_OVER


def overall(states: Iterable[tuple[str, bool]]) -> str:
    """Return the state of a whole questionnaire from its sections, given as (state, whether it misses something).

    A section that nobody has touched and that needs nothing does not keep the rest from being submitted.
    """
    rows = list(states)
    if all(state == State.EMPTY for state, _misses in rows):
        return State.EMPTY
    if any(state == State.DRAFT or (state == State.EMPTY and misses) for state, misses in rows):
        unfinished: str = State.DRAFT
    else:
        unfinished = ""
    found = {state for state, _misses in rows if state != State.EMPTY}
    order = [State.OBSERVED, State.PARTY, unfinished, State.SUBMITTED, State.PAUSED, State.APPROVED, State.PUBLISHED]
    return next((state for state in order if state and (state in found or state == unfinished)), State.WITHDRAWN)


def lines(candidacies: list[Candidacy], election: Election) -> list[Line]:
    """Return a line for each candidacy, in the order given. Confidential sections are not looked at."""
    asked = asked_in(election)
    untouched = {key: missing(asked.of_part(key), {}, part.one_of) for key, part in asked.parts.items()}
    sections: dict[int, dict[str, ProfileSection]] = {}
    rows = ProfileSection.objects.filter(profile__candidacy__in=[one.pk for one in candidacies], key__in=asked.parts)
    for section in rows.select_related("profile"):
        sections.setdefault(section.profile.candidacy_id, {})[section.key] = section
    observed = [one for kept in sections.values() for one in kept.values() if one.state == State.OBSERVED]
    wrong = still_wrong(observed, asked) if observed else {}
    untold = [one.pk for one in candidacies if sections.get(one.pk, {}).keys() < asked.parts.keys()]
    listed = _listed(untold, asked)
    return [
        _line(candidacy, sections.get(candidacy.pk, {}), untouched, asked, listed.get(candidacy.pk, {}), wrong)
        for candidacy in candidacies
    ]


def _listed(pks: list[int], asked: Questionnaire) -> dict[int, dict[str, Value]]:
    """Return {candidacy: {question: value}} of what is written of those who never saved some section here: a list
    brought it."""
    texts: dict[int, dict[str, str]] = {}
    rows = Answer.objects.filter(profile__candidacy__in=pks).values_list("profile__candidacy", "question", "value")
    for pk, question, text in rows:
        texts.setdefault(pk, {})[question] = text
    return {pk: all_values(asked, kept) for pk, kept in texts.items()}


def _line(
    candidacy: Candidacy,
    kept: dict[str, ProfileSection],
    untouched: dict[str, list[str]],
    asked: Questionnaire,
    listed: dict[str, Value],
    wrong: dict[int, list[str]],
) -> Line:
    states, blocked = [], []
    for key, part in asked.parts.items():
        section = kept.get(key)
        fresh = missing(asked.of_part(key), listed, part.one_of) if listed else untouched[key]
        misses = section.missing if section else fresh
        states.append((section.state if section else state_of(asked, key, listed), bool(misses)))
        if section is None or section.state in (State.EMPTY, State.DRAFT, State.OBSERVED):
            blocked += [label_of(asked, key, one) for one in misses if one in asked.questions]
            if section is not None and section.pk in wrong and not misses:
                term = f", hasta el {short_date(local_date(section.until))}" if section.until else ""
                blocked += [f"{one}{term}" for one in wrong[section.pk]]
    written = (State.DRAFT, State.OBSERVED)
    terms = [one.until for one in kept.values() if one.state in written and one.until]
    whole = overall(states)
    changed = max((one.changed_at for one in kept.values() if one.state == whole), default=None)
    return Line(candidacy, whole, blocked, bool(kept), min(terms, default=None), changed)
