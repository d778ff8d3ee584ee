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


@dataclass
class Table:
    """The columns of a sheet and its rows, each with the line it stands on in the file."""

    name: str
    columns: list[str]
    rows: list[tuple[int, list[str]]]
    # The columns that have something and that nobody reads.
    unread: list[str] = field(default_factory=list)

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield (line, {column: text}) for each row."""
        for line, cells in self.rows:
            yield line, dict(zip(self.columns, cells, strict=False))


def read_tables(
    path: Path, required: dict[str | None, list[str]], delimiter: str = ",", known: Iterable[str] = ()
) -> dict[str | None, Table]:
    """Return the tables of a file: {sheet name: Table}; None names the first (or only) sheet.

    `required` gives for each wanted sheet the columns it must have; sheets that a CSV cannot have are left out, and
    only the first must have rows. `known` are the other columns that somebody reads. Accents and capitals of a heading
    say nothing: it gets the name by which it is known. A CSV that some program separated otherwise («;», tabulators) is
    read. The file is opened in the limited child. Raises BadTable with a sentence for a file
    that is missing, cut, not text, a bomb, without header or with formulas.
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
        }
        (folder / "asked.json").write_text(json.dumps(asked))
        try:
            found = rewrite("sheet", path, folder)
        except BadFile as error:
            raise BadTable(str(error)) from error
        with (folder / "rows.jsonl").open() as lines:
            return {
                sheet: _table(
                    named, columns, [_row(next(lines)) for _number in range(count)], {*required[sheet], *known}
                )
                for sheet, named, columns, count in found["tables"]
            }


def _table(name: str, columns: list[str], rows: list[tuple[int, list[str]]], known: set[str]) -> Table:
    others = [(place, column) for place, column in enumerate(columns) if column and column not in known]
    used = {place for _line, cells in rows for place, cell in enumerate(cells) if cell.strip()} if others else set()
    return Table(name, columns, rows, [column for place, column in others if place in used])


def _row(line: str) -> tuple[int, list[str]]:
    number, cells = json.loads(line)
    return number, cells
