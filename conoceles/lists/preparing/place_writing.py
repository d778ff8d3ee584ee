"""Places from what INE and INEGI publish: what a file would do to the places of a state, and doing it."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, transaction

from conoceles.elections import register
from conoceles.elections.models import Area, DistrictPlan, Election, Section
from conoceles.elections.publication import publish_after_edit
from conoceles.lib.dates import long_date
from conoceles.lib.states import STATES, state_code
from conoceles.lib.tables import BadTable
from conoceles.lib.text import fold, slugify, so_many
from conoceles.lists.preparing.place_files import BOUNDARIES, KEYS, SECTIONS, PlaceRows, records
from conoceles.lists.preparing.place_map import lay_map

BATCH = 500
LONGEST_KEY, MOST_NAME = 6, 120
Named = dict[str, Area]


@dataclass
class PlacePlan:
    """What a file of places would do: rows to save, and what a person must know, first what was left out."""

    kind: str
    state: str
    plan: DistrictPlan
    new: list[Area] = field(default_factory=list)
    changed: list[tuple[Area, str]] = field(default_factory=list)
    same: int = 0
    new_sections: list[Section] = field(default_factory=list)
    changed_sections: list[Section] = field(default_factory=list)
    same_sections: int = 0
    # What changes of each section, from what to what.
    moved: list[str] = field(default_factory=list)
    # (where in the file, what is wrong): it is not written.
    refused: list[tuple[int, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def state_of(election: Election) -> str:
    """Return the code of the state in which an election is held, '' where nobody said it."""
    return election.plan.state if election.plan else state_code(election.institute.state)


def make_plan(election: Election, name: str, valid_from: Any, valid_to: Any, by: str = "") -> DistrictPlan:
    """Make the division of an election's state, with the state itself as a place, and return it. Raises ValidationError
    where it is not of election day, and where the election has one that is, or is public."""
    before, code = election.plan, state_of(election)
    if before and (election.published_at or before.holds_on(election.day)):
        raise ValidationError(f"La elección ya tiene su distritación: {before}.")
    plan = DistrictPlan(
        state=code,
        state_name=before.state_name if before else STATES[code][0],
        name=name,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    if not plan.holds_on(election.day):
        raise ValidationError(f"No rige el {long_date(election.day)}, el día de la elección: revise sus fechas.")
    with transaction.atomic():
        register.save(plan, by=by, at=election)
        defaults = {"name": plan.state_name, "slug": slugify(plan.state_name), "inegi_code": code}
        Area.objects.get_or_create(state=code, kind=Area.Kind.STATE, ine_code=code, plan=None, defaults=defaults)
        election.plan = plan
        try:
            register.save(election, by=by)
        except ValidationError:
            election.plan = before
            raise
    return plan


def planned(
    kind: str,
    rows: PlaceRows,
    columns: dict[str, str],
    plan: DistrictPlan,
    *,
    whose: str,
    places: str = Area.Kind.MUNICIPALITY,
) -> PlacePlan:
    """Return what a file would do to the places of a division's state. Raises BadTable where nothing of it can be
    read."""
    state = plan.state
    found = PlacePlan(kind, state, plan)
    mine = list(records(kind, rows, columns, state))
    if not mine:
        raise BadTable(f"Ningún renglón es de {plan.state_name}: revise la columna de la entidad.")
    if len(mine) < len(rows.cells):
        found.told.append(
            f"{so_many(len(rows.cells) - len(mine), 'renglón', 'renglones')} de otras entidades, sin leer."
        )
    if kind == BOUNDARIES:
        _boundaries(found, mine, whose, places)
    elif kind == SECTIONS:
        _sections(found, mine, whose)
    else:
        _keys(found, mine)
    return found


def _of_kind(found: PlacePlan, kind: str) -> list[Area]:
    return list(Area.objects.of_plan(found.plan).filter(kind=kind))


def is_key(text: str) -> bool:
    """Return whether a text is a number as keys and sections have it."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY


def _code(text: str) -> str:
    """Return a key as the register has it: three digits of a municipality, as they are of anything else."""
    digits = text.strip().lstrip("0")
    return digits.zfill(3) if is_key(digits) and len(digits) <= 3 else text.strip()


def _by_code(areas: list[Area], whose: str) -> Named:
    return {_code(code): area for area in areas if (code := getattr(area, f"{whose}_code"))}


def _by_name(areas: list[Area]) -> Named:
    return {fold(name): area for area in areas for name in (area.ine_name, area.name) if name}


