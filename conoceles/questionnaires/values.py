"""What an answer is for each type of question: read from a form, kept as text, checked, shown.

A value is a string, except: `several` is a list of option keys, `social` a {network: address or NONE}, `group` a list
of {field: text}, and files a dictionary that `files.py` makes. '' or an empty collection is no answer.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict

from conoceles.lib.dates import long_date
from conoceles.lib.text import cleaned, figure, fold, length_without_blanks
from conoceles.lib.vocabulary import choice_of
from conoceles.questionnaires.contacts import (
    NONE,
    as_address,
    as_phone,
    as_profile,
    problem_of_phone,
    problem_of_profile,
    problems_of_address,
)
from conoceles.questionnaires.questionnaire import FILES, UNSAID, Condition, Question, Questionnaire

Value = Any
# A text may be written beyond its limit, and then says so; beyond this it is refused, and nothing is lost in the
# browser.
TOO_LONG = 20_000
STRUCTURED = {"several", "social", "group", *FILES}


class TooLong(ValueError):
    """More was sent than anybody can have meant; its text is a Spanish sentence."""


def name_of(question: Question) -> str:
    """Return the name of a question's field in a form."""
    return f"q-{question.key}"


def from_form(question: Question, sent: QueryDict, limit: int | None = TOO_LONG) -> Value:
    """Return what a form sent for a question (files are not read here). Raises TooLong, unless there is no `limit`."""
    name = name_of(question)
    if question.type == "several":
        return [key for key in question.options if key in sent.getlist(name)]
    if question.type == "social":
        return {
            network: as_profile(network, address) if address else NONE
            for network in question.options
            if (address := clean(question, sent.get(f"{name}-{network}", ""), limit))
            or sent.get(f"{name}-{network}-none")
        }
    if question.type == "group":
        rows = [
            {cell.key: clean(cell, sent.get(f"{name}-{number}-{cell.key}", ""), limit) for cell in question.fields}
            for number in range(question.max or 20)
        ]
        return [row for row in rows if any(row.values())]
    return clean(question, sent.get(name, ""), limit)


def clean(question: Question, text: str, limit: int | None = TOO_LONG) -> str:
    """Return a text as it is kept (`lib.text.cleaned`), lines without blanks around, addresses and telephones whole.
    Raises TooLong beyond `limit`."""
    if limit is not None and len(text) > limit:
        raise TooLong(f"«{question.label}» tiene más de {figure(limit)} caracteres: acórtela y se guardará.")
    text = cleaned(text)
    text = text.strip() if question.type == "long" else " ".join(text.split())
    meant = {"url": as_address, "phone": as_phone}.get(question.type)
    return meant(text) if meant else text


def to_text(question: Question, value: Value) -> str:
    """Return the value as it is kept; '' for no answer."""
    if question.type in STRUCTURED:
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
    return str(value)


def from_text(question: Question, text: str) -> Value:
    """Return the value that was kept; what an official list brought as plain words is read as far as it goes."""
    if question.type in ("choice", "yes_no") and text and text not in question.choices:
        return _option(question, text) or text
    if question.type not in STRUCTURED:
        return text
    if text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            pass
    parts = [part.strip() for part in text.split(",")] if question.type == "social" else text.splitlines()
    parts = [part for part in parts if part.strip()]
    if question.type == "social":
        found: dict[str, str] = {}
        for part in parts:
            network = _network(part)
            found[network] = f"{found[network]}, {part}" if network in found else part
        return found
    if question.type == "group":
        return [{question.fields[0].key: part} for part in parts]
    if question.type == "several":
        named = {choice_of(part, question.options) for part in parts}
        return [key for key in question.options if key in named]
    return {}


def _option(question: Question, words: str) -> str:
    """Return the key of the option that a list's words name («LICENCIATURA», «Técnica»), '' when none does."""
    wanted = fold(words)
    exact = choice_of(words, question.choices)
    return exact or next((key for key, label in question.choices.items() if wanted in fold(label).split()), "")


def _network(address: str) -> str:
    try:
        host = (urlsplit(address if "//" in address else f"//{address}").hostname or "").removeprefix("www.")
    except ValueError:
        return "other"
    known = {
        "facebook.com": "facebook",
        "x.com": "x",
        "twitter.com": "x",
        "instagram.com": "instagram",
        "youtube.com": "youtube",
        "tiktok.com": "tiktok",
    }
    return known.get(host, "other")


