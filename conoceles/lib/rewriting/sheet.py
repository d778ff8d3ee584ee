"""Sheets: CSV, XLSX, XLS and ODS files become rows of text, within what an official list may need."""

import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum, load_workbook

from conoceles.lib.limited import BadFile
from conoceles.lib.rewriting.separated import HEAD, Line, lines
from conoceles.lib.text import cleaned, fold

MAX_COLUMNS = 500
MAX_BYTES = 600 * 1024 * 1024
MAX_RATIO = 120
# What comes out: the largest list that anybody has, of all the country's sections, has 70,000 rows and 700,000 cells.
MAX_ROWS = 200_000
MAX_CELLS = 4_000_000
MAX_TEXT = 100_000_000
FORMULA = re.compile(rb"<f[ >/]|table:formula=")
# A cell with something in it: one that only has a format closes itself.
CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"(?:[^>]*[^/>])?>')
TABLE = re.compile(rb'<table:table [^>]*table:name="([^"]*)"')
ROW = re.compile(rb'<row r="(\d+)"')
ALL = "*"
# Merged cells that a sentence names.
SHOWN = 5
# Controls that stand where another encoding had a letter: they would vanish, and the name with them look whole.
BROKEN = dict.fromkeys({*range(0x80, 0xA0)} - {0x85}, "\ufffd")

# One sheet: its name, its columns and its rows, each with the line it stands on in the file.
Sheet = tuple[str, list[str], list[Line]]


def remake(source: Path, folder: Path) -> dict[str, Any]:
    """Write `rows.jsonl`, [line, cells] for each row of each sheet that `asked.json` asks for.

    Returns {"tables": [[asked name, name, columns, how many rows]], "told": sentences about how the file is written,
    "others": [[sheet that was not read, whether it is hidden]]}. `asked.json` has `sheets`, [[name or null, the columns
    that it must have]], of which the first must have rows; `chosen`, the names of the sheets to be read for the first
    one, "*" for all that have its columns; `delimiter`, `text` and `known`.
    """
    asked = json.loads((folder / "asked.json").read_text())
    counted, told, others = Counted(source.name), list[str](), list[tuple[str, bool]]()
    with (folder / "rows.jsonl").open("w") as out:
        tables = []
        read = (
            _text_file(source, asked, counted, told) if asked["text"] else _book(source, asked, counted, told, others)
        )
        for sheet, (name, columns, rows) in read:
            tables.append((sheet, name, columns, len(rows)))
            out.writelines(f"{json.dumps(row)}\n" for row in rows)
    return {"tables": tables, "told": told, "others": others}


def _text_file(
    path: Path, asked: dict[str, Any], counted: "Counted", told: list[str]
) -> Iterator[tuple[str | None, Sheet]]:
    columns = next(columns for sheet, columns in asked["sheets"] if sheet is None)
    found = lines(path, asked["delimiter"], columns, told)
    yield (
        None,
        _table(
            path.name, found, columns, counted, told, known=asked["known"], text=True, heading=asked.get("heading", 0)
        ),
    )


