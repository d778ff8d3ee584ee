"""Questions as a page shows them: what they say, what they hold, what is wrong with it."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from conoceles.lib.rewriting import ffmpeg
from conoceles.lib.text import figure, length_without_blanks
from conoceles.profiles.author import AskedSection, Author
from conoceles.profiles.models import Answer, IdentityAnswer, Observation
from conoceles.profiles.saving import Conflict
from conoceles.questionnaires.contacts import NONE
from conoceles.questionnaires.questionnaire import FILES, Question
from conoceles.questionnaires.values import Value, all_values, applies, from_form, name_of, problems, shown

# Made whole when they are kept.
WRITTEN_ANYHOW = ("url", "phone", "social")
INPUTS = {"url": "url", "email": "email", "phone": "tel", "number": "text", "date": "date"}


@dataclass
class Field:
    """One question on a page. `value` is what to show, typed or kept; `version` the one that was seen."""

    question: Question
    value: Value
    version: int
    applies: bool
    problems: list[str] = field(default_factory=list)
    conflict: Conflict | None = None
    late: str = ""
    observations: list[Observation] = field(default_factory=list)
    unchanged: bool = False

    @property
    def name(self) -> str:
        return name_of(self.question)

    @property
    def id(self) -> str:
        return f"id_{self.name}"

    @property
    def kind(self) -> str:
        return "choice" if self.question.type == "yes_no" else self.question.type

    @property
    def together(self) -> bool:
        """Return whether the question is a group of controls under one legend."""
        return self.kind in ("several", "social", "group") or (
            self.kind == "choice" and len(self.question.choices) <= 6
        )

    @property
    def input(self) -> str:
        return INPUTS.get(self.kind, "text")

    @property
    def count(self) -> int:
        return length_without_blanks(str(self.value or ""))

    @property
    def complete(self) -> bool:
        return bool(self.value) and not self.problems

    @property
    def appears(self) -> str:
        return appears(self.question, self.value)

    @property
    def rows(self) -> int:
        return 9 if self.question.max > 1000 else 4

    @property
    def limits(self) -> str:
        least, most = self.question.min, self.question.max
        if self.kind not in ("text", "long") or not most:
            return ""
        return (
            f"De {figure(least)} a {figure(most)} caracteres, sin contar espacios."
            if least
            else f"Hasta {figure(most)} caracteres, sin contar espacios."
        )

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        chosen = self.value if isinstance(self.value, list) else [self.value]
        return [(key, label, key in chosen) for key, label in self.question.choices.items()]

    @property
    def networks(self) -> list[dict[str, Any]]:
        value = self.value if isinstance(self.value, dict) else {}
        return [
            {
                "key": key,
                "label": label,
                "none": value.get(key) == NONE,
                "address": value.get(key, "").removeprefix(NONE),
            }
            for key, label in self.question.options.items()
        ]

    @property
    def items(self) -> list[dict[str, Any]]:
        kept = self.value if isinstance(self.value, list) else []
        total = self.question.max or 20
        return [
            {
                "number": number + 1,
                "blank": number >= max(1, len(kept)),
                "cells": [
                    {
                        "question": cell,
                        "name": f"{self.name}-{number}-{cell.key}",
                        "input": INPUTS.get(cell.type, "text"),
                        "value": kept[number].get(cell.key, "") if number < len(kept) else "",
                    }
                    for cell in self.question.fields
                ],
            }
            for number in range(total)
        ]

    @property
    def other(self) -> str:
        """Return what the answer says elsewhere, in words."""
        return shown(self.question, self.conflict.value) if self.conflict else ""

    @property
    def takes_file(self) -> bool:
        """Return whether this server can receive the file: without ffmpeg only links to videos are offered."""
        return self.kind != "video" or ffmpeg.available()

    @property
    def accept(self) -> str:
        """Return what a browser offers to choose."""
        return {"photo": "image/*,.heic,.heif", "pdf": "application/pdf,.pdf"}.get(self.kind, "video/*")

    @property
    def portrait(self) -> str:
        """Return the largest size of a photograph as the site shows it; '' when there is none."""
        made = self.value.get("files", {}) if isinstance(self.value, dict) else {}
        return str(made[max(made, key=int)]) if made else ""

    @property
    def sliders(self) -> list[tuple[str, str, int]]:
        """Return (name, label, percent) of what moves a photograph's crop."""
        kept = self.value.get("crop", [100, 50, 50]) if isinstance(self.value, dict) else [100, 50, 50]
        return list(
            zip(("zoom", "x", "y"), ("Acercar", "De izquierda a derecha", "De arriba abajo"), kept, strict=True)
        )

    @property
    def condition(self) -> str:
        return " ".join(self.question.condition.answers) if self.question.condition else ""


def fields(
    author: Author,
    asked_section: AskedSection,
    sent: QueryDict | None = None,
    conflicts: dict[str, Conflict] | None = None,
    late: dict[str, str] | None = None,
    *,
    refused: bool = False,
) -> list[Field]:
    """Return the questions of a section with what is kept, or with what was just typed where it could not be saved."""
    kept: dict[str, Answer | IdentityAnswer] = {}
    rows = author.profile.identity.all() if asked_section.confidential else author.profile.answers.all()
    for row in rows:
        kept[row.question] = row
    values = all_values(asked_section.asked, {key: row.value for key, row in kept.items() if row.value})
    conflicts, late = conflicts or {}, late or {}
    found = []
    for question in asked_section.questions:
        version, value = (kept[question.key].version if question.key in kept else 0), values.get(question.key, "")
        unsaved = refused or question.key in conflicts or question.key in late
        if sent is not None and unsaved and question.type not in FILES and f"v-{question.key}" in sent:
            value = from_form(question, sent, limit=None)
        asks = applies(question, values)
        wrong = problems(question, value) if asks else []
        found.append(
            Field(question, value, version, asks, wrong, conflicts.get(question.key), late.get(question.key, ""))
        )
    return found


def appears(question: Question, value: Value) -> str:
    """Return how an address, accounts or a telephone are kept, however they were written: each on its line; '' where
    there is none."""
    if question.type not in WRITTEN_ANYHOW:
        return ""
    parts = [{network: text} for network, text in value.items()] if isinstance(value, dict) else [value]
    return "\n".join(filter(None, (shown(question, part) for part in parts if not problems(question, part))))
