"""Questionnaires as data: sections and questions of a TOML file, or of a version that an election published."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from conoceles.lib.ine_layout import ANSWERS
from conoceles.lib.text import slugify

FOLDER = Path(__file__).parent / "definitions"
CURRICULAR, IDENTITY = "curricular", "identity"
CURRENT = {CURRICULAR: "curricular-1", IDENTITY: "identity-1"}
TYPES = {
    "text",
    "long",
    "choice",
    "several",
    "yes_no",
    "number",
    "date",
    "url",
    "phone",
    "email",
    "social",
    "group",
    "photo",
    "video",
    "pdf",
}
FILES = {"photo", "video", "pdf"}
# Types that are an address by themselves.
ADDRESSES = {"social", "url", "phone", "email"}
WRITTEN = {"text", "long"}
# The option by which somebody would rather not say.
UNSAID = "unsaid"
YES_NO = {"yes": "Sí", "no": "No", UNSAID: "Prefiero no responder"}


# What each meaning is called on screens and in refusals.
MEANINGS = {
    "contact": "un dato de contacto",
    "proposal": "una propuesta",
    "lead": "el extracto de las tarjetas",
    "printed": "parte de los folletos",
    "scale": "la escala por la que se cuenta y se busca",
    "ine": "la misma columna del INE",
}


class BadQuestionnaire(ValueError):
    """A questionnaire that cannot be asked; its text is a Spanish sentence that names the question."""


@dataclass(frozen=True)
class Condition:
    """A question is asked only while another has one of these answers."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question. `min` and `max` count characters without blanks in texts, items in `several` and `group`, the value
    in numbers.

    `mib` limits files, `fields` are the cells of one item of a group. Only `public` ones ever reach the public
    document.
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
    # The conditions of the question on which this one hangs, and of those before it: not of the file, but of its order.
    above: tuple[Condition, ...] = ()
    # What this one says in writing: the key of a video before it.
    transcript_of: str = ""
    retired: bool = False
    # Kinds of flags that say nothing here: a political path names parties.
    allows: tuple[str, ...] = ()
    # What the answer means, wherever it is shown; see `means`.
    contact: bool = False
    proposal: bool = False
    lead: int = 0
    printed: int = 0
    scale: bool = False
    ine: str = ""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Return everything that must hold for the question to be asked."""
        return (*self.above, self.condition) if self.condition else self.above

    @property
    def is_contact(self) -> bool:
        """Return whether the answer says where to find the person: it was said, or it is an address by its type."""
        return self.contact or self.type in ADDRESSES or any(cell.type in ADDRESSES for cell in self.fields)

    @property
    def means(self) -> dict[str, Any]:
        """Return what travels of the meaning with each published answer: only what it is.

        `contact` tells who it is: it is covered when names are. `proposal` is read among proposals. `lead` is how it
        begins: the first of those that were answered is the extract of a card. `printed` is its place in booklets.
        `scale` is a choice whose options go from least to most, by which candidacies are counted and found. `ine` is
        its column in INE's layout.
        """
        said = {
            "contact": self.is_contact,
            "proposal": self.proposal,
            "lead": self.lead,
            "printed": self.printed,
            "scale": self.scale,
            "ine": self.ine,
        }
        return {name: value for name, value in said.items() if value}

    @property
    def choices(self) -> dict[str, str]:
        return YES_NO if self.type == "yes_no" else self.options


@dataclass(frozen=True)
class Part:
    """A section: one page of capture. `page` is its place on the public page; `one_of` are questions of which one must
    be answered."""

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
    if unknown := set(data) - {"title", "sections", "questions"}:
        raise BadQuestionnaire(f"El cuestionario trae algo que no existe: {', '.join(sorted(unknown))}.")
    for part in data["sections"]:
        if not KEY.fullmatch(str(part["key"])) or not isinstance(part["title"], str) or not part["title"].strip():
            raise BadQuestionnaire(f"La sección «{part['key']}» lleva una clave corta y un título.")
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
        if question.condition:
            question = replace(question, above=questions[question.condition.question].conditions)
        film = questions.get(question.transcript_of)
        if question.transcript_of and (film is None or film.type != "video"):
            raise BadQuestionnaire(
                f"«{question.label}» es lo que dice un video que no va antes: {question.transcript_of}."
            )
        if question.transcript_of and any(one.transcript_of for one in questions.values()):
            raise BadQuestionnaire(f"«{question.label}»: ya hay otra pregunta con lo que dice un video.")
        questions[question.key] = question
    _check_meanings(questions.values())
    return Questionnaire(name, data["title"], parts, questions)


def _check_meanings(questions: Iterable[Question]) -> None:
    """Raise BadQuestionnaire for a meaning that cannot be: one that its type has not, or that two questions claim."""
    claimed: dict[tuple[str, object], str] = {}
    for one in questions:
        for name in ("proposal", "lead", "printed"):
            if getattr(one, name) and one.type not in WRITTEN:
                raise BadQuestionnaire(f"«{one.label}» no es un texto: no puede ser {MEANINGS[name]}.")
        if (one.proposal or one.lead or one.printed) and one.is_contact:
            raise BadQuestionnaire(
                f"«{one.label}» es un dato de contacto: no puede ser además propuesta, extracto ni impresa."
            )
        if one.scale and one.type != "choice":
            raise BadQuestionnaire(f"«{one.label}» no es de opciones: no puede ser {MEANINGS['scale']}.")
        if one.ine and one.ine not in ANSWERS:
            raise BadQuestionnaire(f"«{one.label}» dice una columna que el INE no tiene: {one.ine}.")
        for name, value in (("scale", one.scale), ("ine", one.ine)):
            first = claimed.setdefault((name, value), one.label) if value else one.label
            if first != one.label:
                raise BadQuestionnaire(f"«{one.label}» y «{first}» no pueden ser las dos {MEANINGS[name]}.")


SHAPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("key", "section", "label", "type", "help", "source", "transcript_of", "ine"), (str,)),
    **dict.fromkeys(("required", "public", "retired", "contact", "proposal", "scale"), (bool,)),
    **dict.fromkeys(("min", "max", "mib", "lead", "printed"), (int,)),
    "options": (dict,),
    "fields": (list, tuple),
    "condition": (dict, type(None)),
    "allows": (list, tuple),
}
KEY = re.compile(r"[a-z0-9_]{1,40}")


def _check_shape(values: Mapping[str, Any]) -> None:
    """Raise BadQuestionnaire for an attribute that is not of its kind, and for a key that no address can have."""
    label = str(values.get("label", ""))[:80]
    for name, value in values.items():
        if name in SHAPES and not isinstance(value, SHAPES[name]):
            raise BadQuestionnaire(f"«{label}»: «{name}» no puede ser {value!r}.")
    for name in ("key", "section"):
        if not KEY.fullmatch(values.get(name, "")):
            raise BadQuestionnaire(f"«{label}»: «{name}» lleva de 1 a 40 letras minúsculas sin acento, números o «_».")
    if not label:
        raise BadQuestionnaire(f"La pregunta «{values['key']}» no dice qué pregunta.")
    options = values.get("options", {})
    if not all(isinstance(text, str) and KEY.fullmatch(key) for key, text in options.items()):
        raise BadQuestionnaire(f"«{label}»: cada opción tiene una clave corta y sus palabras.")


def _question(row: Mapping[str, Any]) -> Question:
    values = dict(row)
    _check_shape(values)
    if values.get("type") not in TYPES:
        raise BadQuestionnaire(f"«{values.get('label', '')}» es de una clase que no existe: {values.get('type')}.")
    unknown = set(values) - (set(Question.__dataclass_fields__) - {"above"})
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
