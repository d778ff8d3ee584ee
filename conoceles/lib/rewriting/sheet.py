"""Sheets: CSV, XLSX, XLS and ODS files become rows of text, within what an official list may need."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from conoceles.lib.limited import BadFile
from conoceles.lib.text import cleaned, fold

DELIMITERS = (";", "\t", "|")
MAX_COLUMNS = 500
MAX_BYTES = 600 * 1024 * 1024
MAX_RATIO = 120
# What comes out: the largest list that anybody has, of all the country's sections, has 70,000 rows and 700,000 cells.
MAX_ROWS = 200_000
MAX_CELLS = 4_000_000
MAX_TEXT = 100_000_000
FORMULA = re.compile(rb"<f[ >/]|table:formula=")
CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"')
ROW = re.compile(rb'<row r="(\d+)"')

# One sheet: its name, its columns and its rows, each with the line it stands on in the file.
Sheet = tuple[str, list[str], list[tuple[int, list[str]]]]


def remake(source: Path, folder: Path) -> dict[str, Any]:
    """Write `rows.jsonl`, [line, cells] for each row of each sheet that `asked.json` asks for, and return {"tables":
    [[asked name, name, columns, how many rows]]}."""
    asked = json.loads((folder / "asked.json").read_text())
    counted = Counted(source.name)
    with (folder / "rows.jsonl").open("w") as out:
        tables = []
        for sheet, (name, columns, rows) in _sheets(source, asked, counted):
            tables.append((sheet, name, columns, len(rows)))
            out.writelines(f"{json.dumps(row)}\n" for row in rows)
    return {"tables": tables}


def _sheets(path: Path, asked: dict[str, Any], counted: "Counted") -> Iterator[tuple[str | None, Sheet]]:
    wanted = asked["sheets"]
    if asked["text"]:
        columns = next(columns for sheet, columns in wanted if sheet is None)
        delimiter = _delimiter(path, asked["delimiter"], columns)
        lines = _csv_lines(path, delimiter)
        yield None, _table(path.name, lines, columns, counted, known=asked["known"], text=True)
        return
    _inspect(path)
    book = _open(path)
    for place, (sheet, columns) in enumerate(wanted):
        name = sheet if sheet is not None else book.sheet_names[0]
        if name in book.sheet_names:
            lines, known = _book_lines(book, name), asked["known"]
            yield sheet, _table(name, lines, columns, counted, known=known, needs_rows=place == 0)


class Counted:
    """How much was read of a file; raises BadFile when it is more than any list."""

    def __init__(self, name: str) -> None:
        self.name, self.rows, self.cells, self.text = name, 0, 0, 0

    def add(self, cells: list[str]) -> None:
        self.rows += 1
        self.cells += len(cells)
        self.text += sum(map(len, cells))
        if self.rows > MAX_ROWS or self.cells > MAX_CELLS or self.text > MAX_TEXT:
            raise BadFile(
                f"{self.name} es demasiado grande: se leen hasta {MAX_ROWS:,} renglones y {MAX_CELLS:,} celdas. "
                "Divídalo en varios archivos."
            )


def _delimiter(path: Path, given: str, required: list[str]) -> str:
    """Return what separates the cells of a CSV: what is given, unless with another its heading has the columns that it
    must have, or more of them where none is asked for."""
    with path.open("rb") as file:
        heading = file.readline(1_000_000).decode("utf-8-sig", "replace")
    columns = {}
    for one in (given, *DELIMITERS):
        try:
            columns[one] = {fold(cell) for cell in next(csv.reader([heading], delimiter=one), [])}
        except csv.Error:
            columns[one] = set()
    wanted = {fold(column) for column in required}
    fitting = [one for one, found in columns.items() if wanted <= found]
    return max(fitting, key=lambda one: (len(columns[one]), one == given)) if fitting else given


def _csv_lines(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    with path.open("rb") as raw:
        head = raw.read(4)
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04")):
        raise BadFile(f"{path.name} no es un CSV en UTF-8: guárdelo como «CSV UTF-8» y vuelva a intentarlo.")
    csv.field_size_limit(1_000_000)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        width, line = 0, 0
        try:
            while True:
                line = reader.line_num + 1
                row = next(reader, None)
                if row is None:
                    return
                width = width or len(row)
                if len(row) != width and any(row):
                    raise BadFile(
                        f"La línea {line} tiene {len(row)} celdas y el encabezado {width}: el archivo está cortado o "
                        "le falta una coma o unas comillas."
                    )
                yield line, row
        except UnicodeDecodeError as error:
            raise BadFile(
                f"{path.name} no está en UTF-8 (después de la línea {line}): guárdelo como «CSV UTF-8» y vuelva a "
                "intentarlo."
            ) from error
        except csv.Error as error:
            raise BadFile(
                f"El archivo está cortado o tiene comillas sin cerrar desde la línea {line}: descárguelo de nuevo."
            ) from error


def _open(path: Path) -> CalamineWorkbook:
    try:
        book = load_workbook(path)
        if not book.sheet_names:
            raise BadFile(f"{path.name} no tiene ninguna hoja.")
    except (CalamineError, OSError) as error:
        raise BadFile(f"{path.name} no se puede abrir como hoja de cálculo: está dañado o incompleto.") from error
    return book


def _book_lines(book: CalamineWorkbook, name: str) -> Iterator[tuple[int, list[str]]]:
    try:
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, OSError) as error:
        raise BadFile(f"La hoja «{name}» está dañada o incompleta.") from error
    start = sheet.start[0] if sheet.start else 0
    if sheet.width > MAX_COLUMNS:
        raise BadFile(f"La hoja «{name}» tiene {sheet.width} columnas; el máximo es {MAX_COLUMNS}.")
    for index, row in enumerate(sheet.iter_rows(), start + 1):
        yield index, [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """Return a cell as it reads on screen: whole numbers without decimals, dates as 2027-06-06."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "sí" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _table(
    name: str,
    lines: Iterator[tuple[int, list[str]]],
    required: list[str],
    counted: Counted,
    *,
    known: list[str],
    needs_rows: bool = True,
    text: bool = False,
) -> Sheet:
    header_line, header = next(lines, (1, []))
    columns = _named([cell.strip() for cell in header], [*required, *known])
    if len(columns) > MAX_COLUMNS:
        raise BadFile(f"{name} tiene {len(columns)} columnas; el máximo es {MAX_COLUMNS}.")
    if not any(columns):
        raise BadFile(f"{name} está vacío: la primera fila debe tener los nombres de las columnas.")
    missing = [column for column in required if column not in columns]
    rows: list[tuple[int, list[str]]] = []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        stripped = [cell.strip() for cell in cells]
        if missing and len(rows) < 5 and all(column in stripped for column in required):
            raise BadFile(
                f"{name}: el encabezado está en la fila {line} y debe estar en la {header_line}; borre las filas "
                "de arriba."
            )
        if stripped == columns or (len(rows) < 5 and required and all(column in stripped for column in required)):
            raise BadFile(f"{name}: la fila {line} repite el encabezado; deje uno solo.")
        for column, cell in zip(columns, cells, strict=False):
            if "\x00" in cell:
                raise BadFile(
                    f"{name}, fila {line}, columna {column}: hay caracteres que no son texto; escríbala de nuevo."
                )
            if text and cell.startswith("="):
                raise BadFile(
                    f"{name}, fila {line}, columna {column}: hay una fórmula; péguela como valor y vuelva a intentarlo."
                )
        cells = [cleaned(cell) for cell in cells]
        counted.add(cells)
        rows.append((line, cells))
        if missing and len(rows) >= 5:
            break
    if missing:
        what = "falta la columna" if len(missing) == 1 else "faltan las columnas"
        raise BadFile(f"{name}: {what} {', '.join(missing)} en el encabezado.")
    repeated = {column for column in columns if column and columns.count(column) > 1}
    if repeated:
        raise BadFile(f"{name}: la columna {', '.join(sorted(repeated))} aparece dos veces en el encabezado.")
    if not rows and needs_rows:
        raise BadFile(f"{name} no tiene ninguna fila debajo del encabezado.")
    return name, columns, rows


