import json

import pytest

from conoceles.lib.tiles import centre, rings, tile_map


@pytest.mark.real_data
@pytest.mark.parametrize(("state", "count"), [("coahuila", 38), ("durango", 39)])
def test_every_municipality_has_a_tile_of_its_own_near_its_place(real_data, state, count):
    features = json.loads((real_data / "areas" / f"municipalities_{state}_inegi.geojson").read_text())["features"]
    centres = {feature["properties"]["cvegeo"]: centre(feature["geometry"]) for feature in features}
    tiles = tile_map(centres)
    assert len(tiles) == len(set(tiles.values())) == count
    keys = sorted(centres)
    kept = total = 0
    for first in keys:
        for second in keys:
            if centres[first][0] < centres[second][0] - 0.5:
                total += 1
                kept += tiles[first][0] <= tiles[second][0]
            if centres[first][1] > centres[second][1] + 0.5:
                total += 1
                kept += tiles[first][1] <= tiles[second][1]
    assert kept / total > 0.95, "west stays west and north stays north"
    assert tile_map(centres) == tiles


def test_no_area_has_no_map_and_one_has_one_tile():
    assert tile_map({}) == {}
    assert tile_map({"a": (-100.0, 25.0)}) == {"a": (1, 1)}


def test_a_line_is_no_boundary():
    with pytest.raises(ValueError, match="LineString"):
        rings({"type": "LineString", "coordinates": []})
