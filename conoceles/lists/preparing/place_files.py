"""What INE and INEGI publish of places, as it was sent: boundaries, section catalogues, tables of keys. Read, with the
columns guessed; nothing is written here."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from conoceles.lib.limited import BadFile
from conoceles.lib.limited.running import rewrite
from conoceles.lib.states import state_code
from conoceles.lib.tables import BOOK_SUFFIXES, CSV_SUFFIXES, BadTable, read_tables
from conoceles.lib.text import fold

BOUNDARIES, SECTIONS, KEYS = "boundaries", "sections", "keys"
SHAPES = {".geojson", ".json", ".zip", ".gpkg"}
SHOWN = 5


@dataclass(frozen=True)
class Field:
    """What a column may be: how it is called on screen, the folded names that it has where we saw it, and whether its
    cells are numbers."""

    label: str
    names: tuple[str, ...]
    number: bool = False
    required: bool = False


STATE = Field(
    "Clave o nombre de la entidad",
    ("cve ent", "cvegeo ent", "entidad", "id entidad", "clave entidad", "edo", "estado", "nom ent", "nomb ent"),
)
FIELDS: dict[str, dict[str, Field]] = {
    BOUNDARIES: {
        "state": STATE,
        "code": Field(
            "Clave del lugar",
            (
                "cve mun",
                "cvegeo",
                "cve geo",
                "cve mun inegi",
                "municipio",
                "id municipio",
                "mun",
                "distrito l",
                "distrito",
            ),
            number=True,
            required=True,
        ),
        "name": Field(
            "Nombre del lugar",
            ("nomgeo", "nom mun", "nombre", "nomb mun", "nombre mun", "nombre municipio", "municipio", "name"),
        ),
    },
    SECTIONS: {
        "state": STATE,
        "section": Field("Sección", ("seccion", "secc", "num seccion", "sec"), number=True, required=True),
        "code": Field(
            "Clave del municipio",
            ("cve mun ine", "municipio", "id municipio", "clave municipio", "cve municipio", "cve mun", "mun"),
            number=True,
        ),
        "name": Field(
            "Nombre del municipio", ("nombre municipio", "nom mun", "nombre mun", "nomb mun", "municipio", "mpio")
        ),
        "district": Field(
            "Distrito local",
            (
                "distrito oficial 2017 inferido",
                "distrito local",
                "distrito local 2017",
                "distrito l",
                "distrito loc",
                "dtto loc",
                "dto loc",
                "dl",
                "id distrito local",
            ),
            number=True,
        ),
        "kept": Field("Sigue en la cartografía (sí o no)", ("en cartografia 2017", "en cartografia", "vigente")),
    },
    KEYS: {
        "state": STATE,
        "ine": Field(
            "Clave del INE", ("cve mun ine", "clave ine", "municipio ine", "id municipio"), number=True, required=True
        ),
        "inegi": Field(
            "Clave del INEGI",
            ("cve mun inegi", "clave inegi", "cve mun", "cvegeo", "cve geo"),
            number=True,
            required=True,
        ),
        "name": Field(
            "Nombre", ("nombre inegi", "nom mun", "nomgeo", "nombre", "municipio", "nombre municipio"), required=True
        ),
        "ine_name": Field("Nombre en las listas del INE", ("nombre ine topojson", "nombre ine")),
        "town": Field("Cabecera", ("cabecera", "cabecera from memory", "cabecera municipal", "nom cab")),
    },
}
LABELS = {
    BOUNDARIES: "Límites (GeoJSON, shapefile en ZIP o GeoPackage)",
    SECTIONS: "Catálogo de secciones (CSV o Excel)",
    KEYS: "Claves del INE y del INEGI, y cabeceras (CSV o Excel)",
}


@dataclass
class PlaceRows:
    """The rows of a file: its columns, the cells of each row as text, and the shape of each where it has them."""

    columns: list[str]
    cells: list[list[str]]
    shapes: list[dict[str, Any]]
    # What was found out of how it is written, in sentences.
    told: list[str]

    def as_bytes(self) -> bytes:
        return json.dumps(
            {"columns": self.columns, "cells": self.cells, "shapes": self.shapes, "told": self.told}, ensure_ascii=False
        ).encode()


def rows_of(content: bytes) -> PlaceRows:
    """Return the rows that `as_bytes` gave."""
    return PlaceRows(**json.loads(content))


def read_places(path: Path, kind: str) -> PlaceRows:
    """Return the rows of a file of a kind. Raises BadTable with a Spanish sentence for one that is none."""
    suffix = path.suffix.lower()
    if kind == BOUNDARIES:
        if suffix not in SHAPES:
            raise BadTable(f"«{suffix or path.name}» no trae límites: envíe GeoJSON, un shapefile en ZIP o GeoPackage.")
        return _shapes(path)
    if suffix not in CSV_SUFFIXES | BOOK_SUFFIXES:
        raise BadTable(f"«{suffix or path.name}» no es una tabla: envíe CSV, XLSX, XLS u ODS.")
    table = read_tables(path, {None: []})[None]
    width = len(table.columns)
    cells = [[*row[:width], *[""] * (width - len(row))] for _line, row in table.rows]
    told = [*table.told, *(f"No se leyó la hoja «{name}»." for name in table.others)]
    return PlaceRows(table.columns, cells, [], told)


def _shapes(path: Path) -> PlaceRows:
    with TemporaryDirectory() as name:
        try:
            found = rewrite("boundaries", path, Path(name))
        except BadFile as error:
            raise BadTable(str(error)) from error
        columns: list[str] = found["columns"]
        cells, shapes = [], []
        with (Path(name) / "places.jsonl").open(encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                cells.append([line["cells"].get(column, "") for column in columns])
                shapes.append(line["shape"])
    told = [f"Se leyó la capa «{found['layer']}»."] if found["layer"] else []
    if found["others"]:
        told.append(f"Otras capas, que no se leyeron: {', '.join(found['others'])}.")
    return PlaceRows(columns, cells, shapes, told)


def guessed(kind: str, rows: PlaceRows) -> dict[str, str]:
    """Return {field: column} of the columns that are called as one that we saw, and hold what it holds."""
    plain = {fold(column).replace("_", " "): column for column in reversed(rows.columns)}
    found: dict[str, str] = {}
    for name, field in FIELDS[kind].items():
        for known in field.names:
            column = plain.get(known)
            if column is not None and column not in found.values() and _fits(field, name, rows, column):
                found[name] = column
                break
    return found


def _fits(field: Field, name: str, rows: PlaceRows, column: str) -> bool:
    """Return whether the cells of a column are numbers, where a field is one, and words where it is none."""
    at = rows.columns.index(column)
    cells = [row[at].strip() for row in rows.cells[:200] if row[at].strip()]
    numbers = sum(cell[:1].isdigit() for cell in cells)
    if field.number:
        return numbers * 10 >= len(cells) * 9
    return name in ("state", "kept") or numbers * 2 < len(cells) or not cells


def whose_keys(kind: str, columns: dict[str, str]) -> str:
    """Return whose the key of the places seems to be, by the name of its column: INEGI's boundaries have its own."""
    called = fold(columns.get("code", "")).replace("_", " ")
    if "inegi" in called or called in ("cvegeo", "cve geo"):
        return "inegi"
    if "ine" in called.split() or kind == SECTIONS:
        return "ine"
    return "inegi"


def records(
    kind: str, rows: PlaceRows, columns: dict[str, str], state: str
) -> Iterator[tuple[int, dict[str, str], Any]]:
    """Yield (place in the file from 1, {field: text}, shape or None) of the rows of a state; a key of five digits gives
    the state where no column does."""
    places = {name: rows.columns.index(column) for name, column in columns.items() if column in rows.columns}
    for number, cells in enumerate(rows.cells, 1):
        record = {name: cells[at].strip() for name, at in places.items()}
        for name in ("code", "inegi"):
            code = record.get(name, "")
            if len(code) == 5 and code.isdigit() and kind != SECTIONS:
                record.setdefault("state", code[:2])
                record[name] = code[2:]
        if record.get("state") and state and state_code(record["state"]) != state:
            continue
        yield number, record, rows.shapes[number - 1] if rows.shapes else None