def _boundaries(found: PlacePlan, rows: list[tuple[int, dict[str, str], Any]], whose: str, places: str) -> None:
    """A place is known by its key; where nobody has that key, by its name, which then gets it."""
    whose = "ine" if places == Area.Kind.DISTRICT else whose
    areas = _of_kind(found, places)
    codes, names = _by_code(areas, whose), _by_name(areas)
    seen: set[str] = set()
    for number, row, shape in rows:
        code, name = _code(row.get("code", "")), row.get("name", "")
        if not is_key(code) or code in seen or len(name) > MOST_NAME:
            found.refused.append((number, f"La clave «{row.get('code', '')[:20]}» no es un número, o se repite."))
            continue
        seen.add(code)
        area = codes.get(code)
        if area and name and fold(name) not in (fold(area.name), fold(area.ine_name)):
            found.refused.append((number, f"La clave {code} es «{name}» en el archivo y «{area.name}» en el registro."))
            continue
        if area is None and name:
            area = names.get(fold(name))
            known = getattr(area, f"{whose}_code", "") if area else ""
            if known and _code(known) != code:
                found.refused.append(
                    (number, f"«{name}» tiene la clave {code} en el archivo y {known} en el registro.")
                )
                continue
        if area is None:
            area = _new(found, places, name or f"{Area.Kind(places).label.capitalize()} {int(code)}", **{whose: code})
            area.boundary = shape
            found.new.append(area)
        else:
            values = {f"{whose}_code": getattr(area, f"{whose}_code") or code, "boundary": shape}
            if area.name.isupper() and name and not name.isupper():
                # INE's tables write names in capitals, without accents.
                values |= {"name": name, "ine_name": area.name if fold(area.name) != fold(name) else ""}
            _change(found, area, values)


def _new(found: PlacePlan, kind: str, name: str, ine: str = "", inegi: str = "") -> Area:
    plan = found.plan if kind == Area.Kind.DISTRICT else None
    slug = slugify(name, 80)
    return Area(state=found.state, kind=kind, plan=plan, name=name[:120], slug=slug, ine_code=ine, inegi_code=inegi)


def _change(found: PlacePlan, area: Area, values: dict[str, Any]) -> None:
    said = [name for name, value in values.items() if getattr(area, name) != value]
    for name in said:
        setattr(area, name, values[name])
    if not said:
        found.same += 1
        return
    words = {
        "boundary": "límites",
        "ine_code": "clave del INE",
        "inegi_code": "clave del INEGI",
        "name": "nombre",
        "ine_name": "nombre del INE",
        "head_town": "cabecera",
    }
    found.changed.append((area, ", ".join(words[name] for name in said)))


def _keys(found: PlacePlan, rows: list[tuple[int, dict[str, str], Any]]) -> None:
    """A municipality has both keys; it is known by either, or by its name."""
    areas = _of_kind(found, Area.Kind.MUNICIPALITY)
    ine, inegi, names = _by_code(areas, "ine"), _by_code(areas, "inegi"), _by_name(areas)
    taken: set[str] = set()
    for number, row, _shape in rows:
        first, second, name = _code(row["ine"]), _code(row["inegi"]), row["name"]
        if not (is_key(first) and is_key(second) and 0 < len(name) <= MOST_NAME) or {first} & taken:
            found.refused.append((number, "Le falta una clave o el nombre, o la clave se repite."))
            continue
        taken.add(first)
        area = names.get(fold(name)) or ine.get(first) or inegi.get(second)
        other = row.get("ine_name", "")
        values = {
            "name": name,
            "ine_code": first,
            "inegi_code": second,
            # A table that lost its Ñ to «?» has a name of no use.
            "ine_name": "" if "?" in other or fold(other) == fold(name) else other,
        }
        if row.get("town"):
            values["head_town"] = row["town"][:MOST_NAME]
        if area is None:
            area = _new(found, Area.Kind.MUNICIPALITY, name, first, second)
            area.ine_name, area.head_town = values["ine_name"], values.get("head_town", "")
            found.new.append(area)
        else:
            _change(found, area, values)


def _sections(found: PlacePlan, rows: list[tuple[int, dict[str, str], Any]], whose: str) -> None:
    """Each section lies in a municipality and, where the table says so, in a district; both are made where they are
    missing."""
    towns = _of_kind(found, Area.Kind.MUNICIPALITY)
    codes, names = _by_code(towns, whose), _by_name(towns)
    districts = _by_code(_of_kind(found, Area.Kind.DISTRICT), "ine")
    known = {
        one.number: one for one in Section.objects.filter(plan=found.plan).select_related("municipality", "district")
    }
    seen: set[int] = set()
    doubtful: dict[str, int] = defaultdict(int)
    for number, row, _shape in rows:
        text = row["section"].lstrip("0")
        if not is_key(text) or int(text) in seen:
            found.refused.append((number, f"La sección «{row['section'][:20]}» no es un número, o se repite."))
            continue
        seen.add(int(text))
        town, wrong = _town(found, row, whose, codes, names)
        if town is None:
            doubtful[wrong] += 1
            continue
        district, said = _district(found, row.get("district", ""), districts)
        values = {
            "municipality": town,
            "district": district,
            "district_code": said[:12],
            "retired": fold(row.get("kept", "")) in ("no", "n", "0", "false", "baja"),
        }
        _keep_section(found, known.get(int(text)), int(text), values)
    for wrong, count in doubtful.items():
        found.refused.append((0, f"{wrong} ({so_many(count, 'sección', 'secciones')})"))


