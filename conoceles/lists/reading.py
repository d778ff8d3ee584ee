"""A list as its preset understands it: lines with the people on them, each in the register's own words."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

from conoceles.elections.models import Candidacy
from conoceles.elections.models.candidacy import CURP, NAME
from conoceles.lib.states import STATE_COLUMNS, STATES, state_code
from conoceles.lib.tables import ALL, SHEET, BadTable, Table, plain_cell, read_tables
from conoceles.lib.text import fold
from conoceles.lib.vocabulary import GROUPS
from conoceles.lists.nobody import is_broken, names_nobody
from conoceles.lists.plan import BROKEN, NOBODY, NOT_KNOWN, Listed
from conoceles.lists.presets import FIELDS, REGISTER_FIELDS, Column, Preset, parts
from conoceles.lists.roman import roman

LONGEST_NAME = 160
# What a pattern is looked for in.
LONGEST_CELL = 300
RANGES = {"age": (15, 120), "position": (1, 500)}
# What a cell says of whoever was registered under no affirmative action, and what stands between several.
NO_GROUP = {"", "no", "ninguna", "ninguno", "no aplica", "n/a", "na", "-"}
SEVERAL = re.compile(r"[;,/|\n]")
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
DATES = {
    "": DATE_FORMATS,
    "day-first": (*DATE_FORMATS, "%d/%m/%y", "%d-%m-%y", "%d.%m.%y", "%d%m%Y"),
    "month-first": ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%Y-%m-%d"),
    "year-first": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
}


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

    def line(self, number: int, record: dict[str, str]) -> Line | None:
        """Return what a record says, or None when `only` leaves it out."""
        record = self._repeated(number, record)
        if any(fold(record[column]) != word for column, word in self.only.items()):
            return None
        if self.preset.formats.get("cells") == "safe":
            record = {column: plain_cell(text) for column, text in record.items()}
        line = Line(number, [])
        for place, person in enumerate(self.preset.people or [{}]):
            self._person(line, record, person)
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

    def _person(self, line: Line, record: dict[str, str], person: dict[str, Any]) -> None:
        columns = {**self.preset.columns, **person.get("columns", {})}
        fixed = {**self.preset.fixed, **person.get("fixed", {})}
        office = self._office(fixed.get("office") or self._value("office", record, columns.get("office")))
        columns |= self.preset.by_office.get(office, {})
        values = {name: fixed.get(name) or self._value(name, record, columns.get(name)) for name in FIELDS}
        if self._foreign(line, record, values["state"]):
            return
        shown = {name: self._called(record, column) or name for name, column in columns.items()}
        said = normalize("NFC", values["name"])
        name = " ".join("".join(char for char in said if category(char) not in {"Cc", "Cf"}).split())
        listed = Listed(
            line=line.number, office=office, area=values["area"], party=values["party"], name=name, columns=shown
        )
        if reason := self._no_name(listed, name):
            line.doubts.append((shown.get("name", "name"), reason))
            return
        present = {name for name, column in columns.items() if column and all(one in record for one in parts(column))}
        given = {"name", *(name for name in REGISTER_FIELDS if name in present or name in fixed)}
        Words(self, listed, given).take(values)
        line.people.append(listed)

    def _called(self, record: dict[str, str], column: Column) -> str:
        """Return the column that a doubt about a field names: of several, the one that has something."""
        if isinstance(column, dict):
            return next((part for part in column["first"] if self._cell(record, part).strip()), column["first"][0])
        return " + ".join(parts(column))

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


class Words:
    """Puts what a row says into the register's own words; what is not understood is a doubt, and takes nothing away."""

    def __init__(self, reader: Reader, listed: Listed, given: set[str]) -> None:
        self.preset, self.words, self.places = reader.preset, reader.words, reader.places
        self.listed, self.given = listed, given

    def take(self, values: dict[str, str]) -> None:
        """Put the values of a row into what is listed."""
        listed = self.listed
        listed.party_kind = self.words.get("party_kind", {}).get(fold(values["party"]), "")
        listed.party_kind = listed.party_kind or self.preset.formats.get("party", "")
        listed.party = self.words.get("party", {}).get(fold(values["party"]), values["party"])
        listed.ticket = values["ticket"].strip()[:60]
        listed.folio = self._short("folio", values["folio"].strip(), 60)
        listed.nickname = self._nickname(" ".join(values["nickname"].split()))
        listed.curp = self._curp(values["curp"].strip().upper())
        listed.area = self._area(self.words.get("area", {}).get(fold(values["area"]), values["area"]))
        if "role" in self.given:
            listed.role = self._role(values["role"])
        listed.sex = self._word("sex", values["sex"])
        listed.affirmative_actions = self._groups(values["affirmative_actions"])
        listed.age = self._number("age", values["age"])
        listed.birth_date = self._date(values["birth_date"])
        if self.preset.formats.get("position") == "sequence" and listed.office == "deputy_rp":
            place = (fold(listed.party), fold(listed.area), listed.role)
            self.places[place] += 1
            listed.position = self.places[place]
            self.given.add("position")
        else:
            listed.position = self._number("position", values["position"]) or 1
        listed.given = frozenset(self.given)

    def _doubt(self, name: str, reason: str) -> None:
        """Note a doubt about a cell: what it says is not taken, and does not erase what the register has."""
        self.listed.doubts.append((name, reason))
        self.given.discard(name)

    def _role(self, text: str) -> str:
        if not text.strip():
            self.listed.doubts.append(("role", "La celda está en blanco: la calidad queda por confirmar."))
        return self._word("role", text) or Candidacy.Role.UNCONFIRMED

    def _word(self, name: str, text: str) -> str:
        """Return the register's word for one of the list's; '' and a doubt for a word that the preset does not know."""
        if not text.strip():
            return ""
        word = self.words.get(name, {}).get(fold(text))
        if word is None:
            self._doubt(name, f"«{text.strip()[:160]}» {NOT_KNOWN} en esa columna; no se toma.")
        return word or ""

    def _groups(self, text: str) -> list[str]:
        """Return the groups that a cell names, one or several; [] and a doubt when it names one that is not known."""
        if fold(text) in NO_GROUP:
            return []
        words = {fold(word): key for key, one in GROUPS.items() for word in (one.text, one.title)}
        words |= self.words.get("affirmative_actions", {})
        found = [words.get(fold(part)) for part in SEVERAL.split(text) if part.strip()]
        if None in found:
            self._doubt("affirmative_actions", f"«{text.strip()[:60]}» no nombra grupos conocidos; no se toma.")
            return []
        return Candidacy.in_order(group for group in found if group)

    def _curp(self, text: str) -> str:
        if not text or re.match(CURP, text):
            return text
        self._doubt("curp", "No tiene la forma de una CURP; no se toma.")
        return ""

    def _nickname(self, text: str) -> str:
        if text and not re.match(NAME, text):
            self._doubt("nickname", f"«{text[:40]}» no es un sobrenombre; no se toma.")
            return ""
        return self._short("nickname", text, 80)

    def _short(self, name: str, text: str, limit: int) -> str:
        if len(text) <= limit:
            return text
        self._doubt(name, f"Tiene {len(text)} caracteres y caben {limit}; no se toma.")
        return ""

    def _number(self, name: str, text: str) -> int | None:
        if not text.strip():
            return None
        low, high = RANGES.get(name, (1, 30_000))
        if re.fullmatch(r"\s*[0-9]{1,5}\s*", text) and low <= int(text) <= high:
            return int(text)
        self._doubt(name, f"«{text.strip()[:40]}» no es un número posible; no se toma.")
        return None

    def _date(self, text: str) -> date | None:
        if not text.strip():
            return None
        for form in DATES[self.preset.formats.get("dates", "")]:
            try:
                return datetime.strptime(text.strip(), form).date()
            except ValueError:
                continue
        self._doubt("birth_date", f"«{text.strip()[:40]}» no es una fecha; no se toma.")
        return None

    def _area(self, text: str) -> str:
        form = self.preset.formats.get("area")
        if form == "roman" and text.strip():
            number, canonical = roman(text)
            if number is None:
                return text
            if not canonical:
                self.listed.doubts.append(
                    ("area", f"«{text.strip()}» no está bien escrito en romanos; se leyó como {number}.")
                )
            return str(number)
        if form == "number-first":
            match = re.match(r"\s*(\d+)", text)
            return match[1] if match else text
        return text
