"""How far a candidacy has come, section by section, from what its last saves left written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from conoceles.profiles.capture.seat import Seat
from conoceles.profiles.models import HANDED_OVER, Observation, Profile, ProfileSection, State
from conoceles.profiles.questionnaire import Questionnaire
from conoceles.profiles.saving import texts
from conoceles.profiles.submission import read
from conoceles.profiles.values import all_values, applies, missing


@dataclass
class Stage:
    """One section as the progress line shows it; `missing` are the labels of what blocks it, by question."""

    key: str
    title: str
    number: int
    state: str
    confidential: bool
    url: str
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
    def label(self) -> str:
        if self.done:
            return State(self.state).label
        if self.state == State.OBSERVED:
            return "corregida: falta entregarla" if not self.missing else "hay que corregirla"
        if not self.missing and self.state == State.EMPTY:
            return "optativa"
        return "completa" if not self.missing else ("vacía" if self.state == State.EMPTY else "le falta algo")


def stages(seat: Seat) -> list[Stage]:
    """Return every section that the seat has, in order, with what each misses."""
    kept = seat.rows
    observed = open_observations(kept.values())
    # What a list brought was never saved here: it is looked at until the first save leaves written what is missing.
    listed = (
        {} if all(key in kept for key in seat.curricular.parts) else all_values(seat.curricular, texts(seat.profile))
    )
    found: list[Stage] = []
    questionnaires: list[tuple[Questionnaire, bool]] = [(seat.curricular, False)]
    if seat.sees_identity and seat.treated:
        questionnaires.append((seat.identity, True))
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
                    url=reverse("capture_section", args=[seat.candidacy.key, part.slug]),
                    missing={one: label_of(asked, key, one) for one in blocked if one in asked.questions}
                    | uncorrected(seat.profile, corrections, asked, confidential),
                    writable=seat.may_write(key),
                    until=section.until if section else None,
                    public_since=section.public_since if section else None,
                    observations=corrections,
                )
            )
    return found


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
    profile: Profile, observations: list[Observation], asked: Questionnaire, confidential: bool = False
) -> dict[str, str]:
    """Return {question: label} of what was observed and still says the same: it is not submitted again."""
    questions = {one.question: asked.questions[one.question] for one in observations if one.question in asked.questions}
    if not questions:
        return {}
    now = all_values(asked, texts(profile, confidential, list(questions.values())))
    return {
        one.question: f"corregir «{questions[one.question].label}»"
        for one in observations
        if one.question in questions and now.get(one.question) == read(one.submission).get(one.question)
    }


def state_of(asked: Questionnaire, part: str, values: Mapping[str, object]) -> str:
    """Return the state of a section that nobody has saved: a draft when a list answered any of it."""
    return State.DRAFT if any(values.get(question.key) for question in asked.of_part(part)) else State.EMPTY


def label_of(asked: Questionnaire, part: str, question: str) -> str:
    """Return how what is missing is named: the question, or what its section needs one of."""
    one_of = asked.parts[part].one_of
    if question in one_of and not asked.questions[question].required:
        return asked.parts[part].one_of_label
    return asked.questions[question].label


def answered(seat: Seat, asked: Questionnaire, confidential: bool) -> dict[str, object]:
    """Return {question: value} of what the seat's profile has answered and is still asked."""
    values = all_values(asked, texts(seat.profile, confidential))
    return {key: values[key] for key, one in asked.questions.items() if values.get(key) and applies(one, values)}
