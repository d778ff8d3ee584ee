"""How far a candidacy has come, section by section, from what its last saves left written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from conoceles.profiles.author import Author
from conoceles.profiles.models import HANDED_OVER, Observation, State
from conoceles.profiles.observations import open_observations, uncorrected
from conoceles.profiles.saving import texts
from conoceles.questionnaires.questionnaire import Questionnaire
from conoceles.questionnaires.values import all_values, applies, missing


@dataclass
class Stage:
    """One section as the progress line shows it; `missing` are the labels of what blocks it, by question."""

    key: str
    title: str
    number: int
    state: str
    confidential: bool
    slug: str
    since: datetime | None
    missing: dict[str, str] = field(default_factory=dict)
    writable: bool = True
    until: datetime | None = None
    public_since: datetime | None = None
    observations: list[Observation] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return self.state in HANDED_OVER or self.state == State.PARTY

    @property
    def ready(self) -> bool:
        """Return whether it can be submitted: nothing is missing, and it is not submitted yet."""
        return not self.missing and not self.done and self.writable

    @property
    def tone(self) -> str:
        """Return how its tag looks: « warn» for what must be corrected, « on» for what is complete."""
        if self.observations:
            return " warn"
        return " on" if self.done or (not self.missing and self.state != State.EMPTY) else ""

    @property
    def label(self) -> str:
        if self.done:
            return State(self.state).label
        if self.state == State.OBSERVED:
            return "corregida: falta entregarla" if not self.missing else "hay que corregirla"
        if not self.missing and self.state == State.EMPTY:
            return "optativa"
        return "completa" if not self.missing else ("vacía" if self.state == State.EMPTY else "le falta algo")


def stages(author: Author) -> list[Stage]:
    """Return every section that the author has, in order, with what each misses."""
    kept = author.rows
    observed = open_observations(kept.values())
    # What a list brought was never saved here: it is looked at until the first save leaves written what is missing.
    listed = (
        {}
        if all(key in kept for key in author.curricular.parts)
        else all_values(author.curricular, texts(author.profile))
    )
    found: list[Stage] = []
    questionnaires: list[tuple[Questionnaire, bool]] = [(author.curricular, False)]
    if author.sees_identity and author.treated:
        questionnaires.append((author.identity, True))
    for asked, confidential in questionnaires:
        for key, part in asked.parts.items():
            section = kept.get(key)
            values = {} if confidential else listed
            blocked = section.missing if section else missing(asked.of_part(key), values, part.one_of)
            corrections = observed.get(section.pk, []) if section else []
            found.append(
                Stage(
                    key=key,
                    title=part.title,
                    number=len(found) + 1,
                    state=section.state if section else state_of(asked, key, values),
                    confidential=confidential,
                    since=section.changed_at if section else None,
                    slug=part.slug,
                    missing={one: label_of(asked, key, one) for one in blocked if one in asked.questions}
                    | uncorrected(author.profile, corrections, asked, confidential),
                    writable=author.may_write(key),
                    until=section.until if section else None,
                    public_since=section.public_since if section else None,
                    observations=corrections,
                )
            )
    return found


def state_of(asked: Questionnaire, part: str, values: Mapping[str, object]) -> str:
    """Return the state of a section that nobody has saved: a draft when a list answered any of it."""
    return State.DRAFT if any(values.get(question.key) for question in asked.of_part(part)) else State.EMPTY


def label_of(asked: Questionnaire, part: str, question: str) -> str:
    """Return how what is missing is named: the question, or what its section needs one of."""
    one_of = asked.parts[part].one_of
    if one_of and question == one_of[0] and not asked.questions[question].required:
        return asked.parts[part].one_of_label
    return asked.questions[question].label


def answered(author: Author, asked: Questionnaire, confidential: bool) -> dict[str, object]:
    """Return {question: value} of what the author's profile has answered and is still asked."""
    values = all_values(asked, texts(author.profile, confidential))
    return {key: values[key] for key, one in asked.questions.items() if values.get(key) and applies(one, values)}
