"""Presets: how a kind of official list is read, as data. Columns, words, empties and formats stand in a TOML file."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unicodedata import category

from conoceles.elections.models import Candidacy
from conoceles.elections.models.candidacy import CURP, NAME
from conoceles.lib.tables import BadTable, Table, plain_cell, read_tables
from conoceles.lib.text import fold
from conoceles.lib.vocabulary import GROUPS
from conoceles.lists.plan import Listed

FOLDER = Path(__file__).parent / "presets"
LONGEST_NAME = 160
RANGES = {"age": (15, 120), "position": (1, 500)}
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
# What a cell says of whoever was registered under no affirmative action, and what stands between several.
NO_GROUP = {"", "no", "ninguna", "ninguno", "no aplica", "n/a", "na", "-"}
SEVERAL = re.compile(r"[;,/|\n]")
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y")
REGISTER_FIELDS = (
    "office",
    "area",
    "party",
    "ticket",
    "folio",
    "position",
    "role",
    "name",
    "sex",
    "age",
    "birth_date",
    "curp",
    "affirmative_actions",
)


@dataclass
class Line:
    """One line of a list: the people on it (one, or an owner and an alternate) and the answers of the first."""

    number: int
    people: list[Listed]
    answers: dict[str, str] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    doubts: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Preset:
    """A preset as its file gives it."""

    name: str
    title: str
    columns: dict[str, str | list[str]] = field(default_factory=dict)
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
                    wanted += column if isinstance(column, list) else [column]
        if "answers" not in self.optional:
            wanted += self.answers.values()
        return list(dict.fromkeys(wanted))

    def known(self) -> list[str]:
        """Return every column that is read, of any sheet."""
        found = [*self.answers.values(), *([self.join["key"]] if self.join else [])]
        for columns in [self.columns, *(person.get("columns", {}) for person in self.people)]:
            for column in columns.values():
                found += column if isinstance(column, list) else [column]
        return list(dict.fromkeys(found))


def names() -> list[str]:
    """Return the names of the presets that come with the program."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(name: str) -> Preset:
    """Return a preset by its name, or from a TOML file of the institute's own.

    Raises BadTable with one Spanish sentence when there is none or it is not a preset.
    """
    path = FOLDER / f"{name}.toml"
    if not path.is_file():
        path = Path(name)
    if not path.is_file():
        raise BadTable(f"No existe el formato «{name}»; los que hay son: {', '.join(names())}.")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Preset(name=path.stem, **data)
    except (tomllib.TOMLDecodeError, TypeError, UnicodeDecodeError) as error:
        raise BadTable(f"{path.name} no es un formato de lista: {error}.") from error


def read(
    path: Path,
    preset: Preset,
    only: dict[str, str] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    unread: list[str] | None = None,
) -> Iterator[Line]:
    """Yield the lines of a file as its preset understands them; `only` keeps those whose columns have these words.

    The columns that have something and that nothing reads are added to `unread`. Raises BadTable with one Spanish
    sentence for a file that cannot be read whole.
    """
    # A workbook has the sheets that the preset names; a CSV is one table, with all its columns side by side.
    sheet = preset.sheet if path.suffix.lower() not in {".csv", ".txt", ".tsv"} else None
    required: dict[str | None, list[str]] = {sheet: preset.required()}
    if sheet is not None and preset.join:
        required[preset.join["sheet"]] = [preset.join["key"]]
    tables = read_tables(path, required, preset.delimiter, [*preset.known(), *(only or {})])
    if unread is not None:
        unread += dict.fromkeys(column for table in tables.values() for column in table.unread)
    if sheet not in tables:
        raise BadTable(f"{path.name} no tiene la hoja «{sheet}».")
    joined = _joined(tables.get(preset.join.get("sheet")) if sheet is not None else None, preset)
    reader = Reader(preset, only or {})
    table = tables[sheet]
    for column in only or {}:
        if column not in table.columns:
            raise BadTable(f"{path.name} no tiene la columna {column} por la que se pidió filtrar.")
    for done, (number, record) in enumerate(table.records(), 1):
        progress(done, len(table.rows))
        if preset.join:
            record |= joined.get(record.get(preset.join["key"], "").strip(), {})
        line = reader.line(number, record)
        if line is not None:
            yield line


