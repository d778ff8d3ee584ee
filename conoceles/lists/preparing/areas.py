"""The places of a state from files of INE and INEGI, by command: the same reading and writing as on screen."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from conoceles.elections.models import Area, DistrictPlan, Section
from conoceles.lib.states import STATES, state_code
from conoceles.lib.tables import BadTable
from conoceles.lib.text import slugify
from conoceles.lists.preparing.place_files import (
    BOUNDARIES,
    FIELDS,
    KEYS,
    SECTIONS,
    PlaceRows,
    guessed,
    read_places,
    whose_keys,
)
from conoceles.lists.preparing.place_writing import planned, write


@dataclass
class AreasImported:
    """What an import of places left: the plan, how many of each thing it has, and what was not written, in
    sentences."""

    plan: DistrictPlan
    municipalities: int
    districts: int
    sections: int
    retired: int
    refused: list[str]


def files_of(folder: Path, state: str) -> dict[str, Path]:
    """Return the files of a state in a folder, by kind; raise BadTable with one sentence where it has none."""
    named = {KEYS: f"codes_ine_inegi_{state}.csv", BOUNDARIES: f"municipalities_{state}_inegi.geojson"}
    named[SECTIONS] = f"sections_{state}_2017.csv"
    missing = [name for name in named.values() if not (folder / name).is_file()]
    if missing:
        raise BadTable(
            f"Faltan en la carpeta {folder.name}: {', '.join(missing)}. El INE publica las secciones y sus claves; el "
            "INEGI, los límites municipales. Con otros nombres, diga cada archivo: --keys, --boundaries, --sections."
        )
    return {kind: folder / name for kind, name in named.items()}


def import_areas(folder: Path, state: str, valid_from: date, valid_to: date | None, name: str = "") -> AreasImported:
    """Read a state's files in a folder and write its places: see `import_files`."""
    return import_files(files_of(folder, state), state, valid_from, valid_to, name)


def import_files(
    files: dict[str, Path], state: str, valid_from: date, valid_to: date | None, name: str = ""
) -> AreasImported:
    """Read files of places by kind and write them in the division of a state, made where it is not there; the same
    files again change nothing.

    Raises BadTable with a Spanish sentence for a file that is missing or broken, for a row that cannot be written, and
    for a state that is none.
    """
    code = state_code(state)
    if not code:
        raise BadTable(f"«{state}» no es una entidad: escriba su nombre o su clave, como Colima o 06.")
    read = [(kind, read_places(files[kind], kind)) for kind in (KEYS, BOUNDARIES, SECTIONS) if kind in files]
    with transaction.atomic():
        plan = _plan(code, valid_from, valid_to, name)
        refused: list[str] = []
        for kind, rows in read:
            columns = _columns(kind, rows, files[kind])
            found = planned(kind, rows, columns, plan, whose=whose_keys(kind, columns))
            where = files[kind].name
            refused += [
                f"{where}, renglón {number}: {why}" if number else f"{where}: {why}" for number, why in found.refused
            ]
            write(found)
        if refused:
            raise BadTable(" ".join(refused[:5]) + (f" Y {len(refused) - 5} más." if len(refused) > 5 else ""))
    areas = Area.objects.of_plan(plan)
    sections = Section.objects.filter(plan=plan)
    return AreasImported(
        plan,
        areas.municipalities().count(),
        areas.filter(kind=Area.Kind.DISTRICT).count(),
        sections.offered().count(),
        sections.filter(retired=True).count(),
        refused,
    )


def _columns(kind: str, rows: PlaceRows, path: Path) -> dict[str, str]:
    columns = guessed(kind, rows)
    missing = [field.label for name, field in FIELDS[kind].items() if field.required and name not in columns]
    if missing:
        raise BadTable(f"{path.name}: no se encuentra la columna de {', '.join(missing).lower()}: elíjala en pantalla.")
    return columns


def _plan(code: str, valid_from: date, valid_to: date | None, name: str) -> DistrictPlan:
    state_name = STATES[code][0]
    values = {"state_name": state_name, "valid_from": valid_from, "valid_to": valid_to}
    name = name or f"Distritación {valid_from.year} de {state_name}"
    plan = DistrictPlan.objects.filter(state=code, name=name).first() or DistrictPlan(state=code, name=name)
    for field, value in values.items():
        setattr(plan, field, value)
    try:
        plan.full_clean()
    except ValidationError as error:
        raise BadTable(" ".join(error.messages)) from error
    plan.save()
    defaults = {"name": state_name, "slug": slugify(state_name), "inegi_code": code}
    Area.objects.get_or_create(state=code, kind=Area.Kind.STATE, ine_code=code, plan=None, defaults=defaults)
    return plan
