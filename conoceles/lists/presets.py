"""Presets: how a kind of official list is read, as data in a TOML file, checked before anything is read."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from conoceles.elections.models import Candidacy, Office, Party, Person
from conoceles.lib.tables import BadTable
from conoceles.lib.vocabulary import GROUPS
from conoceles.lists.models import ListFormat

# A pattern that repeats a group, or one repetition after another, may never end.
LONGEST_PATTERN = 200
ENDLESS = re.compile(r"\)\s*[*+{]|[*+}]\s*[*+{]|(?:[*+].*){4}|\\[1-9]")
# How a format that an institute made is named.
OWN = "own:"
FOLDER = Path(__file__).parent / "presets"
REGISTER_FIELDS = (
    "office",
    "area",
    "party",
    "ticket",
    "folio",
    "position",
    "role",
    "name",
    "nickname",
    "sex",
    "age",
    "birth_date",
    "curp",
    "affirmative_actions",
)
# Fields that say of a row what becomes of it, and nothing of the person: the state that it is of.
ROW_FIELDS = ("state",)
FIELDS = (*REGISTER_FIELDS, *ROW_FIELDS)
# What each format may be.
FORMATS = {
    "area": ("roman", "number-first"),
    "area_key": ("ine", "inegi"),
    "cells": ("safe",),
    "lines": ("emblems",),
    "party": ("power",),
    "dates": ("day-first", "month-first", "year-first"),
    "position": ("sequence",),
}
# A column, several whose cells are joined, or {"first": [...]}: the first of several that has something.
Column = str | list[str] | dict[str, list[str]]


@dataclass
class Preset:
    """A preset as its file gives it."""

    name: str
    title: str
    columns: dict[str, Column] = field(default_factory=dict)
    people: list[dict[str, Any]] = field(default_factory=list)
    fixed: dict[str, str] = field(default_factory=dict)
    vocabulary: dict[str, dict[str, str]] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    empties: list[str] = field(default_factory=list)
    no_answer: dict[str, list[str]] = field(default_factory=dict)
    not_a_name: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    create: list[str] = field(default_factory=list)
    # Fields whose blank cell repeats the one above.
    repeats: list[str] = field(default_factory=list)
    # Of a field, what part of the cell it is: the first group of a pattern.
    patterns: dict[str, str] = field(default_factory=dict)
    # Of an office, the columns that are others for it: {office: {field: column, "" for none}}.
    by_office: dict[str, dict[str, Column]] = field(default_factory=dict)
    sheet: str | None = None
    join: dict[str, str] = field(default_factory=dict)
    delimiter: str = ","
    source: str = ""

    def required(self) -> list[str]:
        """Return the columns that the main sheet must have."""
        wanted: list[str] = []
        for columns in [self.columns, *(person.get("columns", {}) for person in self.people)]:
            for name, column in columns.items():
                if name not in self.optional:
                    wanted += parts(column)
        if "answers" not in self.optional:
            wanted += self.answers.values()
        return list(dict.fromkeys(wanted))

    def known(self) -> list[str]:
        """Return every column that is read, of any sheet."""
        found = [*self.answers.values(), *([self.join["key"]] if self.join else [])]
        others = [person.get("columns", {}) for person in self.people]
        for columns in [self.columns, *others, *self.by_office.values()]:
            for column in columns.values():
                found += parts(column)
        return list(dict.fromkeys(found))


def parts(column: Column) -> list[str]:
    """Return the columns of the file that a field is read from."""
    if isinstance(column, dict):
        return list(column["first"])
    return list(column) if isinstance(column, list) else [column] * bool(column)


def names() -> list[str]:
    """Return the names of the presets that come with the program."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(name: str) -> Preset:
    """Return a preset by its name, or from a TOML file of the institute's own.

    Raises BadTable with one Spanish sentence when there is none or it is not a preset.
    """
    if name.startswith(OWN):
        own = ListFormat.objects.filter(pk=int(name.removeprefix(OWN) or 0)).first()
        if own is None:
            raise BadTable("Ese formato del Instituto ya no existe: elija otro.")
        return preset_from(own.title, own.document)
    path = FOLDER / f"{name}.toml"
    if not path.is_file():
        path = Path(name)
    if not path.is_file():
        raise BadTable(f"No existe el formato «{name}»; los que hay son: {', '.join(names())}.")
    try:
        return preset_of(path.stem, path.read_text(encoding="utf-8"))
    except (BadTable, UnicodeDecodeError) as error:
        raise BadTable(f"{path.name} no es un formato de lista: {error}") from error


