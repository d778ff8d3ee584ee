"""The invented state: 38 municipalities with boundaries, 16 districts, about 400 sections."""

from datetime import date
from random import Random

from conoceles.demo.words import CITIES, STATE, STATE_CODE, TOWNS
from conoceles.elections.models import Area, DistrictPlan, Section
from conoceles.lib.text import slugify
from conoceles.lib.tiles import centre, tile_map

DISTRICTS = 16
# Which cells of a 7 × 7 grid are land: the shape of the state.
LAND = [".#####.", ".#####.", "#######", "######.", ".######", "..#####", "...####"]


def make_places(year: int) -> DistrictPlan:
    """Write the places of the invented state and return its district plan."""
    rng = Random(38)
    plan = DistrictPlan.objects.create(
        state=STATE_CODE,
        state_name=STATE,
        name=f"Distritación {year} de {STATE} (ficticia)",
        valid_from=date(year - 3, 1, 1),
    )
    Area.objects.create(state=STATE_CODE, kind=Area.Kind.STATE, name=STATE, slug=slugify(STATE), ine_code=STATE_CODE)
    boundaries = _boundaries(rng)
    tiles = tile_map({name: centre(geometry) for name, geometry in boundaries.items()})
    inegi = list(range(1, len(TOWNS) + 1))
    rng.shuffle(inegi)
    towns = Area.objects.bulk_create(
        Area(
            state=STATE_CODE,
            kind=Area.Kind.MUNICIPALITY,
            name=name,
            slug=slugify(name),
            ine_code=f"{number:03}",
            inegi_code=f"{inegi[number - 1]:03}",
            boundary=boundaries[name],
            tile_column=tiles[name][0],
            tile_row=tiles[name][1],
        )
        for number, name in enumerate(TOWNS, 1)
    )
    districts = Area.objects.bulk_create(
        Area(
            state=STATE_CODE,
            kind=Area.Kind.DISTRICT,
            plan=plan,
            name=f"Distrito {n}",
            slug=f"distrito-{n}",
            ine_code=f"{n:02}",
        )
        for n in range(1, DISTRICTS + 1)
    )
    _sections(rng, plan, towns, districts)
    return plan


def _boundaries(rng: Random) -> dict[str, dict[str, object]]:
    """Deal the towns to cells of a grid whose corners are moved a little, so that neighbours share their border."""
    corners = {
        (x, y): (
            round(-101 + (x + rng.uniform(-0.3, 0.3)) * 0.4, 4),
            round(27 - (y + rng.uniform(-0.3, 0.3)) * 0.4, 4),
        )
        for x in range(8)
        for y in range(8)
    }
    cells = [(x, y) for y, row in enumerate(LAND) for x, mark in enumerate(row) if mark == "#"]
    towns = list(TOWNS)
    rng.shuffle(towns)
    merged = dict(zip(cells, towns, strict=False))
    return {
        name: {
            "type": "Polygon",
            "coordinates": [[corners[corner] for corner in ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y))]],
        }
        for (x, y), name in merged.items()
    }


def _sections(rng: Random, plan: DistrictPlan, towns: list[Area], districts: list[Area]) -> None:
    counts = [(town, CITIES.get(town.name) or rng.randint(3, 7)) for town in towns]
    total = sum(count for _town, count in counts)
    rows, number = [], 0
    for town, count in counts:
        for _index in range(count):
            number += 1
            district = districts[(number - 1) * DISTRICTS // total]
            rows.append(
                Section(
                    plan=plan,
                    number=number,
                    municipality=town,
                    district=district,
                    district_code=district.ine_code,
                )
            )
    Section.objects.bulk_create(rows)
