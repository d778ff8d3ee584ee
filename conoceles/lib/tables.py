"""Tables in: CSV, XLSX, XLS and ODS files become rows of text, or one clear sentence of what is wrong with them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from conoceles.lib.limited import BadFile
from conoceles.lib.limited.running import rewrite

CSV_SUFFIXES = {".csv", ".txt", ".tsv"}
BOOK_SUFFIXES = {".xlsx", ".xlsm", ".xls", ".ods"}
RUNS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """Return a text for a CSV cell that no spreadsheet runs as a formula: an apostrophe goes before one that it
    would."""
    return f"'{text}" if text.startswith(RUNS) else text


def plain_cell(text: str) -> str:
    """Return the text that `safe_cell` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(RUNS) else text


class BadTable(ValueError):
    """The file cannot be read as a table; its text is one Spanish sentence for the person who sent it."""


# Lines of the second sheet that is read together with others begin here, of the third at twice as much: no sheet has
# as many.
SHEET = 10_000_000
# All the sheets that have the columns.
ALL = "*"


@dataclass
class Table:
    """The columns of a sheet, or of several read together, and its rows, each with the line it stands on."""

    name: str
    columns: list[str]
    rows: list[tuple[int, list[str]]]
    # The columns that have something and that nobody reads.
    unread: list[str] = field(default_factory=list)
    # What was found out of how the file is written, in sentences; the sheets that were read; those that were not.
    told: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield (line, {column: text}) for each row."""
        for line, cells in self.rows:
            yield line, dict(zip(self.columns, cells, strict=False))


def place(line: int, sheets: list[str]) -> str:
    """Return where a line is, as a person finds it: «380», or «hoja Síndicos, 12» where several sheets were read."""
    number, sheet = line % SHEET, line // SHEET
    return f"hoja {sheets[sheet]}, {number}" if len(sheets) > 1 and sheet < len(sheets) else str(number)


def read_tables(
    path: Path,
    required: dict[str | None, list[str]],
    delimiter: str = ",",
    known: Iterable[str] = (),
    chosen: Iterable[str] = (),
    *,
    heading: int = 0,
) -> dict[str | None, Table]:
    """Return the tables of a file: {sheet name: Table}; None names the first sheet that has its columns.

    `required` gives for each wanted sheet the columns it must have; sheets that a CSV cannot have are left out, and
    only the first must have rows. `known` are the other columns that somebody reads; `chosen` the sheets that are read
    together for the first one, ALL for all that have its columns; `heading` the row of the heading, where a person says
    it. The heading is the first of the first rows that has
    the columns; accents and capitals of it say nothing: it gets the name by which it is known. What separates the cells
    of a CSV, and its encoding, are found out. The file is opened in the limited child. Raises BadTable with a sentence
    for a file that is missing, cut, not text, a bomb, without header or with formulas.
    """
    if not path.is_file():
        raise BadTable(f"No existe el archivo {path.name}.")
    if path.stat().st_size == 0:
        raise BadTable(f"El archivo {path.name} está vacío.")
    suffix = path.suffix.lower()
    if suffix not in CSV_SUFFIXES | BOOK_SUFFIXES:
        raise BadTable(f"«{suffix or path.name}» no es un formato conocido: use CSV, XLSX, XLS u ODS.")
    with TemporaryDirectory() as name:
        folder = Path(name)
        asked = {
            "sheets": list(required.items()),
            "delimiter": delimiter,
            "text": suffix in CSV_SUFFIXES,
            "known": list(known),
            "chosen": list(chosen),
            "heading": heading,
        }
        (folder / "asked.json").write_text(json.dumps(asked))
        try:
            found = rewrite("sheet", path, folder)
        except BadFile as error:
            raise BadTable(str(error)) from error
        tables: dict[str | None, Table] = {}
        with (folder / "rows.jsonl").open() as lines:
            for sheet, named, columns, count in found["tables"]:
                rows = [_row(next(lines)) for _number in range(count)]
                table = _table(named, columns, rows, {*required[sheet], *known})
                tables[sheet] = _together(tables[sheet], table) if sheet in tables else table
    for table in tables.values():
        table.told = found["told"]
        table.others = [f"{sheet} (oculta)" if hidden else sheet for sheet, hidden in found["others"]]
    return tables


def _table(name: str, columns: list[str], rows: list[tuple[int, list[str]]], known: set[str]) -> Table:
    widest = max((len(cells) for _line, cells in rows), default=0)
    named = [column or _unnamed(place) for place, column in enumerate([*columns, *[""] * (widest - len(columns))])]
    others = [(place, column) for place, column in enumerate(named) if column not in known]
    used = {place for _line, cells in rows for place, cell in enumerate(cells) if cell.strip()} if others else set()
    return Table(name, columns, rows, [column for place, column in others if place in used], sheets=[name])


def _unnamed(place: int) -> str:
    """Return how a column without a name is found: «columna AB, sin nombre»."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"columna {letters}, sin nombre"


def _together(first: Table, more: Table) -> Table:
    """Return two tables as one: the second one's cells under the columns of the same name, its lines after all of the
    first."""
    columns = [*first.columns, *(column for column in more.columns if column not in first.columns)]
    places = [more.columns.index(column) if column in more.columns else None for column in columns]
    start = SHEET * len(first.sheets)
    rows = [
        (start + line, ["" if place is None or place >= len(cells) else cells[place] for place in places])
        for line, cells in more.rows
    ]
    unread = list(dict.fromkeys([*first.unread, *more.unread]))
    # What stands in a column without a name belongs to none of the other's.
    before = [(line, cells[: len(first.columns)]) for line, cells in first.rows]
    return Table(first.name, columns, [*before, *rows], unread, sheets=[*first.sheets, *more.sheets])


def _row(line: str) -> tuple[int, list[str]]:
    number, cells = json.loads(line)
    return number, cells