def _book(
    path: Path, asked: dict[str, Any], counted: "Counted", told: list[str], others: list[tuple[str, bool]]
) -> Iterator[tuple[str | None, Sheet]]:
    _inspect(path)
    book = _open(path)
    (main, columns), *joined = asked["sheets"]
    chosen = _chosen(book, path.name, main, columns, asked.get("chosen") or [])
    wanted = [(main, name, columns) for name in chosen]
    wanted += [(sheet, sheet, columns) for sheet, columns in joined if sheet in book.sheet_names]
    _refuse_formulas(path, {name for _sheet, name, _columns in wanted})
    hidden = {one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
    unread = [name for name in book.sheet_names if name not in {name for _sheet, name, _columns in wanted}]
    others += [(name, name in hidden) for name in unread if _filled(book, name)]
    for place, (sheet, name, needed) in enumerate(wanted):
        first = asked.get("heading", 0) if place == 0 else 0
        rows = _book_lines(book, name)
        found = _table(name, rows, needed, counted, told, known=asked["known"], needs_rows=place == 0, heading=first)
        told += _merged(book, name, found[2][0][0] if found[2] else 0)
        yield sheet, found


def _chosen(book: CalamineWorkbook, file: str, main: str | None, columns: list[str], chosen: list[str]) -> list[str]:
    """Return the sheets to be read for the first table: those that somebody chose, the one that a format names, or the
    first that has its columns."""
    if missing := [name for name in chosen if name != ALL and name not in book.sheet_names]:
        raise BadFile(f"{file} no tiene la hoja «{missing[0]}»; las que hay son: {', '.join(book.sheet_names)}.")
    if chosen and ALL not in chosen:
        return list(chosen)
    if main is not None and not chosen:
        return [main] if main in book.sheet_names else []
    if len(book.sheet_names) == 1:
        return book.sheet_names
    hidden = {one.name for one in book.sheets_metadata if one.visible != SheetVisibleEnum.Visible}
    shown = [name for name in book.sheet_names if name not in hidden] or book.sheet_names
    having = (name for name in shown if _has(book, name, columns))
    if chosen:
        return list(having) or shown[:1]
    return [next(having, shown[0])]


def _filled(book: CalamineWorkbook, name: str) -> bool:
    try:
        return bool(book.get_sheet_by_name(name).height)
    except (CalamineError, OSError):
        return True


def _has(book: CalamineWorkbook, name: str, columns: list[str]) -> bool:
    wanted = {fold(column) for column in columns}
    try:
        rows = [cells for _number, (_line, cells) in zip(range(HEAD), _book_lines(book, name), strict=False)]
    except BadFile:
        return False
    filled = [cells for cells in rows if any(cell.strip() for cell in cells)]
    # The heading, and somebody below it.
    return any(wanted <= {fold(cell) for cell in cells} for cells in filled[:-1])


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


def _open(path: Path) -> CalamineWorkbook:
    try:
        book = load_workbook(path)
        if not book.sheet_names:
            raise BadFile(f"{path.name} no tiene ninguna hoja.")
    except (CalamineError, OSError) as error:
        raise BadFile(f"{path.name} no se puede abrir como hoja de cálculo: está dañado o incompleto.") from error
    return book


def _book_lines(book: CalamineWorkbook, name: str) -> Iterator[Line]:
    try:
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, OSError) as error:
        raise BadFile(f"La hoja «{name}» está dañada o incompleta.") from error
    if sheet.width > MAX_COLUMNS:
        raise BadFile(f"La hoja «{name}» tiene {sheet.width} columnas; el máximo es {MAX_COLUMNS}.")
    for index, row in enumerate(sheet.iter_rows(), 1):
        yield index, [_text(cell) for cell in row]


def _merged(book: CalamineWorkbook, name: str, first: int) -> list[str]:
    """Return what is said of cells that stand for several from a row on: only the first of each has what is written."""
    ranges = book.get_sheet_by_name(name).merged_cell_ranges or []
    found = [f"{_at(*start)}:{_at(*end)}" for start, end in ranges if end[0] + 1 >= first > 0]
    if not found:
        return []
    shown = ", ".join(found[:SHOWN]) + ("…" if len(found) > SHOWN else "")
    return [
        f"{name}: hay celdas combinadas ({shown}). Lo escrito se lee solo en la primera de cada una; las demás se leen "
        "en blanco."
    ]


