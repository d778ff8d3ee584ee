"""What a reviewer reads: each answer with what the machine noticed in it, and with what it said before."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from conoceles.elections.models import Candidacy
from conoceles.lib import likeness
from conoceles.lib.differences import Piece, differences
from conoceles.lib.text import length_without_blanks
from conoceles.profiles.models import Flag, Observation, ProfileSection, State, Submission
from conoceles.questionnaires.asked import version_named
from conoceles.questionnaires.questionnaire import Part, Question
from conoceles.questionnaires.values import Value, applies, shown

# Answers that a table shows, and how long they may be there.
BRIEF = ("choice", "yes_no", "several", "number", "date", "url", "phone", "email", "social", "text", "group")
LONGEST_BRIEF = 240
# Of whom an answer resembles, what is said.
OTHER = ("other__person", "other__ticket__party", "other__ticket__contest")


class Marked(NamedTuple):
    """A stretch of a text, and what the machine noticed in it (none for the rest)."""

    text: str
    flags: list[Flag]


@dataclass
class Alike:
    """Whose text an answer resembles: the other candidacy and its text, with the shared stretches marked."""

    flag: Flag
    other: Candidacy
    label: str
    pieces: list[tuple[str, bool]]
    # When it was submitted, and what of it is another word than in the answer.
    at: datetime | None = None
    differs: list[Piece] = field(default_factory=list)


@dataclass
class Item:
    """One answer as it is read. `before` is what is public of it, or what was submitted last; None when there is
    neither."""

    question: Question
    section: ProfileSection
    value: Value
    text: str
    before: str | None
    of_before: str
    flags: list[Flag] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)
    observed: Observation | None = None
    ground: str = ""
    comment: str = ""
    problem: str = ""

    @property
    def changed(self) -> bool:
        """Return whether there is something to read: it is new, it changed, or it was observed."""
        return self.before is None or self.before != self.text or self.observed is not None

    @property
    def brief(self) -> bool:
        """Return whether a line of a table is enough to read it: short, new, and nothing was noticed in it."""
        noticed = self.standing or self.observed or self.ground or self.comment or self.file or self.link
        return self.question.type in BRIEF and len(self.text) <= LONGEST_BRIEF and self.before is None and not noticed

    @property
    def standing(self) -> list[Flag]:
        return [flag for flag in self.flags if flag.dismissed_at is None]

    @property
    def marked(self) -> list[Marked]:
        """Return the text cut where flags begin and end."""
        places = [flag for flag in self.standing if not (flag.start == 0 and flag.end >= len(self.text))]
        cuts = sorted({0, len(self.text), *(flag.start for flag in places), *(flag.end for flag in places)})
        return [
            Marked(self.text[start:end], [flag for flag in places if flag.start <= start and end <= flag.end])
            for start, end in itertools.pairwise(cuts)
        ]

    @property
    def pieces(self) -> list[Piece]:
        """Return what changed since before, word by word; [] when there was nothing before."""
        return differences(self.before, self.text) if self.before is not None and self.before != self.text else []

    @property
    def length(self) -> int:
        return length_without_blanks(self.text)

    @property
    def file(self) -> str:
        """Return the private file to show: the large size of a photograph, a video, a PDF; '' for none."""
        if not isinstance(self.value, dict) or self.question.type not in ("photo", "video", "pdf"):
            return ""
        sizes = self.value.get("files") or {}
        return str(sizes[max(sizes, key=int)] if sizes else self.value.get("public", ""))

    @property
    def link(self) -> str:
        return str(self.value.get("link", "")) if isinstance(self.value, dict) else ""


@dataclass
class Sheet:
    """One section as it is read: the submission that was seen, and its answers in order."""

    section: ProfileSection
    submission: Submission
    part: Part
    items: list[Item]

    @property
    def changed(self) -> list[Item]:
        return [item for item in self.items if item.changed]

    @property
    def long(self) -> list[Item]:
        """Return what is read by itself: what the table of brief answers does not have."""
        return [item for item in self.changed if not item.brief]

    @property
    def same(self) -> list[Item]:
        return [item for item in self.items if not item.changed]

    @property
    def waits(self) -> bool:
        return self.section.state == State.SUBMITTED


def sheets(candidacy: Candidacy, sections: Iterable[ProfileSection], *, confidential: bool = False) -> list[Sheet]:
    """Return what some sections of a profile said when they were last submitted, in the order of the questionnaire."""
    chosen = list(sections)
    last = Submission.objects.last_of(chosen)
    profile = candidacy.profile.pk
    flags: dict[str, list[Flag]] = {}
    for flag in () if confidential else Flag.objects.filter(profile=profile).select_related(*OTHER):
        flags.setdefault(flag.question, []).append(flag)
    found = []
    observed = _observed(chosen)
    earlier = _earlier(chosen, last)
    for section in chosen:
        submission = last.get(section.pk)
        if submission is None:
            continue
        asked = version_named(submission.questionnaire)
        said = submission.values()
        old, of_before = earlier.get(section.pk, (None, ""))
        before = old.values() if old is not None else {}
        items = [
            Item(
                question,
                section,
                said.get(question.key, ""),
                _words(question, said.get(question.key)),
                None if old is None else _words(question, before.get(question.key)),
                of_before,
                flags.get(question.key, []),
                observed=observed.get((section.pk, question.key)),
            )
            for question in asked.questions.values()
            if question.section == section.key
            and (said.get(question.key) or before.get(question.key))
            and (applies(question, said) or not question.condition)
        ]
        found.append(Sheet(section, submission, asked.parts[section.key], items))
    _add_alike([item for sheet in found for item in sheet.items])
    order = {
        key: number for sheet in found for number, key in enumerate(version_named(sheet.submission.questionnaire).parts)
    }
    return sorted(found, key=lambda sheet: order.get(sheet.section.key, 99))


def _words(question: Question, value: Value) -> str:
    """Return an answer as words, files too, so that a change of file is a change."""
    if question.type in ("photo", "video", "pdf") and isinstance(value, dict) and value:
        return str(value.get("link") or value.get("public") or value.get("original", ""))
    return shown(question, value)


def _observed(sections: list[ProfileSection]) -> dict[tuple[int, str], Observation]:
    """Return the last observation of each question, of the round before."""
    rows = Observation.objects.filter(section__in=sections).order_by("id")
    return {(row.section_id, row.question): row for row in rows}


def _earlier(
    sections: list[ProfileSection], last: Mapping[int, Submission]
) -> dict[int, tuple[Submission | None, str]]:
    """Return what each section is compared with: what is public of it, or else the submission that was observed."""
    public = {section.pk: section.public_id for section in sections if section.public_id}
    rows = Submission.objects.filter(section__in=sections).order_by("id")
    found: dict[int, tuple[Submission | None, str]] = {}
    for row in rows:
        newest = last[row.section_id].pk
        if row.pk == public.get(row.section_id):
            found[row.section_id] = (row, "lo publicado")
        elif row.pk != newest and row.section_id not in public and row.observations.exists():
            found[row.section_id] = (row, "lo que se observó")
    return {pk: pair for pk, pair in found.items() if pair[0] is not None and pair[0].pk != last[pk].pk}


def _add_alike(items: list[Item]) -> None:
    """Bring, for each near-copy, the other text with what both share."""
    copies = [(item, flag) for item in items for flag in item.standing if flag.other_id]
    if not copies:
        return
    rows = Submission.objects.filter(
        section__profile__candidacy__in=[flag.other_id for _item, flag in copies], sealed=False
    )
    said: dict[tuple[int, str], tuple[str, str, datetime]] = {}
    for row in rows.select_related("section__profile").order_by("id"):
        version = version_named(row.questionnaire)
        for key, value in row.values().items():
            question = version.questions[key]
            said[row.section.profile.candidacy_id, key] = (question.label, shown(question, value), row.at)
    for item, flag in copies:
        label, text, at = said.get((flag.other_id or 0, flag.other_question), ("", "", None))
        if text and flag.other is not None:
            pieces = _cut(text, likeness.stretches(text, item.text))
            item.alike.append(Alike(flag, flag.other, label, pieces, at, differences(text, item.text)))


def _cut(text: str, places: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    pieces, at = [], 0
    for start, end in places:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]
