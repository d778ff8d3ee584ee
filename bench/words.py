"""The words of the benches: what the sheet and the register must agree on, without Django."""

from random import Random

from conoceles.demo.words import MEN, SURNAMES, TOWNS, WOMEN

COLUMNS = [
    "FOLIO",
    "CARGO",
    "LUGAR",
    "PARTIDO",
    "FORMULA",
    "POSICION",
    "CALIDAD",
    "NOMBRE",
    "SEXO",
    "EDAD",
    "FECHA_NACIMIENTO",
    "CURP",
]
PARTIES = 8
OFFICES = [("Presidencia municipal", 1), *(("Regiduría", place) for place in range(1, 6))]
PER_TOWN = PARTIES * len(OFFICES) * 2


def towns(count: int) -> list[str]:
    """Return `count` distinct names of municipalities."""
    return [f"{TOWNS[n % len(TOWNS)]} {n // len(TOWNS) + 1}" for n in range(count)]


def people(rng: Random) -> tuple[str, str]:
    """Return a (name, sex) drawn from the demo's words; distinct enough for search."""
    woman = rng.random() < 0.5
    given = rng.sample(WOMEN if woman else MEN, 2)
    return f"{' '.join(given)} {rng.choice(SURNAMES)} {rng.choice(SURNAMES)}", "female" if woman else "male"
