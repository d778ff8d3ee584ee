"""Boundaries of places: GeoJSON, a shapefile in a ZIP, or a GeoPackage, as one simple shape for each with what the file
says of it."""

import json
import math
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import pyproj
import shapefile
import shapely
from pyproj.exceptions import ProjError
from shapely.geometry import MultiPolygon, mapping, shape
from shapely.ops import transform

from conoceles.lib.limited import BadFile

PLACES, COLUMNS = 3000, 60
UNPACKED = 400 * 1024 * 1024
# A shape is kept to this many degrees, some hundred metres: a map of a state on a telephone shows no more.
FINE = 0.001
DEGREES = pyproj.CRS.from_epsg(4326)
NOT_ONE = (
    "No es un GeoJSON, un shapefile en ZIP ni un GeoPackage con límites: el INEGI los publica en su Marco "
    "Geoestadístico."
)
# What a GeoPackage puts before the well-known binary of a shape: the bytes of its envelope, by its code.
ENVELOPE = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
Feature = tuple[dict[str, Any], Any]


def remake(source: Path, folder: Path) -> dict[str, Any]:
    """Write `places.jsonl`, a line for each place: its columns as text and its shape as GeoJSON in degrees; return
    {"columns", "count", "layer", "others"}."""
    try:
        layer, others, crs, features = _opened(source)
        return _written(folder / "places.jsonl", layer, others, crs, features)
    except BadFile:
        raise
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        zipfile.BadZipFile,
        sqlite3.Error,
        shapefile.ShapefileException,
        shapely.errors.ShapelyError,
        ProjError,
        OSError,
    ) as error:
        raise BadFile(NOT_ONE) from error


def _opened(source: Path) -> tuple[str, list[str], pyproj.CRS, Iterator[Feature]]:
    start = source.read_bytes()[:16]
    if start.startswith(b"SQLite format 3"):
        return _geopackage(source)
    if start.startswith(b"PK"):
        return _shapefile(source)
    return _geojson(source)


def _geojson(source: Path) -> tuple[str, list[str], pyproj.CRS, Iterator[Feature]]:
    data = json.loads(source.read_text(encoding="utf-8-sig"))
    named = ((data.get("crs") or {}).get("properties") or {}).get("name")
    found = ((one.get("properties") or {}, shape(one["geometry"])) for one in data["features"] if one.get("geometry"))
    return "", [], pyproj.CRS.from_user_input(named) if named else DEGREES, found


def _shapefile(source: Path) -> tuple[str, list[str], pyproj.CRS, Iterator[Feature]]:
    with zipfile.ZipFile(source) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > UNPACKED:
            raise BadFile("El archivo ocupa demasiado al descomprimirse: envíe solo la capa de los municipios.")
        names = {name.lower(): name for name in archive.namelist()}
        layers = [name[:-4] for name in names if name.endswith(".shp")]
        if not layers:
            raise BadFile("El ZIP no tiene ningún shapefile (.shp): envíe la carpeta completa comprimida.")
        # INEGI names its layers by what they are: «06mun» of a state, «mun» of the country.
        chosen = next((one for one in layers if "mun" in one.rsplit("/", 1)[-1]), layers[0])
        parts = {
            part: archive.read(names[f"{chosen}.{part}"]) for part in ("shp", "dbf") if f"{chosen}.{part}" in names
        }
        if len(parts) < 2:
            raise BadFile("Al shapefile le falta su tabla (.dbf): envíe la carpeta completa comprimida.")
        crs = DEGREES
        if f"{chosen}.prj" in names:
            crs = pyproj.CRS.from_wkt(archive.read(names[f"{chosen}.prj"]).decode("latin-1"))
        encoding = "utf-8"
        try:
            parts["dbf"].decode("utf-8")
        except UnicodeDecodeError:
            encoding = "cp1252"
        if f"{chosen}.cpg" in names and b"1252" in archive.read(names[f"{chosen}.cpg"]):
            encoding = "cp1252"
    reader = shapefile.Reader(
        shp=BytesIO(parts["shp"]), dbf=BytesIO(parts["dbf"]), encoding=encoding, encodingErrors="replace"
    )
    found = (
        (one.record.as_dict(), shape(one.shape.__geo_interface__))
        for one in reader.iterShapeRecords()
        if one.shape.points
    )
    return chosen, [one for one in layers if one != chosen], crs, found


