"""Tables in: CSV, XLSX, XLS and ODS files become rows of text, or one clear sentence of what is wrong with them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
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

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield (line, {column: text}) for each row."""
        for line, cells in self.rows:
            yield line, dict(zip(self.columns, cells, strict=False))


def read_tables(path: Path, required: dict[str | None, list[str]], delimiter: str = ",") -> dict[str | None, Table]:
    """Return the tables of a file: {sheet name: Table}; None names the first (or only) sheet.

    `required` gives for each wanted sheet the columns it must have; sheets that a CSV cannot have are left out, and
    only the first must have rows. The file is opened in the limited child. Raises BadTable with a sentence for a file
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
        asked = {"sheets": list(required.items()), "delimiter": delimiter, "text": suffix in CSV_SUFFIXES}
        (folder / "asked.json").write_text(json.dumps(asked))
        try:
            found = rewrite("sheet", path, folder)
        except BadFile as error:
            raise BadTable(str(error)) from error
        with (folder / "rows.jsonl").open() as lines:
            return {
                sheet: Table(named, columns, [_row(next(lines)) for _number in range(count)])
                for sheet, named, columns, count in found["tables"]
            }


def _row(line: str) -> tuple[int, list[str]]:
    number, cells = json.loads(line)
    return number, cells