def _at(row: int, column: int) -> str:
    """Return a cell as spreadsheets call it, from its numbers counted from 0."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


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
    found: Iterator[Line],
    required: list[str],
    counted: Counted,
    told: list[str],
    *,
    known: list[str],
    needs_rows: bool = True,
    text: bool = False,
    heading: int = 0,
) -> Sheet:
    found = (row for row in found if any(cell.strip() for cell in row[1]))
    if heading:
        found = (row for row in found if row[0] >= heading)
    head = [row for _number, row in zip(range(1 if heading else HEAD), found, strict=False)]
    columns, above = _heading(name, head, required, known)
    if above:
        told.append(f"{name}: el encabezado está en la fila {head[above][0]}; lo de arriba no se leyó.")
    rows: list[Line] = []
    for line, cells in itertools.chain(head[above + 1 :], found):
        cells = _fitting(name, line, cells, columns, text=text)
        counted.add(cells)
        rows.append((line, cells))
    if not rows and needs_rows:
        raise BadFile(f"{name} no tiene ninguna fila debajo del encabezado.")
    return name, columns, rows


def _heading(name: str, head: list[Line], required: list[str], known: list[str]) -> tuple[list[str], int]:
    """Return the columns of a sheet and how many of its rows stand above them: the first of them that has all that it
    must have. Raises BadFile, which says what is missing of the one that has most."""
    if not head:
        raise BadFile(f"{name} está vacío: debe tener los nombres de las columnas y, debajo, una fila por persona.")
    wanted = {fold(column): column for column in required}
    having = [len(wanted.keys() & {fold(cell) for cell in cells}) for _line, cells in head]
    best = max(range(len(head)), key=lambda place: (having[place], -place)) if wanted else _widest(head)
    columns = _named([cell.strip() for cell in head[best][1]], [*required, *known])
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) > MAX_COLUMNS:
        raise BadFile(f"{name} tiene {len(columns)} columnas; el máximo es {MAX_COLUMNS}.")
    if missing := [column for column in required if column not in columns]:
        what = "falta la columna" if len(missing) == 1 else "faltan las columnas"
        raise BadFile(f"{name}: {what} {', '.join(missing)} en el encabezado.")
    repeated = {column for column in columns if column and columns.count(column) > 1}
    if repeated:
        raise BadFile(f"{name}: la columna {', '.join(sorted(repeated))} aparece dos veces en el encabezado.")
    for place in range(best + 1, len(head)):
        if required and having[place] == len(required):
            raise BadFile(f"{name}: la fila {head[place][0]} repite el encabezado; deje uno solo.")
    return columns, best


def _widest(head: list[Line]) -> int:
    """Return the first row that is nearly as wide as the widest: above a heading stand titles of a cell or two."""
    filled = [sum(bool(cell.strip()) for cell in cells) for _line, cells in head]
    return next(place for place, count in enumerate(filled) if count * 10 >= max(filled) * 8)


def _fitting(name: str, line: int, cells: list[str], columns: list[str], *, text: bool) -> list[str]:
    """Return the cells of a row, cleaned; what stands beyond the last column that has a name is kept only where there
    is something. Raises BadFile for a row that was cut, for a formula and for what is no text."""
    while len(cells) > len(columns) and not cells[-1].strip():
        cells = cells[:-1]
    if text and len(cells) != len(columns):
        raise BadFile(
            f"La línea {line} tiene {len(cells)} celdas y el encabezado {len(columns)}: el archivo está cortado o "
            "le falta una coma o unas comillas."
        )
    for column, cell in zip(columns, cells, strict=False):
        if "\x00" in cell:
            raise BadFile(
                f"{name}, fila {line}, columna {column}: hay caracteres que no son texto; escríbala de nuevo."
            )
        if text and cell.startswith("="):
            raise BadFile(
                f"{name}, fila {line}, columna {column}: hay una fórmula; péguela como valor y vuelva a intentarlo."
            )
    return [cleaned(cell.translate(BROKEN)) for cell in cells]


def _named(columns: list[str], known: list[str]) -> list[str]:
    """Return columns by the names by which they are known: accents and capitals say nothing, unless the very name is
    there too."""
    names = {fold(name): name for name in known if name not in columns}
    return [column if column in known else names.get(fold(column), column) for column in columns]


def _inspect(path: Path) -> None:
    """Refuse a zipped workbook that would fill the memory, reading it in pieces."""
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
                if re.search(r"worksheets/.*\.xml$", entry.filename):
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
        columns_seen.update(match[0] for match in CELL.findall(text))
        if any(int(row) > 1_048_576 for row in ROW.findall(text)):
            raise BadFile(f"{name} declara más filas de las que caben en una hoja.")
        tail = text[-256:]
    widest = max((_column_number(letters) for letters in columns_seen), default=0)
    if widest > MAX_COLUMNS:
        raise BadFile(f"{name} tiene {widest} columnas; el máximo es {MAX_COLUMNS}.")


def _refuse_formulas(path: Path, names: set[str]) -> None:
    """Refuse a workbook whose sheets that are read hold a formula, and say where."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        parts = _parts(archive)
        for name in sorted(names):
            part = parts.get(name, "content.xml")
            if part in archive.namelist():
                with archive.open(part) as file:
                    _refuse_formula(path.name, name, io.BufferedReader(file), part)  # type: ignore[type-var]


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return {sheet: its part} of an Office Open XML workbook; {} for another."""
    try:
        book, rels = (archive.read(name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    except KeyError:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    targets = {one.get("Id"): one.get("Target", "") for one in etree.fromstring(rels, parser)}
    found = {}
    for sheet in etree.fromstring(book, parser).iter("{*}sheet"):
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        target = targets.get(key, "").lstrip("/")
        found[sheet.get("name", "")] = target if target.startswith("xl/") else f"xl/{target}"
    return found


def _refuse_formula(file_name: str, sheet: str, file: io.BufferedIOBase, part: str) -> None:
    tail, place, table = b"", "", b""
    while chunk := file.read(1 << 20):
        text = tail + chunk
        for match in FORMULA.finditer(text):
            before = text[: match.start()]
            tables = TABLE.findall(before)
            table = tables[-1] if tables else table
            if part == "content.xml" and table.decode(errors="replace") != sheet:
                continue
            cells = re.findall(rb'<c r="([A-Z]+\d+)"', before[-4096:])
            place = f", celda {cells[-1].decode()}" if cells else ""
            raise BadFile(
                f"{file_name}: en la hoja «{sheet}»{place} hay fórmulas: cópielas, péguelas como valores y vuelva a "
                "intentarlo."
            )
        tables = TABLE.findall(text)
        table = tables[-1] if tables else table
        tail = text[-4096:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