def preset_of(name: str, text: str) -> Preset:
    """Return a preset from the text of its file. Raises BadTable: what is wrong with it, and what there is."""
    return preset_from(name, data_of(text))


def data_of(text: str) -> dict[str, Any]:
    """Return what the text of a preset's file says. Raises BadTable for one that is not TOML."""
    try:
        if "\\u0000" in text or "\x00" in text:
            raise ValueError("tiene caracteres que no son texto")
        return tomllib.loads(text)
    except ValueError as error:
        raise BadTable(f"no está bien escrito como TOML ({error}).") from error


def preset_from(name: str, data: dict[str, Any]) -> Preset:
    """Return a preset from its data. Raises BadTable: what is wrong with it, and what there is."""
    try:
        _check(data)
    except Wrong as error:
        raise BadTable(str(error)) from error
    return Preset(name=name, **data)


class Wrong(ValueError):
    """What is wrong with a preset, in one Spanish sentence."""


def _check(data: dict[str, Any]) -> None:
    own = [one.name for one in fields(Preset) if one.name != "name"]
    _known(data, own, "una clave de un formato")
    _typed(data, "title", str, "un texto")
    if not data.get("title"):
        raise Wrong("le falta «title»: cómo se llama.")
    for name in ("source", "sheet", "delimiter"):
        _typed(data, name, str, "un texto")
    for name in ("empties", "not_a_name", "optional", "create", "repeats"):
        _texts(data.get(name, []), name)
    for name in ("columns", "fixed", "vocabulary", "formats", "answers", "no_answer", "patterns", "by_office", "join"):
        _typed(data, name, dict, "una tabla")
    _columns(data.get("columns", {}), "columns")
    for office, columns in data.get("by_office", {}).items():
        _columns(columns, f"by_office.{office}")
    _people(data.get("people", []))
    _fixed(data.get("fixed", {}), "fixed")
    _known(data.get("create", []), ("party", "area"), "algo que una lista pueda crear")
    _known(data.get("repeats", []), FIELDS, "un campo")
    _known(data.get("optional", []), (*FIELDS, "answers"), "un campo")
    _known(data.get("formats", {}), tuple(FORMATS), "un formato de celda")
    for name, value in data.get("formats", {}).items():
        _known([value], FORMATS[name], f"un valor de «formats.{name}»")
    for name, column in {**data.get("answers", {}), **data.get("join", {})}.items():
        if not isinstance(column, str):
            raise Wrong(f"«{name}» debe decir una columna, entre comillas, y dice {column!r}.")
    _details(data)
    if data.get("join") and set(data["join"]) != {"sheet", "key"}:
        raise Wrong("«join» lleva «sheet», la otra hoja, y «key», la columna que las une.")
    _patterns(data.get("patterns", {}))
    _vocabulary(data.get("vocabulary", {}))
    read = {*data.get("columns", {}), *data.get("fixed", {})}
    read |= {name for one in data.get("people", []) for part in one.values() for name in part}
    if missing := [name for name in ("office", "name") if name not in read]:
        raise Wrong(f"no dice de qué columna se lee «{missing[0]}».")


def _details(data: dict[str, Any]) -> None:
    for key, words in data.get("no_answer", {}).items():
        _texts(words, f"no_answer.{key}")
    _known(data.get("by_office", {}), Office.Kind.values, "una clase de cargo")
    if len(data.get("delimiter", ",")) != 1:
        raise Wrong(f"«delimiter» debe ser un solo carácter, y dice {data['delimiter']!r}.")


