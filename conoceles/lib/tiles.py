"""A tile map from boundaries: one square for each area, near where it is, none on top of another."""

import itertools
from collections.abc import Iterable
from typing import Any

Point = tuple[float, float]


def rings(geometry: dict[str, Any]) -> list[list[Point]]:
    """Return the outer rings of a GeoJSON Polygon or MultiPolygon, as lists of (longitude, latitude).

    Raises ValueError for any other type.
    """
    if geometry["type"] == "Polygon":
        return [[(p[0], p[1]) for p in geometry["coordinates"][0]]]
    if geometry["type"] == "MultiPolygon":
        return [[(p[0], p[1]) for p in polygon[0]] for polygon in geometry["coordinates"]]
    raise ValueError(f"Boundaries are Polygon or MultiPolygon, not {geometry['type']}.")


def centre(geometry: dict[str, Any]) -> Point:
    """Return the centroid of the largest ring."""
    best, area = (0.0, 0.0), 0.0
    for ring in rings(geometry):
        doubled = x = y = 0.0
        for (x0, y0), (x1, y1) in itertools.pairwise(ring):
            cross = x0 * y1 - x1 * y0
            doubled += cross
            x += (x0 + x1) * cross
            y += (y0 + y1) * cross
        if abs(doubled) > area:
            best, area = (x / (3 * doubled), y / (3 * doubled)), abs(doubled)
    return best


def tile_map(centres: dict[str, Point]) -> dict[str, tuple[int, int]]:
    """Return {key: (column, row)}, from 1, in a grid a little larger than the number of areas.

    Areas are dealt into rows from north to south, and in each row to columns from west to east, so that the order of
    neighbours is kept; then pairs are exchanged while that brings both nearer to where they are. The same input
    always gives the same map.
    """
    if not centres:
        return {}
    columns, rows = _grid(centres)
    target = _targets(centres, columns, rows)
    order = sorted(target, key=lambda key: (target[key][1], target[key][0], key))
    place: dict[str, tuple[int, int]] = {}
    base, extra = divmod(len(order), rows)
    start = 0
    for row in range(rows):
        size = base + (1 if row < extra else 0)
        line = sorted(order[start : start + size], key=lambda key: (target[key][0], key))
        start += size
        place.update(zip(line, ((column, row) for column in _columns(line, target, columns)), strict=True))
    _exchange(place, target, columns, rows)
    return {key: (column + 1, row + 1) for key, (column, row) in place.items()}


def _grid(centres: dict[str, Point]) -> tuple[int, int]:
    xs, ys = zip(*centres.values(), strict=True)
    width, height = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
    cells = len(centres) * 1.25
    columns = max(1, min(8, round((cells * width / height) ** 0.5)))
    return columns, -(-round(cells) // columns)


def _targets(centres: dict[str, Point], columns: int, rows: int) -> dict[str, Point]:
    xs, ys = zip(*centres.values(), strict=True)
    west, north = min(xs), max(ys)
    width, height = max(xs) - west or 1.0, north - min(ys) or 1.0
    return {
        key: ((x - west) / width * (columns - 1), (north - y) / height * (rows - 1)) for key, (x, y) in centres.items()
    }


def _columns(line: list[str], target: dict[str, Point], columns: int) -> Iterable[int]:
    """Give each area of a row its own column, in order, as near to its target as the others allow."""
    taken: list[int] = []
    for index, key in enumerate(line):
        lowest = taken[-1] + 1 if taken else 0
        highest = columns - (len(line) - index)
        taken.append(max(lowest, min(highest, round(target[key][0]))))
    return taken


def _exchange(place: dict[str, tuple[int, int]], target: dict[str, Point], columns: int, rows: int) -> None:
    def cost(key: str, cell: tuple[int, int]) -> float:
        return (cell[0] - target[key][0]) ** 2 + (cell[1] - target[key][1]) ** 2

    cells = [(column, row) for row in range(rows) for column in range(columns)]
    for _round in range(60):
        holder = {cell: key for key, cell in place.items()}
        moved = False
        for key in sorted(place):
            for cell in cells:
                other, here = holder.get(cell), place[key]
                if cell == here:
                    continue
                before = cost(key, here) + (cost(other, cell) if other else 0)
                after = cost(key, cell) + (cost(other, here) if other else 0)
                if after < before - 1e-9:
                    place[key], holder[cell] = cell, key
                    holder.pop(here)
                    if other:
                        place[other], holder[here] = here, other
                    moved = True
        if not moved:
            return
