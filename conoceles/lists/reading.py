"""A list as its preset understands it: lines with the people on them, each in the register's own words."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from unicodedata import category, normalize

from conoceles.elections.models.candidacy import NAME
from conoceles.lib.states import STATE_COLUMNS, STATES, state_code
from conoceles.lib.tables import ALL, SHEET, BadTable, Table, plain_cell, read_tables
from conoceles.lib.text import fold
from conoceles.lists.cells import Cells
from conoceles.lists.nobody import is_broken, names_nobody
from conoceles.lists.plan import BROKEN, NOBODY, Listed
from conoceles.lists.presets import FIELDS, REGISTER_FIELDS, Column, Preset, parts

LONGEST_NAME = 160
# What a pattern is looked for in.
LONGEST_CELL = 300


@dataclass
class Line:
    """One line of a list: the people on it (one, or an owner and an alternate) and the answers of the first."""

    number: int
    people: list[Listed]
    # The first that the preset asks for, whose the answers are; None where the line does not name her.
    owner: Listed | None = None
    answers: dict[str, str] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    # Of a state that is not the election's: its name; nothing of the line is taken.
    foreign: tuple[str, str] | None = None


@dataclass
class About:
    """What is found of a file besides its lines: columns that nothing reads, how it is written, its sheets."""

    unread: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def read(
    path: Path,
    preset: Preset,
    only: dict[str, str] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    about: About | None = None,
    *,
    state: str = "",
    sheets: Iterable[str] = (),
) -> Iterator[Line]:
    """Yield the lines of a file as its preset understands them; `only` keeps those whose columns have these words.

    What is found of the file is put into `about`. Rows of another state than `state` (its code) come as foreign.
    `sheets` are those to be read instead of the preset's. Raises BadTable with one Spanish sentence for a file that
    cannot be read whole.
    """
    only = only or {}
    tables, main = _tables(path, preset, only, sheets)
    table = tables[main]
    if about is not None:
        about.unread += dict.fromkeys(column for one in tables.values() for column in one.unread)
        about.told, about.sheets, about.others = table.told, table.sheets, table.others
    joined = _joined(tables.get(preset.join.get("sheet")) if main is not None else None, preset)
    for column in only:
        if column not in table.columns:
            raise BadTable(f"{path.name} no tiene la columna {column} por la que se pidió filtrar.")
    reader = Reader(preset, only, state, _state_column(table, preset))
    for done, (number, record) in enumerate(table.records(), 1):
        progress(done, len(table.rows))
        if preset.join:
            record |= joined.get(record.get(preset.join["key"], "").strip(), {})
        line = reader.line(number, record)
        if line is not None:
            yield line


def records_of(
    path: Path, preset: Preset, only: dict[str, str], sheets: Iterable[str]
) -> tuple[list[str], dict[int, list[str]]]:
    """Return (columns, {line: its cells}) of a list as its file has them. Raises BadTable."""
    tables, main = _tables(path, preset, only, sheets)
    return tables[main].columns, dict(tables[main].rows)


def _tables(
    path: Path, preset: Preset, only: dict[str, str], sheets: Iterable[str]
) -> tuple[dict[str | None, Table], str | None]:
    # A workbook has the sheets that the preset names; a CSV is one table, with all its columns side by side.
    main = preset.sheet if path.suffix.lower() not in {".csv", ".txt", ".tsv"} else None
    if main == ALL:
        # All the sheets that have its columns, unless some were chosen.
        main, sheets = None, [*sheets] or [ALL]
    required: dict[str | None, list[str]] = {main: preset.required()}
    if main is not None and preset.join:
        required[preset.join["sheet"]] = [preset.join["key"]]
    tables = read_tables(path, required, preset.delimiter, [*preset.known(), *only], sheets)
    if main not in tables:
        raise BadTable(f"{path.name} no tiene la hoja «{main}».")
    return tables, main


def _joined(table: Table | None, preset: Preset) -> dict[str, dict[str, str]]:
    if table is None:
        return {}
    return {record[preset.join["key"]].strip(): record for _line, record in table.records()}


def _state_column(table: Table, preset: Preset) -> str:
    """Return the column that says of which state each row is, '' for none: one that is called so, in which most of what
    is written names states."""
    if "state" in preset.columns or "state" in preset.fixed:
        return ""
    for place, column in enumerate(table.columns):
        if fold(column).replace("_", " ") in STATE_COLUMNS and column not in preset.known():
            cells = {cells[place] for _line, cells in table.rows if place < len(cells) and cells[place].strip()}
            if cells and 2 * sum(bool(state_code(cell)) for cell in cells) > len(cells):
                return column
    return ""


@dataclass
class Layout:
    """Where each field of a person is read: the same for all lines of an office in a table."""

    columns: dict[str, Column]
    fixed: dict[str, str]
    # What a doubt about a field names; of those that are the first of several columns, which ones.
    shown: dict[str, str]
    first_of: dict[str, list[str]]
    # The fields that the list really gives.
    given: frozenset[str]

    @classmethod
    def of(cls, preset: Preset, person: dict[str, Any], others: dict[str, Column], record: dict[str, str]) -> Self:
        """Return the layout of a person of a line in a table with the columns of a record; `others` are those that are
        others for her office."""
        columns = {**preset.columns, **person.get("columns", {}), **others}
        fixed = {**preset.fixed, **person.get("fixed", {})}
        shown = {name: " + ".join(parts(column)) or name for name, column in columns.items()}
        first_of = {name: column["first"] for name, column in columns.items() if isinstance(column, dict)}
        present = {name for name, column in columns.items() if column and all(one in record for one in parts(column))}
        given = {"name", *(name for name in REGISTER_FIELDS if name in present or name in fixed)}
        return cls(columns, fixed, shown, first_of, frozenset(given))


class Reader:
    """Reads records one after another: some lists number their places only by the order of the lines, and some leave
    blank what the line above says."""

    def __init__(self, preset: Preset, only: dict[str, str], state: str = "", state_column: str = "") -> None:
        self.preset = preset
        self.only = {column: fold(word) for column, word in only.items()}
        self.state, self.state_column = state, state_column
        self.words = {
            name: {fold(word): value for word, value in words.items()} for name, words in preset.vocabulary.items()
        }
        self.empties = {fold(word) for word in preset.empties} | {""}
        self.no_answer = {key: {fold(word) for word in words} for key, words in preset.no_answer.items()}
        self.not_a_name = {fold(word) for word in preset.not_a_name}
        self.patterns = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in preset.patterns.items()}
        # Where a list is of several states, the state is often written once for many lines.
        self.repeating = {part for name in preset.repeats for part in parts(preset.columns.get(name, ""))}
        self.repeating |= {state_column} if state_column else set()
        self.sheet, self.above = 0, dict[str, str]()
        self.places: Counter[tuple[str, ...]] = Counter()
        self.layouts: dict[tuple[object, ...], Layout] = {}

    def line(self, number: int, record: dict[str, str]) -> Line | None:
        """Return what a record says, or None when `only` leaves it out."""
        record = self._repeated(number, record)
        if any(fold(record[column]) != word for column, word in self.only.items()):
            return None
        if self.preset.formats.get("cells") == "safe":
            record = {column: plain_cell(text) for column, text in record.items()}
        line = Line(number, [])
        for place, person in enumerate(self.preset.people or [{}]):
            self._person(line, record, place, person)
            if place == 0 and line.people:
                line.owner = line.people[0]
        for key, column in self.preset.answers.items():
            if column in record:
                value = record[column]
                if fold(value) in self.empties or fold(value) in self.no_answer.get(key, ()):
                    line.empty.add(key)
                else:
                    line.answers[key] = value
        return line

    def _person(self, line: Line, record: dict[str, str], place: int, person: dict[str, Any]) -> None:
        office, layout = self._office_and_layout(record, place, person)
        values = {
            name: layout.fixed.get(name) or self._value(name, record, layout.columns.get(name)) for name in FIELDS
        }
        if self._foreign(line, record, values["state"]):
            return
        shown = layout.shown
        if layout.first_of:
            shown = {**shown, **{name: self._first_of(record, names) for name, names in layout.first_of.items()}}
        said = normalize("NFC", values["name"])
        name = " ".join("".join(char for char in said if category(char) not in {"Cc", "Cf"}).split())
        listed = Listed(
            line=line.number, office=office, area=values["area"], party=values["party"], name=name, columns=shown
        )
        if reason := self._no_name(listed, name):
            line.doubts.append((shown.get("name", "name"), reason))
            return
        Cells(self.preset, self.words, self.places, listed, set(layout.given)).take(values)
        line.people.append(listed)

    def _office_and_layout(self, record: dict[str, str], place: int, person: dict[str, Any]) -> tuple[str, Layout]:
        """Return the office of a person of a line and where she is read, which the office and the columns decide."""
        column = person.get("columns", {}).get("office", self.preset.columns.get("office"))
        fixed = person.get("fixed", {}).get("office") or self.preset.fixed.get("office")
        office = self._office(fixed or self._value("office", record, column))
        others = self.preset.by_office.get(office, {})
        key = (place, office if others else "", tuple(record))
        if key not in self.layouts:
            self.layouts[key] = Layout.of(self.preset, person, others, record)
        return office, self.layouts[key]

    def _first_of(self, record: dict[str, str], names: list[str]) -> str:
        """Return the column that a doubt about a field names: of several, the one that has something."""
        return next((name for name in names if self._cell(record, name).strip()), names[0])

    def _no_name(self, listed: Listed, name: str) -> str:
        """Return why a row is not taken at all, '' when it is; who must be looked at by a person is marked."""
        if not name:
            return "Falta el nombre."
        if fold(name) in self.not_a_name or names_nobody(name):
            listed.held = NOBODY
        elif is_broken(name):
            listed.held = BROKEN
        elif not re.match(NAME, name):
            return f"«{name[:40]}» no es un nombre: no se guarda."
        return f"El nombre tiene {len(name)} caracteres y caben {LONGEST_NAME}." if len(name) > LONGEST_NAME else ""

    def _foreign(self, line: Line, record: dict[str, str], said: str) -> bool:
        """Note that a row is of another state than the election's."""
        said = said or record.get(self.state_column, "")
        code = state_code(said)
        if not self.state or not said.strip() or code == self.state:
            return False
        column = self.state_column or " + ".join(parts(self.preset.columns.get("state", "state")))
        line.foreign = (column, STATES[code][0] if code else said.strip()[:40])
        return True

    def _repeated(self, number: int, record: dict[str, str]) -> dict[str, str]:
        """Return a record in which a blank is what the line above says, where the format or a merged cell says so; each
        sheet begins anew."""
        if number // SHEET != self.sheet:
            self.sheet, self.above = number // SHEET, {}
        found = dict(record)
        for column in self.repeating:
            if record.get(column, "").strip():
                self.above[column] = record[column]
            elif column in record:
                found[column] = self.above.get(column, "")
        return found

    def _office(self, text: str) -> str:
        return self.words.get("office", {}).get(fold(text), text)

    def _value(self, name: str, record: dict[str, str], column: Column | None) -> str:
        """Return what a field says: of its column or columns, the part that is asked for."""
        text = self._cell(record, column)
        if name in self.patterns and text:
            found = self.patterns[name].search(text[:LONGEST_CELL])
            # An office that is not as expected is quoted, so that it can be paired.
            text = (found[1] or "") if found else text * (name == "office")
        return text

    def _cell(self, record: dict[str, str], column: Column | None) -> str:
        if not column:
            return ""
        if isinstance(column, dict):
            return next((text for part in column["first"] if (text := self._cell(record, part)).strip()), "")
        if isinstance(column, list):
            return " ".join(self._cell(record, part) for part in column)
        text = record.get(column, "")
        return "" if not text or fold(text) in self.empties else text