def _named(columns: list[str], known: list[str]) -> list[str]:
    """Return columns by the names by which they are known: accents and capitals say nothing, unless the very name is
    there too."""
    names = {fold(name): name for name in known if name not in columns}
    return [column if column in known else names.get(fold(column), column) for column in columns]


def _inspect(path: Path) -> None:
    """Refuse a zipped workbook that would fill the memory or that holds formulas, reading it in pieces."""
    if not zipfile.is_zipfile(path):
        if path.suffix.lower() == ".xls":
            return
        raise BadFile(f"{path.name} está cortado o no es una hoja de cálculo: descárguelo de nuevo.")
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if entry.file_size > 1_000_000 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                    raise BadFile(f"{path.name} se expande demasiado al abrirlo: no parece una lista de candidaturas.")
                total += entry.file_size
                if total > MAX_BYTES:
                    raise BadFile(f"{path.name} ocupa demasiado al abrirlo: divídalo en varios archivos.")
            for entry in archive.infolist():
                if re.search(r"(worksheets/.*|^content)\.xml$", entry.filename):
                    with archive.open(entry) as file:
                        _inspect_sheet(path.name, entry, io.BufferedReader(file))  # type: ignore[type-var]
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise BadFile(f"{path.name} está cortado o dañado: descárguelo de nuevo.") from error


def _inspect_sheet(name: str, entry: zipfile.ZipInfo, file: io.BufferedIOBase) -> None:
    read, tail = 0, b""
    columns_seen: set[bytes] = set()
    while chunk := file.read(1 << 20):
        read += len(chunk)
        if read > entry.file_size + 1024:
            raise BadFile(f"{name} se expande más de lo que declara: no se abre.")
        text = tail + chunk
        if FORMULA.search(text):
            raise BadFile(f"{name} tiene fórmulas: copie todo, péguelo como valores y vuelva a intentarlo.")
        columns_seen.update(match[0] for match in CELL.findall(text))
        if any(int(row) > 1_048_576 for row in ROW.findall(text)):
            raise BadFile(f"{name} declara más filas de las que caben en una hoja.")
        tail = text[-64:]
    widest = max((_column_number(letters) for letters in columns_seen), default=0)
    if widest > MAX_COLUMNS:
        raise BadFile(f"{name} tiene {widest} columnas; el máximo es {MAX_COLUMNS}.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