def _joined(table: Table | None, preset: Preset) -> dict[str, dict[str, str]]:
    if table is None:
        return {}
    return {record[preset.join["key"]].strip(): record for _line, record in table.records()}


class Reader:
    """Reads records one after another: some lists number their places only by the order of the lines."""

    def __init__(self, preset: Preset, only: dict[str, str]) -> None:
        self.preset = preset
        self.only = {column: fold(word) for column, word in only.items()}
        self.words = {
            name: {fold(word): value for word, value in words.items()} for name, words in preset.vocabulary.items()
        }
        self.empties = {fold(word) for word in preset.empties} | {""}
        self.no_answer = {key: {fold(word) for word in words} for key, words in preset.no_answer.items()}
        self.not_a_name = {fold(word) for word in preset.not_a_name}
        self.given: set[str] = set()
        self.places: Counter[tuple[str, ...]] = Counter()
        self.column_names = {
            name: column if isinstance(column, str) else " + ".join(column) for name, column in preset.columns.items()
        }

    def line(self, number: int, record: dict[str, str]) -> Line | None:
        """Return what a record says, or None when `only` leaves it out."""
        if any(fold(record[column]) != word for column, word in self.only.items()):
            return None
        if self.preset.formats.get("cells") == "safe":
            record = {column: plain_cell(text) for column, text in record.items()}
        line = Line(number, [])
        for person in self.preset.people or [{}]:
            self._person(line, record, person)
        for key, column in self.preset.answers.items():
            if column in record:
                value = record[column]
                if fold(value) in self.empties or fold(value) in self.no_answer.get(key, ()):
                    line.empty.add(key)
                else:
                    line.answers[key] = value
        return line

    def _person(self, line: Line, record: dict[str, str], person: dict[str, Any]) -> None:
        columns = {**self.preset.columns, **person.get("columns", {})}
        fixed = {**self.preset.fixed, **person.get("fixed", {})}
        values = {name: fixed.get(name) or self._cell(record, columns.get(name)) for name in REGISTER_FIELDS}
        shown = self.column_names
        if person:
            shown = {**shown, **{name: str(column) for name, column in person.get("columns", {}).items()}}
        name = " ".join("".join(char for char in values["name"] if category(char) not in {"Cc", "Cf"}).split())
        if fold(name) in self.not_a_name or not name:
            reason = f"La celda del nombre dice «{name}»: no se guarda como persona." if name else "Falta el nombre."
            line.doubts.append((shown.get("name", "name"), reason))
            return
        if not re.match(NAME, name):
            line.doubts.append((shown.get("name", "name"), f"«{name[:40]}» no es un nombre: no se guarda."))
            return
        if len(name) > LONGEST_NAME:
            line.doubts.append(
                (shown.get("name", "name"), f"El nombre tiene {len(name)} caracteres y caben {LONGEST_NAME}.")
            )
            return
        listed = Listed(
            line=line.number, office="", area=values["area"], party=values["party"], name=name, columns=shown
        )
        present = {name for name, column in columns.items() if self._present(record, column)}
        self.given = {"name", *(name for name in REGISTER_FIELDS if name in present or name in fixed)}
        self._register(listed, values)
        listed.given = frozenset(self.given)
        line.people.append(listed)

    def _register(self, listed: Listed, values: dict[str, str]) -> None:
        listed.office = self.words.get("office", {}).get(fold(values["office"]), values["office"])
        listed.party_kind = self.words.get("party_kind", {}).get(fold(values["party"]), "")
        listed.ticket = values["ticket"].strip()[:60]
        listed.folio = self._short(listed, "folio", values["folio"].strip(), 60)
        listed.curp = self._curp(listed, values["curp"].strip().upper())
        listed.area = self._area(listed, values["area"])
        if "role" in self.given:
            listed.role = self._role(listed, values["role"])
        listed.sex = self._word(listed, "sex", values["sex"])
        listed.affirmative_actions = self._groups(listed, values["affirmative_actions"])
        listed.age = self._number(listed, "age", values["age"])
        listed.birth_date = self._date(listed, values["birth_date"])
        if self.preset.formats.get("position") == "sequence" and listed.office == "deputy_rp":
            place = (fold(listed.party), fold(listed.area), listed.role)
            self.places[place] += 1
            listed.position = self.places[place]
            self.given.add("position")
        else:
            listed.position = self._number(listed, "position", values["position"]) or 1

    @staticmethod
    def _present(record: dict[str, str], column: str | list[str]) -> bool:
        return all(part in record for part in (column if isinstance(column, list) else [column]))

    def _doubt(self, listed: Listed, name: str, reason: str) -> None:
        """Note a doubt about a cell: what it says is not taken, and does not erase what the register has."""
        listed.doubts.append((name, reason))
        self.given.discard(name)

    def _role(self, listed: Listed, text: str) -> str:
        if not text.strip():
            listed.doubts.append(("role", "La celda está en blanco: la calidad queda por confirmar."))
        return self._word(listed, "role", text) or Candidacy.Role.UNCONFIRMED

    def _cell(self, record: dict[str, str], column: str | list[str] | None) -> str:
        if column is None:
            return ""
        if isinstance(column, list):
            return " ".join(self._cell(record, part) for part in column)
        text = record.get(column, "")
        return "" if fold(text) in self.empties else text

    def _word(self, listed: Listed, name: str, text: str) -> str:
        """Return the register's word for one of the list's; '' and a doubt for a word that the preset does not know."""
        if not text.strip():
            return ""
        word = self.words.get(name, {}).get(fold(text))
        if word is None:
            self._doubt(listed, name, f"«{text.strip()[:40]}» no es una palabra conocida en esa columna; no se toma.")
        return word or ""

    def _groups(self, listed: Listed, text: str) -> list[str]:
        """Return the groups that a cell names, one or several; [] and a doubt when it names one that is not known."""
        if fold(text) in NO_GROUP:
            return []
        words = {fold(word): key for key, one in GROUPS.items() for word in (one.text, one.title)}
        words |= self.words.get("affirmative_actions", {})
        found = [words.get(fold(part)) for part in SEVERAL.split(text) if part.strip()]
        if None in found:
            self._doubt(listed, "affirmative_actions", f"«{text.strip()[:60]}» no nombra grupos conocidos; no se toma.")
            return []
        return Candidacy.in_order(group for group in found if group)

    def _curp(self, listed: Listed, text: str) -> str:
        if not text or re.match(CURP, text):
            return text
        self._doubt(listed, "curp", "No tiene la forma de una CURP; no se toma.")
        return ""

    def _short(self, listed: Listed, name: str, text: str, limit: int) -> str:
        if len(text) <= limit:
            return text
        self._doubt(listed, name, f"Tiene {len(text)} caracteres y caben {limit}; no se toma.")
        return ""

    def _number(self, listed: Listed, name: str, text: str) -> int | None:
        if not text.strip():
            return None
        low, high = RANGES.get(name, (1, 30_000))
        if re.fullmatch(r"\s*[0-9]{1,5}\s*", text) and low <= int(text) <= high:
            return int(text)
        self._doubt(listed, name, f"«{text.strip()[:40]}» no es un número posible; no se toma.")
        return None

    def _date(self, listed: Listed, text: str) -> date | None:
        if not text.strip():
            return None
        for form in DATE_FORMATS:
            try:
                return datetime.strptime(text.strip(), form).date()
            except ValueError:
                continue
        self._doubt(listed, "birth_date", f"«{text.strip()[:40]}» no es una fecha; no se toma.")
        return None

    def _area(self, listed: Listed, text: str) -> str:
        form = self.preset.formats.get("area")
        if form == "roman" and text.strip():
            number, canonical = roman(text)
            if number is None:
                return text
            if not canonical:
                listed.doubts.append(
                    ("area", f"«{text.strip()}» no está bien escrito en romanos; se leyó como {number}.")
                )
            return str(number)
        if form == "number-first":
            match = re.match(r"\s*(\d+)", text)
            return match[1] if match else text
        return text


def roman(text: str) -> tuple[int | None, bool]:
    """Return (value, written as the rule asks) of a Roman number up to 399; (None, False) when it is none."""
    letters = fold(text)
    if not letters or any(letter not in ROMAN for letter in letters):
        return None, False
    values = [ROMAN[letter] for letter in letters]
    pairs = zip(values, [*values[1:], 0], strict=True)
    total = sum(-value if value < following else value for value, following in pairs)
    return total, _to_roman(total) == letters


def _to_roman(number: int) -> str:
    marks = [
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ]
    text = ""
    for value, mark in marks:
        while number >= value:
            text, number = text + mark, number - value
    return text