def _known(given: Iterable[str], there_are: Iterable[str], what: str) -> None:
    """Raise Wrong for the first of some names that is none of those that there are, with the one that is most like
    it."""
    there_are = tuple(there_are)
    for name in given:
        if name not in there_are:
            close = get_close_matches(str(name), there_are, 1, 0.5)
            meant = f"¿quiso decir «{close[0]}»? " if close else ""
            raise Wrong(f"«{name}» no es {what}; {meant}Los que hay son: {', '.join(there_are)}.")


def _typed(data: dict[str, Any], name: str, kind: type, called: str) -> None:
    if name in data and not isinstance(data[name], kind):
        raise Wrong(f"«{name}» debe ser {called}, y dice {data[name]!r}.")


def _texts(value: Any, name: str) -> None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Wrong(f"«{name}» debe ser una lista de textos, y dice {value!r}.")


def _columns(columns: Any, where: str) -> None:
    if not isinstance(columns, dict):
        raise Wrong(f"«{where}» debe ser una tabla de campos con su columna.")
    _known(columns, FIELDS, "un campo")
    for name, column in columns.items():
        several = column.get("first") if isinstance(column, dict) and set(column) == {"first"} else column
        texts = isinstance(several, list) and bool(several) and all(isinstance(one, str) for one in several)
        if not texts and not isinstance(column, str):
            raise Wrong(
                f"«{where}.{name}» debe ser el nombre de una columna entre comillas, varios entre corchetes, o "
                f"{{first = […]}}, y dice {column!r}."
            )


def _people(people: Any) -> None:
    if not isinstance(people, list) or not all(isinstance(one, dict) for one in people):
        raise Wrong("«people» debe ser una lista de tablas, una por cada persona de un renglón.")
    for person in people:
        _known(person, ("columns", "fixed"), "algo de «people»")
        _columns(person.get("columns", {}), "people.columns")
        _fixed(person.get("fixed", {}), "people.fixed")


def _fixed(fixed: Any, where: str) -> None:
    if not isinstance(fixed, dict):
        raise Wrong(f"«{where}» debe ser una tabla de campos con su valor.")
    _known(fixed, FIELDS, "un campo")
    for name, value in fixed.items():
        if not isinstance(value, str):
            raise Wrong(f"«{where}.{name}» debe ser un texto, y dice {value!r}.")


def _patterns(patterns: dict[str, Any]) -> None:
    _known(patterns, FIELDS, "un campo")
    for name, pattern in patterns.items():
        if isinstance(pattern, str) and (len(pattern) > LONGEST_PATTERN or ENDLESS.search(pattern)):
            raise Wrong(
                f"«patterns.{name}» es muy largo, o repite lo que ya se repite, y no acabaría de leerse: "
                f"{pattern[:60]!r}."
            )
        try:
            groups = re.compile(pattern).groups
        except (re.error, TypeError, OverflowError) as error:
            raise Wrong(f"«patterns.{name}» no es un patrón bien escrito: {pattern!r}.") from error
        if groups != 1:
            raise Wrong(f"«patterns.{name}» debe tener unos paréntesis, que dicen qué parte se toma: {pattern!r}.")


# The words of the register that a list's words may stand for; '' in a vocabulary says that the cell says nothing.
VALUES: dict[str, tuple[str, ...]] = {
    "role": tuple(Candidacy.Role.values),
    "sex": tuple(Person.Sex.values),
    "party_kind": tuple(Party.Kind.values),
    "affirmative_actions": tuple(GROUPS),
}


def _vocabulary(vocabulary: dict[str, Any]) -> None:
    _known(vocabulary, ("office", "area", "party", *VALUES), "un vocabulario")
    for name, words in vocabulary.items():
        if not isinstance(words, dict) or not all(isinstance(value, str) for value in words.values()):
            raise Wrong(f"«vocabulary.{name}» debe ser una tabla de palabras de la lista con las del registro.")
        if name in VALUES:
            _known((value for value in words.values() if value), VALUES[name], f"una palabra de «vocabulary.{name}»")
