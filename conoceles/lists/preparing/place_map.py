"""The map of a state's municipalities, laid anew when their boundaries change."""

from typing import Any

from conoceles.elections.models import Area
from conoceles.lib.tiles import centre, rings, tile_map

# What lies further from the rest of the state than this part of its width is not drawn: the map would be sea.
FAR = 0.6
Box = tuple[float, float, float, float]
Shape = dict[str, Any]


def lay_map(areas: list[Area]) -> None:
    """Save the place of each municipality in the map of tiles, and leave out of their shapes the islands that lie far
    from the state."""
    shapes: dict[str, Shape] = {area.key: area.boundary for area in areas if area.boundary}
    if not shapes:
        return
    near = _without_far_islands(shapes)
    tiles = tile_map({key: centre(shape) for key, shape in near.items()})
    drawn = [area for area in areas if area.key in near]
    for area in drawn:
        area.boundary = near[area.key]
        area.tile_column, area.tile_row = tiles[area.key]
    Area.objects.bulk_update(drawn, ["boundary", "tile_column", "tile_row"], batch_size=100)


def _without_far_islands(shapes: dict[str, Shape]) -> dict[str, Shape]:
    hearts = [_box(max(rings(shape), key=len)) for shape in shapes.values()]
    west, south = min(box[0] for box in hearts), min(box[1] for box in hearts)
    east, north = max(box[2] for box in hearts), max(box[3] for box in hearts)
    wide, high = FAR * (east - west), FAR * (north - south)
    frame = (west - wide, south - high, east + wide, north + high)
    return {key: _within(shape, frame) for key, shape in shapes.items()}


def _within(shape: Shape, frame: Box) -> Shape:
    """Return a shape without its parts that lie outside a frame; whole where all of it does."""
    if shape["type"] != "MultiPolygon":
        return shape
    kept = [part for part in shape["coordinates"] if _meet(_box(part[0]), frame)]
    return {"type": "MultiPolygon", "coordinates": kept or shape["coordinates"]}


def _meet(one: Box, other: Box) -> bool:
    return one[2] > other[0] and one[0] < other[2] and one[3] > other[1] and one[1] < other[3]


def _box(ring: Any) -> Box:
    xs, ys = [point[0] for point in ring], [point[1] for point in ring]
    return min(xs), min(ys), max(xs), max(ys)
