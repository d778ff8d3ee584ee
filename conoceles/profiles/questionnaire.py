"""Questionnaires as data: sections and questions of a TOML file, in the order of the page."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "questionnaires"
CURRENT = "curricular-1"


@dataclass(frozen=True)
class Question:
    key: str
    section: str
    label: str
    type: str
    required: bool = False


@dataclass(frozen=True)
class Questionnaire:
    """One version of a questionnaire; `sections` pairs each key with its title."""

    name: str
    sections: dict[str, str]
    questions: dict[str, Question]

    def complete(self, answered: set[str]) -> bool:
        """Return whether every required question is among the answered ones."""
        return all(question.key in answered for question in self.questions.values() if question.required)


@cache
def questionnaire(name: str = CURRENT) -> Questionnaire:
    """Return the questionnaire of that name and version; raise FileNotFoundError when there is none."""
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return Questionnaire(
        name,
        {section["key"]: section["title"] for section in data["sections"]},
        {question["key"]: Question(**question) for question in data["questions"]},
    )
