"""Questionnaires as data: sections and questions of a TOML file, or of a version that an election published."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from conoceles.lib.text import slugify

FOLDER = Path(__file__).parent / "definitions"
CURRICULAR, IDENTITY = "curricular", "identity"
CURRENT = {CURRICULAR: "curricular-1", IDENTITY: "identity-1"}
TYPES = {
    "text", "long", "choice", "several", "yes_no", "number", "date", "url", "phone", "email", "social", "group", "photo", "video", "pdf",
}  # fmt: skip
FILES = {"photo", "video", "pdf"}
YES_NO = {"yes": "Sí", "no": "No", "unsaid": "Prefiero no responder"}


class BadQuestionnaire(ValueError):
    """A questionnaire that cannot be asked; its text is a Spanish sentence that names the question."""


@dataclass(frozen=True)
class Condition:
    """A question is asked only while another has one of these answers."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question. `min` and `max` count characters without blanks in texts, items in `several` and `group`, the value in numbers.

    `mib` limits files, `fields` are the cells of one item of a group. Only `public` ones ever reach the public document.
    """

    key: str
    section: str
    label: str
    type: str
    help: str = ""
    required: bool = False
    public: bool = True
    source: str = "person"
    min: int = 0
    max: int = 0
    mib: int = 0
    options: dict[str, str] = field(default_factory=dict)
    fields: tuple["Question", ...] = ()
    condition: Condition | None = None
    # What this one says in writing: the key of a video before it.
    transcript_of: str = ""
    retired: bool = False
    # Kinds of flags that say nothing here: a political path names parties.
    allows: tuple[str, ...] = ()

    @property
    def choices(self) -> dict[str, str]:
        return YES_NO if self.type == "yes_no" else self.options


@dataclass(frozen=True)
class Part:
    """A section: one page of capture. `page` is its place on the public page; `one_of` are questions of which one must be answered."""

    key: str
    title: str
    help: str = ""
    page: int = 0
    one_of: tuple[str, ...] = ()
    one_of_label: str = ""

    @property
    def slug(self) -> str:
        """Return the section's word in addresses."""
        return slugify(self.title, 60)


@dataclass(frozen=True)
class Questionnaire:
    """One version of a questionnaire, in the order of capture."""

    name: str
    title: str
    parts: dict[str, Part]
    questions: dict[str, Question]

    @property
    def asked(self) -> list[Question]:
        """Return the questions that are still asked."""
        return [question for question in self.questions.values() if not question.retired]

    @property
    def for_the_page(self) -> list[Question]:
        """Return all public questions in the order of the public page."""
        order = {key: (part.page or 99, number) for number, (key, part) in enumerate(self.parts.items())}
        public = [question for question in self.questions.values() if question.public]
        return sorted(public, key=lambda question: order[question.section])

    def label_of(self, key: str) -> str:
        """Return how a question is worded; its key when this version does not ask it."""
        return self.questions[key].label if key in self.questions else key

    def part_at(self, slug: str) -> Part | None:
        """Return the section of an address, or None."""
        return next((part for part in self.parts.values() if part.slug == slug), None)

    def of_part(self, key: str) -> list[Question]:
        """Return what a section asks, in order."""
        return [question for question in self.asked if question.section == key]

    def complete(self, answered: set[str]) -> bool:
        """Return whether every question that is always required is among the answered ones."""
        return all(
            one.key in answered
            for one in self.asked
            if one.required and one.condition is None and one.type not in FILES
        )


@cache
def questionnaire(name: str = CURRENT[CURRICULAR]) -> Questionnaire:
    """Return the questionnaire of a file; raise FileNotFoundError when there is none of that name."""
    return parse(name, tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))


def parse(name: str, data: Mapping[str, Any]) -> Questionnaire:
    """Return the questionnaire that the data of a file or of a published version describes; raise BadQuestionnaire."""
    parts = {part["key"]: Part(**{**part, "one_of": tuple(part.get("one_of", ()))}) for part in data["sections"]}
    questions: dict[str, Question] = {}
    for row in data["questions"]:
        question = _question(row)
        if question.key in questions:
            raise BadQuestionnaire(f"La clave «{question.key}» está dos veces.")
        if question.section not in parts:
            raise BadQuestionnaire(f"«{question.label}» pertenece a una sección que no existe: {question.section}.")
        if question.condition and question.condition.question not in questions:
            raise BadQuestionnaire(
                f"«{question.label}» depende de una pregunta que no va antes: {question.condition.question}."
            )
        film = questions.get(question.transcript_of)
        if question.transcript_of and (film is None or film.type != "video"):
            raise BadQuestionnaire(
                f"«{question.label}» es lo que dice un video que no va antes: {question.transcript_of}."
            )
        if question.transcript_of and any(one.transcript_of for one in questions.values()):
            raise BadQuestionnaire(f"«{question.label}»: ya hay otra pregunta con lo que dice un video.")
        questions[question.key] = question
    return Questionnaire(name, data["title"], parts, questions)


def _question(row: Mapping[str, Any]) -> Question:
    values = dict(row)
    if values.get("type") not in TYPES:
        raise BadQuestionnaire(f"«{values.get('label', '')}» es de una clase que no existe: {values.get('type')}.")
    unknown = set(values) - set(Question.__dataclass_fields__)
    if unknown:
        raise BadQuestionnaire(
            f"«{values.get('label', '')}» trae un atributo que no existe: {', '.join(sorted(unknown))}."
        )
    values["fields"] = tuple(_question({"section": row["section"], **cell}) for cell in row.get("fields", ()))
    if values["type"] in {"choice", "several"} and not values.get("options"):
        raise BadQuestionnaire(f"«{values['label']}» no tiene opciones.")
    if values["type"] == "group" and not values["fields"]:
        raise BadQuestionnaire(f"«{values['label']}» se repite, y no dice qué campos tiene.")
    condition = row.get("condition")
    values["allows"] = tuple(values.get("allows", ()))
    values["condition"] = Condition(condition["question"], tuple(condition["answers"])) if condition else None
    return Question(**values)