def _geopackage(source: Path) -> tuple[str, list[str], pyproj.CRS, Iterator[Feature]]:
    with closing(sqlite3.connect(f"file:{source}?mode=ro&immutable=1", uri=True)) as base:
        layers = base.execute(
            "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns ORDER BY table_name"
        ).fetchall()
        if not layers:
            raise BadFile("El GeoPackage no tiene ninguna capa con límites.")
        chosen = next((one for one in layers if "mun" in one[0].lower()), layers[0])
        table, column, srs = chosen
        known = base.execute(
            "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
            [srs],
        ).fetchone()
        quoted = '"' + table.replace('"', '""') + '"'
        cursor = base.execute(f"SELECT * FROM {quoted} LIMIT {PLACES + 1}")  # noqa: S608
        names = [one[0] for one in cursor.description]
        rows = cursor.fetchall()
    at = names.index(column)
    crs = DEGREES
    if known and known[0].upper() == "EPSG":
        crs = pyproj.CRS.from_epsg(known[1])
    elif known and known[2] and known[2] != "undefined":
        crs = pyproj.CRS.from_wkt(known[2])
    found = (
        ({name: cell for name, cell in zip(names, row, strict=True) if name != column}, _shape_of(row[at]))
        for row in rows
        if row[at]
    )
    return table, [one[0] for one in layers if one[0] != table], crs, found


def _shape_of(blob: bytes) -> Any:
    if blob[:2] != b"GP":
        raise BadFile("El GeoPackage tiene una forma que no se puede leer.")
    return shapely.from_wkb(blob[8 + ENVELOPE[(blob[3] >> 1) & 7] :])


def _written(path: Path, layer: str, others: list[str], crs: pyproj.CRS, features: Iterator[Feature]) -> dict[str, Any]:
    moved = None if crs.is_geographic else pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True).transform
    columns: list[str] = []
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for properties, found in islice(features, PLACES + 1):
            count += 1
            if count > PLACES:
                raise BadFile(f"El archivo tiene más de {PLACES} lugares: envíe los de su entidad.")
            if found.geom_type not in ("Polygon", "MultiPolygon"):
                raise BadFile(f"El archivo tiene {found.geom_type}, no límites: envíe la capa de áreas.")
            cells = {_text(name)[:80]: _text(cell) for name, cell in list(properties.items())[:COLUMNS]}
            columns += [name for name in cells if name and name not in columns]
            if len(columns) > COLUMNS:
                raise BadFile(f"El archivo tiene más de {COLUMNS} columnas: deje la clave, el nombre y la entidad.")
            out.write(json.dumps({"cells": cells, "shape": _plain(found, moved)}, ensure_ascii=False) + "\n")
    if not count:
        raise BadFile("El archivo no tiene ningún lugar.")
    return {"columns": columns, "count": count, "layer": layer, "others": others}


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).replace("\x00", "").split())[:200]


def _plain(found: Any, moved: Any) -> dict[str, Any]:
    """Return a shape as GeoJSON in degrees, without height and no finer than a map shows; islets that vanish stay
    where nothing else would."""
    whole = shapely.force_2d(found)
    if moved is not None:
        whole = transform(moved, whole)
    if not all(math.isfinite(number) for point in shapely.get_coordinates(whole) for number in point):
        raise BadFile("Algún límite tiene coordenadas que no son números: guarde el archivo de nuevo.")
    west, south, east, north = whole.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadFile("Las coordenadas no son grados: guarde el archivo en WGS 84 (EPSG:4326), o envíe su .prj.")
    simple = whole.simplify(FINE)
    parts = [part for part in getattr(simple, "geoms", [simple]) if part.geom_type == "Polygon" and not part.is_empty]
    largest = max(part.area for part in parts)
    kept = MultiPolygon([part for part in parts if part.area * 5000 >= largest])
    return dict(mapping(shapely.set_precision(kept, 0.0001, mode="pointwise")))
