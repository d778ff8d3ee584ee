"""Places from official tables: codes, boundaries and sections of one state become areas and a district plan."""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from conoceles.elections.models import Area, DistrictPlan, Section
from conoceles.lib.tables import BadTable, Table, read_tables
from conoceles.lib.text import fold, slugify
from conoceles.lib.tiles import centre, tile_map

# Which column holds the districts in force differs between tables; the first that a table has is the official one.
DISTRICT_COLUMNS = ["distrito_oficial_2017_inferido", "distrito_local_2017", "distrito_local"]
STATES = {"05": "Coahuila", "10": "Durango"}
CODES = ["cve_mun_ine", "cve_mun_inegi", "nombre_inegi", "nombre_ine_topojson"]
SECTIONS = ["cve_ent", "seccion", "cve_mun_ine", "municipio", "en_cartografia_2017"]


@dataclass
class AreasImported:
    """What an import of places left: the plan and how many of each thing it has."""

    plan: DistrictPlan
    municipalities: int
    districts: int
    sections: int
    retired: int


def files_of(folder: Path, state: str) -> dict[str, Path]:
    """Return the three files that a state needs; raise BadTable with one sentence when any is missing."""
    files = {
        "sections": folder / f"sections_{state}_2017.csv",
        "codes": folder / f"codes_ine_inegi_{state}.csv",
        "boundaries": folder / f"municipalities_{state}_inegi.geojson",
    }
    missing = [path.name for path in files.values() if not path.is_file()]
    if missing:
        raise BadTable(
            f"Faltan en la carpeta {folder.name}: {', '.join(missing)}. El INE publica las secciones y sus claves; el "
            "INEGI, los "
            "límites municipales."
        )
    return files


def import_areas(folder: Path, state: str, valid_from: date, valid_to: date | None) -> AreasImported:
    """Read a state's tables and write its places; the same tables again change nothing.

    Raises BadTable with a Spanish sentence for a table that is missing, broken or disagrees with another.
    """
    files = files_of(folder, state)
    codes = read_tables(files["codes"], {None: CODES})[None]
    sections = read_tables(files["sections"], {None: SECTIONS})[None]
    column = next((name for name in DISTRICT_COLUMNS if name in sections.columns), None)
    if column is None:
        raise BadTable(f"{files['sections'].name}: falta la columna de distrito ({' o '.join(DISTRICT_COLUMNS)}).")
    boundaries = _boundaries(files["boundaries"])
    entity = next(sections.records())[1]["cve_ent"]
    with transaction.atomic():
        name = STATES.get(entity, state.capitalize())
        plan, _ = DistrictPlan.objects.update_or_create(
            state=entity,
            name=f"Distritación {valid_from.year} de {name}",
            defaults={"state_name": name, "valid_from": valid_from, "valid_to": valid_to},
        )
        Area.objects.get_or_create(
            state=entity,
            kind=Area.Kind.STATE,
            ine_code=entity,
            plan=None,
            defaults={"name": name, "slug": slugify(name)},
        )
        municipalities = _municipalities(entity, codes, sections, boundaries)
        districts = _districts(plan, sections, column)
        return _sections(plan, sections, column, municipalities, districts)


def _boundaries(path: Path) -> dict[str, dict[str, object]]:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return {feature["properties"]["cve_mun"]: feature["geometry"] for feature in features}
    except (ValueError, KeyError, TypeError) as error:
        raise BadTable(f"{path.name} no es un GeoJSON con la clave cve_mun en cada municipio.") from error


def _municipalities(
    entity: str, codes: Table, sections: Table, boundaries: dict[str, dict[str, object]]
) -> dict[str, Area]:
    names = {record["cve_mun_ine"]: record["municipio"] for _line, record in sections.records()}
    tiles = tile_map({code: centre(geometry) for code, geometry in boundaries.items()})
    found: dict[str, Area] = {}
    for line, record in codes.records():
        ine, inegi = record["cve_mun_ine"], record["cve_mun_inegi"]
        name = record["nombre_inegi"]
        if ine in names and fold(names[ine]) != fold(name):
            raise BadTable(
                f"{codes.name}, línea {line}: la clave INE {ine} es {name} y en la tabla de secciones es {names[ine]}."
            )
        column, row = tiles.get(inegi, (None, None))
        found[ine], _ = Area.objects.update_or_create(
            state=entity,
            kind=Area.Kind.MUNICIPALITY,
            ine_code=ine,
            plan=None,
            defaults={
                "name": name,
                "slug": slugify(name, 80),
                "ine_name": _ine_name(record["nombre_ine_topojson"], name),
                "inegi_code": inegi,
                "boundary": boundaries.get(inegi),
                "tile_column": column,
                "tile_row": row,
            },
        )
    return found


def _ine_name(ine: str, inegi: str) -> str:
    """Return the INE's name when it is another one; that table lost its Ñ to «?», and such a name is of no use."""
    return "" if "?" in ine or fold(ine) == fold(inegi) else ine


def _districts(plan: DistrictPlan, sections: Table, column: str) -> dict[str, Area]:
    """Make one district for each number; a code such as «1-5» means that the table does not say which of them."""
    numbers: set[int] = set()
    for line, record in sections.records():
        found_code = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3}))?", record[column].strip())
        if not found_code or not record["seccion"].strip().isdigit():
            raise BadTable(f"{sections.name}, línea {line}: la sección o su distrito no es un número.")
        first, last = found_code.groups()
        numbers.update(range(int(first), int(last or first) + 1))
    found: dict[str, Area] = {}
    for number in sorted(numbers):
        found[str(number)], _ = Area.objects.update_or_create(
            state=plan.state,
            kind=Area.Kind.DISTRICT,
            plan=plan,
            ine_code=f"{number:02}",
            defaults={"name": f"Distrito {number}", "slug": f"distrito-{number}"},
        )
    return found


def _sections(
    plan: DistrictPlan, table: Table, column: str, municipalities: dict[str, Area], districts: dict[str, Area]
) -> AreasImported:
    known = {section.number: section for section in Section.objects.filter(plan=plan)}
    new, changed = [], []
    for line, record in table.records():
        municipality = municipalities.get(record["cve_mun_ine"])
        if municipality is None:
            raise BadTable(
                f"{table.name}, línea {line}: la clave INE {record['cve_mun_ine']} no está en la tabla de claves."
            )
        values = {
            "municipality": municipality,
            "district": districts.get(record[column].strip().lstrip("0")),
            "district_code": record[column].strip(),
            "retired": fold(record["en_cartografia_2017"]) == "no",
        }
        section = known.get(int(record["seccion"]))
        if section is None:
            new.append(Section(plan=plan, number=int(record["seccion"]), **values))
        else:
            for name, value in values.items():
                setattr(section, name, value)
            changed.append(section)
    Section.objects.bulk_create(new, batch_size=500)
    Section.objects.bulk_update(changed, ["municipality", "district", "district_code", "retired"], batch_size=500)
    retired = sum(section.retired for section in new + changed)
    return AreasImported(plan, len(municipalities), len(districts), len(new + changed) - retired, retired)
