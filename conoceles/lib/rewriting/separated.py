"""CSV as programs really write it: its encoding and what separates its cells are found out, and told."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from conoceles.lib.limited import BadFile
from conoceles.lib.text import fold

DELIMITERS = {",": "coma", ";": "punto y coma", "\t": "tabulador", "|": "barra"}
# The heading is looked for in so many first lines.
HEAD = 30
# Letters that Windows-1252 does not have.
NONE_OF_WINDOWS = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
BLOCK = 1 << 20
Line = tuple[int, list[str]]


def lines(path: Path, given: str, required: list[str], told: list[str]) -> Iterator[Line]:
    """Yield (line, cells) of a CSV; what was found out of how it is written is added to `told`. Raises BadFile."""
    encoding = _encoding(path)
    if encoding not in ("utf-8-sig", "utf-8"):
        named = {"cp1252": "Windows-1252", "utf-16": "UTF-16"}[encoding]
        told.append(f"Se leyó en {named}, no en UTF-8: revise que acentos y eñes se vean bien.")
    delimiter = _delimiter(path, encoding, given, required)
    if delimiter != given:
        told.append(f"Las celdas están separadas con {DELIMITERS[delimiter]}.")
    csv.field_size_limit(1_000_000)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        line = 0
        try:
            while True:
                line = reader.line_num + 1
                row = next(reader, None)
                if row is None:
                    return
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


def _encoding(path: Path) -> str:
    """Return in what a text is written: UTF-8, UTF-16, or else Windows-1252, in which spreadsheets in Spanish save.

    One that begins in UTF-8 and breaks off is not taken for another. Raises BadFile for what is no text.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith(b"PK\x03\x04"):
            raise BadFile(f"{path.name} es un libro de cálculo con nombre de CSV: cámbiele la terminación a .xlsx.")
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        decoder, accents, strange = codecs.getincrementaldecoder("utf-8")(), False, False
        broken = False
        block = head
        while block:
            strange = strange or any(byte in block for byte in NONE_OF_WINDOWS)
            if not broken:
                try:
                    accents = not decoder.decode(block).isascii() or accents
                except UnicodeDecodeError as error:
                    broken = True
                    accents = accents or not block[: error.start].isascii()
            block = file.read(BLOCK)
    if not broken or accents or strange:
        return "utf-8"
    return "cp1252"


def _delimiter(path: Path, encoding: str, given: str, required: list[str]) -> str:
    """Return what separates the cells: what is given, unless with another some of the first lines has the columns that
    the heading must have, or more of them where none is asked for."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        head = "".join(line for _number, line in zip(range(HEAD), file, strict=False))
    wanted = {fold(column) for column in required}
    found = {}
    for one in dict.fromkeys((given, *DELIMITERS)):
        rows = _rows(head, one)
        fitting = [len(row) for row in rows if wanted <= {fold(cell) for cell in row}]
        if fitting:
            found[one] = max(fitting)
    return max(found, key=lambda one: (found[one], one == given)) if found else given


def _rows(head: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(head), delimiter=delimiter))
    except csv.Error:
        return []