def applies(question: Question, answers: Mapping[str, Value]) -> bool:
    """Return whether a question is asked, given the other answers: what it hangs on is asked too, and says so."""
    return all(_holds(condition, answers.get(condition.question)) for condition in question.conditions)


def _holds(condition: Condition, other: Value) -> bool:
    if "*" in condition.answers:
        return bool(other)
    return any(one in condition.answers for one in (other if isinstance(other, list) else [other]))


def problems(question: Question, value: Value) -> list[str]:
    """Return what is wrong with an answer that was given, each as a Spanish sentence; [] for none, and for no
    answer."""
    if not value:
        return []
    if question.type in ("text", "long"):
        return _length(question, str(value))
    if question.type in ("choice", "yes_no"):
        return [] if value in question.choices else ["Elija una de las opciones."]
    if question.type == "several":
        return ["«Prefiero no responder» va sola: quite las otras."] if UNSAID in value and len(value) > 1 else []
    if question.type == "number":
        return _number(question, str(value))
    if question.type == "social":
        return [
            f"{question.options[network]}: {sentence}"
            for network, address in value.items()
            if network in question.options and address != NONE and (sentence := problem_of_profile(network, address))
        ]
    if question.type == "group":
        cells = [
            (number, cell, row.get(cell.key, "")) for number, row in enumerate(value, 1) for cell in question.fields
        ]
        return [f"{number}. {sentence}" for number, cell, text in cells for sentence in problems(cell, text)]
    checks = {"url": problems_of_address, "phone": problem_of_phone, "email": _email, "date": _date}
    sentence = checks[question.type](str(value)) if question.type in checks else ""
    return [sentence] if sentence else []


def missing(questions: list[Question], answers: Mapping[str, Value], one_of: tuple[str, ...] = ()) -> list[str]:
    """Return the keys of the questions of a section that still block it, in order; of `one_of`, the first when all are
    empty."""
    blocked = []
    asked = [question for question in questions if applies(question, answers)]
    for question in asked:
        value = answers.get(question.key)
        if (question.required and not value) or problems(question, value):
            blocked.append(question.key)
    offered = [question.key for question in questions if question.key in one_of]
    if offered and not any(_has_contact(answers.get(key)) for key in offered):
        blocked.append(offered[0])
    return list(dict.fromkeys(blocked))


def _has_contact(value: Value) -> bool:
    return any(address != NONE for address in value.values()) if isinstance(value, dict) else bool(value)


def shown(question: Question, value: Value) -> str:
    """Return an answer as a person reads it: labels of options, one line for each item; '' for no answer and for
    files."""
    if not value or question.type in FILES:
        return ""
    if question.type in ("choice", "yes_no"):
        return question.choices.get(value, str(value))
    if question.type == "several":
        return ", ".join(question.options[key] for key in value if key in question.options)
    if question.type == "social":
        return ", ".join(address for address in value.values() if address != NONE)
    if question.type == "group":
        return "\n".join(", ".join(text for text in row.values() if text) for row in value)
    if question.type == "date" and not _date(value):
        return long_date(date.fromisoformat(value))
    return str(value)


def all_values(asked: Questionnaire, texts: Mapping[str, str]) -> dict[str, Value]:
    """Return {question: value} of kept texts; answers to questions that this version does not know are left out."""
    return {key: from_text(asked.questions[key], text) for key, text in texts.items() if key in asked.questions}


def _length(question: Question, text: str) -> list[str]:
    length = length_without_blanks(text)
    if question.max and length > question.max:
        return [f"Lleva {figure(length)} de {figure(question.max)}: le sobran {figure(length - question.max)}."]
    if length < question.min:
        return [f"Lleva {figure(length)} de {figure(question.min)}: le faltan {figure(question.min - length)}."]
    return []


def _number(question: Question, text: str) -> list[str]:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        return ["Escriba un número, solo con cifras."]
    if int(text) < question.min or (question.max and int(text) > question.max):
        return [f"Escriba un número entre {question.min} y {figure(question.max)}."]
    return []


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return f"«{text[:60]}» no es un correo electrónico."
    return ""


def _date(text: str) -> str:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        date.fromisoformat(text)
    except ValueError:
        return "Escriba la fecha completa: día, mes y año."
    return ""
