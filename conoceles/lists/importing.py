"""A list into an election, as one act: read, check and match first; then one short transaction, or nothing."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import DatabaseError, OperationalError, transaction

from conoceles.elections.models import Election
from conoceles.lib.tables import BadTable
from conoceles.lists import writing
from conoceles.lists.matching import plan_register
from conoceles.lists.plan import CREATED, DOUBTFUL, REFUSED, UNCHANGED, UPDATED, Item, Match, RegisterPlan
from conoceles.lists.presets import Preset
from conoceles.lists.reading import About, Line, read
from conoceles.profiles.consents import follow_register
from conoceles.profiles.models import Answer, Profile
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.questionnaire import CURRENT, CURRICULAR, questionnaire

# A line with several fates counts as the first of these that it has.
PRECEDENCE = [REFUSED, UPDATED, DOUBTFUL, CREATED, UNCHANGED]
BATCH = 2000


@dataclass
class AnswerPlan:
    """What the list says of answers: for a match, the texts to write and the questions it now leaves empty."""

    match: Match
    values: dict[str, str] = field(default_factory=dict)
    emptied: set[str] = field(default_factory=set)


@dataclass
class ImportPlan:
    """All that an import would do; `write()` does it."""

    election: Election
    preset: Preset
    file: str
    lines: int
    register: RegisterPlan
    answers: list[AnswerPlan] = field(default_factory=list)
    # What was found of the file: columns and sheets that nothing reads, how it is written.
    about: About = field(default_factory=About)

    def report(self) -> dict[str, Any]:
        """Return the counts of lines by fate, which add up to `rows`, and the items they come from."""
        fates: dict[int, set[str]] = {}
        for item in self.register.items:
            if item.line is not None:
                fates.setdefault(item.line, set()).add(item.fate)
        counted = Counter(next(fate for fate in PRECEDENCE if fate in found) for found in fates.values())
        items = [
            item
            for item in self.register.items
            if item.fate != UNCHANGED or item.line is None or fates[item.line] == {UNCHANGED}
        ]
        return {
            "file": self.file,
            "preset": self.preset.name,
            "election": self.election.slug,
            "rows": self.lines,
            "unread": self.about.unread,
            "told": self.about.told,
            "others": self.about.others,
            # Of how many people it says anything of the questionnaire.
            "answered": sum(any(one.values.values()) for one in self.answers),
            **{fate: counted[fate] for fate in (CREATED, UPDATED, UNCHANGED, DOUBTFUL, REFUSED)},
            "items": [
                {
                    "line": item.line,
                    "place": self.register.place(item.line) if item.line else "",
                    "fate": item.fate,
                    "reason": item.reason,
                    "field": item.field,
                    "name": item.name,
                    "key": item.key,
                    "unknown": item.unknown,
                }
                for item in sorted(items, key=lambda item: (item.line is None, item.line or 0))
            ],
        }


def plan_import(
    path: Path,
    preset: Preset,
    election: Election,
    *,
    only: dict[str, str] | None = None,
    sheets: Iterable[str] = (),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportPlan:
    """Read a list and return what it would do to an election; nothing is written. `sheets` are those to be read
    together instead of the preset's or the first, lib.tables.ALL for all that have its columns.

    Raises lib.tables.BadTable with one Spanish sentence when the file cannot be read whole.
    """
    _refuse_unknown_questions(preset, election)
    about, state = About(), election.plan.state if election.plan else ""
    lines: list[Line] = list(read(path, preset, only, progress, about, state=state, sheets=sheets))
    people = [listed for line in lines for listed in line.people]
    register = plan_register(
        election, people, create=frozenset(preset.create), formats=preset.formats, sheets=about.sheets
    )
    for line in lines:
        if line.foreign:
            column, name = line.foreign
            reason = f"Es de {name}, no de {election.plan.state_name if election.plan else election.name}."
            register.items.append(Item(line.number, REFUSED, reason, column))
        for column, reason in line.doubts:
            register.items.append(Item(line.number, DOUBTFUL, reason, column))
    plan = ImportPlan(election, preset, path.name, len(lines), register, about=about)
    _plan_answers(plan, lines)
    writing.prepare(register)
    return plan


def _refuse_unknown_questions(preset: Preset, election: Election) -> None:
    """Raise BadTable for a preset that reads answers to a question that no questionnaire has."""
    there_are = {*asked_in(election).questions, *questionnaire().questions}
    if unknown := [key for key in preset.answers if key not in there_are]:
        close = get_close_matches(unknown[0], there_are, 1, 0.5)
        meant = f" ¿Quiso decir «{close[0]}»?" if close else ""
        raise BadTable(
            f"El formato {preset.name} lee la pregunta «{unknown[0]}», que ningún cuestionario tiene.{meant}"
        )


def write(plan: ImportPlan) -> None:
    """Do what the plan says, in one transaction.

    Raises lib.tables.BadTable, with nothing written, when the register changed so that the plan no longer fits it.
    """
    try:
        with transaction.atomic():
            edited = writing.write(plan.register, plan.file)
            _write_answers(plan, edited)
            for match in plan.register.matches:
                if "affirmative_actions" in match.changes and match.candidacy is not None:
                    follow_register(match.candidacy)
    except OperationalError:
        raise
    except DatabaseError:
        # The database names the row it refused, with what is private in it: that is not told on.
        raise BadTable(
            "Alguien cambió el registro mientras se importaba y nada se escribió: importe otra vez."
        ) from None
    for line in edited:
        reason = "Alguien editó esta candidatura mientras se importaba; se deja como la dejó. Importe otra vez."
        plan.register.items = [item for item in plan.register.items if item.line != line]
        plan.register.items.append(Item(line, DOUBTFUL, reason, ""))


def save_report(plan: ImportPlan, path: Path) -> None:
    """Write the report as JSON."""
    path.write_text(json.dumps(plan.report(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def mark(value: str) -> str:
    """Return the hash by which an answer is compared with what the last list said."""
    return sha256(value.encode()).hexdigest()


def _plan_answers(plan: ImportPlan, lines: list[Line]) -> None:
    # By the row itself: an alternate alone on a line never gets the owner's answers.
    matches = {id(match.listed): match for match in plan.register.matches}
    known = [match.candidacy.pk for match in matches.values() if match.candidacy is not None]
    existing: dict[int, dict[str, Answer]] = {}
    for start in range(0, len(known), BATCH):
        answers = Answer.objects.filter(profile__candidacy__in=known[start : start + BATCH])
        for answer in answers.select_related("profile"):
            existing.setdefault(answer.profile.candidacy_id, {})[answer.question] = answer
    for line in lines:
        match = matches.get(id(line.owner)) if line.owner else None
        if match is not None and (line.answers or line.empty) and match.office.answers:
            before = existing.get(match.candidacy.pk, {}) if match.candidacy is not None else {}
            _compare(plan, match, line, before)


def _compare(plan: ImportPlan, match: Match, line: Line, before: dict[str, Answer]) -> None:
    changes = AnswerPlan(match)
    new = match.candidacy is None
    for key, value in line.answers.items():
        answer = before.get(key)
        if answer is not None and answer.listed == mark(value):
            continue
        corrected = answer is not None and (answer.by or (answer.listed and mark(answer.value) != answer.listed))
        if answer is not None and corrected and answer.value != value:
            reason = "La lista cambió la respuesta y también se había corregido aquí; se deja la corregida."
            _say(plan, match, DOUBTFUL, reason, key)
            continue
        changes.values[key] = value
        if not new and (answer is None or answer.value != value):
            _say(plan, match, UPDATED, "Cambió la respuesta." if answer else "Respuesta nueva.", key)
    for key in line.empty:
        answer = before.get(key)
        if answer is not None and mark(answer.value) == answer.listed:
            changes.emptied.add(key)
            _say(plan, match, UPDATED, "La lista ya no trae la respuesta.", key)
    if changes.values or changes.emptied:
        plan.answers.append(changes)


def _say(plan: ImportPlan, match: Match, fate: str, reason: str, key: str) -> None:
    plan.register.items.append(Item(match.listed.line, fate, reason, plan.preset.answers[key]))


def _write_answers(plan: ImportPlan, edited: set[int]) -> None:
    todo = [item for item in plan.answers if item.match.listed.line not in edited and item.match.candidacy]
    owners = {item.match.candidacy.pk: item for item in todo if item.match.candidacy}
    profiles: dict[int, Profile] = {}
    keys = list(owners)
    for start in range(0, len(keys), BATCH):
        found = Profile.objects.filter(candidacy__in=keys[start : start + BATCH])
        profiles.update({profile.candidacy_id: profile for profile in found})
    missing = [
        Profile(candidacy_id=pk, questionnaire=CURRENT[CURRICULAR], source=plan.preset.source)
        for pk, item in owners.items()
        if pk not in profiles and item.values
    ]
    Profile.objects.bulk_create(missing, batch_size=BATCH)
    profiles.update({profile.candidacy_id: profile for profile in missing})
    rows = [
        Answer(profile=profiles[pk], question=key, value=value, listed=mark(value))
        for pk, item in owners.items()
        for key, value in item.values.items()
    ]
    Answer.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["profile", "question"],
        update_fields=["value", "listed"],
    )
    for pk, item in owners.items():
        if item.emptied:
            Answer.objects.filter(profile__candidacy=pk, question__in=item.emptied).delete()
