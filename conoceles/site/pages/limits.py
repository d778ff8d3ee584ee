"""The limits of places, for the map that is drawn and for the one that a telephone compares itself with."""

from math import cos, radians

Ring = list[list[int]]
# Documents count in ten-thousandths of a degree.
DEGREE = 10_000
WIDTH = 600.0


def drawing(limits: dict[str, list[Ring]]) -> tuple[dict[str, str], tuple[int, int]]:
    """Return ({key: path of an SVG}, (width, height)) of places given by their outer rings of [longitude, latitude], in
    ten-thousandths.

    An equirectangular projection at the middle latitude: true enough for a state. ({}, (0, 0)) of no limits.
    """
    points = [point for rings in limits.values() for ring in rings for point in ring]
    if not points:
        return {}, (0, 0)
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    narrow = cos(radians((south + north) / 2 / DEGREE))
    scale = WIDTH / max((east - west) * narrow, 1)
    paths = {
        key: "".join(
            "M" + "L".join(f"{(x - west) * narrow * scale:.1f} {(north - y) * scale:.1f}" for x, y in ring[:-1]) + "Z"
            for ring in rings
        )
        for key, rings in limits.items()
    }
    return paths, (round(WIDTH), round((north - south) * scale))