def _town(found: PlacePlan, row: dict[str, str], whose: str, codes: Named, names: Named) -> tuple[Area | None, str]:
    """Return the municipality of a section, made where nobody has its key nor its name; or what is wrong."""
    code, name = _code(row.get("code", "")), row.get("name", "")
    town = codes.get(code) if code else names.get(fold(name))
    if town and name and code and fold(name) not in (fold(town.name), fold(town.ine_name)):
        return None, f"La clave {code} es «{name}» en el archivo y «{town.name}» en el registro"
    if town is None and name:
        town = names.get(fold(name))
        if town and code:
            if getattr(town, f"{whose}_code"):
                return None, f"«{name}» tiene la clave {code} en el archivo y otra en el registro"
            _change(found, town, {f"{whose}_code": code})
            codes[code] = town
    if town is None and name:
        town = _new(found, Area.Kind.MUNICIPALITY, name, **({whose: code} if code else {}))
        found.new.append(town)
        codes[code] = names[fold(name)] = town
    return (town, "") if town else (None, f"Nadie sabe qué municipio es la clave «{code}»")


def _district(found: PlacePlan, text: str, districts: Named) -> tuple[Area | None, str]:
    """Return the district that a cell names and what it says; «1-5» says that the table does not know which of them."""
    text = text.strip()
    digits = text.lstrip("0")
    if not is_key(digits):
        if ends := re.fullmatch(r"(\d{1,2})-(\d{1,2})", digits):
            for one in range(int(ends[1]), int(ends[2]) + 1):
                _district(found, str(one), districts)
        return None, text
    code = _code(digits)
    if code not in districts:
        area = _new(found, Area.Kind.DISTRICT, f"Distrito {int(digits)}", f"{int(digits):02}")
        found.new.append(area)
        districts[code] = area
    return districts[code], digits


def _keep_section(found: PlacePlan, section: Section | None, number: int, values: dict[str, Any]) -> None:
    if section is None:
        found.new_sections.append(Section(plan=found.plan, number=number, **values))
    elif any(getattr(section, name) != value for name, value in values.items()):
        before = f"{section.municipality}, {section.district or section.district_code or 'sin distrito'}"
        for name, value in values.items():
            setattr(section, name, value)
        after = f"{section.municipality}, {section.district or section.district_code or 'sin distrito'}"
        found.moved.append(
            f"Sección {section}: de {before} a {after}{'; de baja' if section.retired else ''}"
            if before != after
            else f"Sección {section}: {'de baja' if section.retired else 'vigente'}"
        )
        found.changed_sections.append(section)
    else:
        found.same_sections += 1


def write(found: PlacePlan) -> None:
    """Write what a file would do, lay the map of the state's municipalities anew, and publish what that changes. Raises
    BadTable, with nothing written, where the register does not take it."""
    try:
        with transaction.atomic():
            _write(found)
    except OperationalError:
        raise
    except DatabaseError:
        # The database names the row that it refused.
        raise BadTable(
            "El registro no admite lo que dice el archivo: dos lugares con la misma clave, o una clave o un nombre "
            "demasiado largos. Nada se escribió."
        ) from None


def _write(found: PlacePlan) -> None:
    changed = [area for area, _said in found.changed]
    # Keys that are exchanged are freed first.
    Area.objects.filter(pk__in=[area.pk for area in changed]).update(ine_code="", inegi_code="")
    for area in [*found.new, *changed]:
        area.save()
    for section in [*found.new_sections, *found.changed_sections]:
        # A place that was new has its number now.
        section.municipality, section.district = section.municipality, section.district
    Section.objects.bulk_create(found.new_sections, batch_size=BATCH)
    fields = ["municipality", "district", "district_code", "retired"]
    Section.objects.bulk_update(found.changed_sections, fields, batch_size=BATCH)
    if found.kind in (BOUNDARIES, KEYS):
        lay_map(_of_kind(found, Area.Kind.MUNICIPALITY))
    # Municipalities are of the state: other divisions of it show them too.
    for plan in DistrictPlan.objects.filter(state=found.state):
        publish_after_edit(plan)
