"""A format made on screen: which column of a list is what, guessed from how columns are called, tried on its first
rows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from conoceles.elections.models import Election
from conoceles.lib.states import STATE_COLUMNS
from conoceles.lib.tables import BadTable, Table, read_tables
from conoceles.lib.text import fold
from conoceles.lists import presets
from conoceles.lists.presets import Preset
from conoceles.lists.reading import Line, Reader

# What a list may say of somebody, as a person calls it, and how its column is called where we saw it.
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "office": (
        "Cargo",
        (
            "cargo",
            "puesto",
            "cargo al que se postula",
            "postulacion",
            "tipo eleccion",
            "tipo de eleccion",
            "eleccion",
            "candidatura",
            "tipo de candidatura",
            "tipo candidatura",
        ),
    ),
    "area": (
        "Lugar donde se elige",
        (
            "lugar",
            "municipio",
            "nombre municipio",
            "ayuntamiento",
            "distrito",
            "distrito local",
            "demarcacion",
            "id distrito",
            "circuito",
        ),
    ),
    "party": (
        "Partido, coalición o independiente",
        (
            "partido",
            "partido coalicion",
            "partido politico",
            "coalicion",
            "actor politico",
            "siglas",
            "nombre asociacion",
            "partido o coalicion",
            "postulante",
            "quien postula",
            "fuerza politica",
            "emblema",
        ),
    ),
    "name": (
        "Nombre de la persona",
        ("nombre", "nombre completo", "nombre candidato", "nombre candidatura", "nombres", "candidato", "candidata"),
    ),
    "nickname": ("Sobrenombre en la boleta", ("sobrenombre", "alias", "mote", "apodo", "seudonimo")),
    "role": (
        "Calidad: propietaria o suplente",
        (
            "calidad",
            "caracter",
            "tipo candidato",
            "propietario suplente",
            "propietario o suplente",
            "tipo",
            "tipo de candidatura",
            "tipo candidatura",
        ),
    ),
    "ticket": (
        "Número de fórmula o planilla",
        ("formula", "planilla", "num lista o formula", "numero de formula", "num formula", "id formula"),
    ),
    "position": (
        "Lugar en la lista o planilla",
        ("posicion", "lugar en la lista", "numero de lista", "num lista", "orden", "numero", "prelacion"),
    ),
    "folio": ("Folio", ("folio", "folio de registro", "id registro", "clave candidatura")),
    "sex": ("Sexo", ("sexo", "genero")),
    "age": ("Edad", ("edad",)),
    "birth_date": ("Fecha de nacimiento", ("fecha de nacimiento", "fecha nacimiento", "fec nac", "nacimiento")),
    "curp": ("CURP", ("curp",)),
    "affirmative_actions": (
        "Acción afirmativa",
        ("accion afirmativa", "medida compensatoria", "acciones afirmativas", "grupo"),
    ),
    "state": ("Entidad de la fila", tuple(sorted(STATE_COLUMNS))),
}
SURNAMES = (
    ("primer apellido", "apellido paterno", "paterno", "ap paterno", "apellido 1"),
    ("segundo apellido", "apellido materno", "materno", "ap materno", "apellido 2"),
)
NEEDED = ("office", "name")
# What may be another column for each office.
BY_OFFICE = ("ticket", "position")
TRIED = 8
COLUMNS_OF_A_FIELD, MOST_COLUMNS = 3, 8
# What of the cells a page says; the rest of a format's stays as its file has it.
SHOWN_FORMATS = ("area", "area_key", "position", "lines", "party", "dates")
NONE, COLUMN, JOIN, FIRST, VALUE = "", "column", "join", "first", "value"
HOW = (
    (NONE, "No está en la lista"),
    (COLUMN, "Esta columna"),
    (JOIN, "Estas, una tras otra"),
    (FIRST, "La primera que tenga algo"),
    (VALUE, "Siempre esto"),
)


@dataclass
class Choice:
    """How one field is read, as the page shows it."""

    name: str
    label: str
    how: str
    columns: list[str]
    value: str = ""
    pattern: str = ""
    repeats: bool = False

    @property
    def needed(self) -> bool:
        return self.name in NEEDED


def read_sample(path: Path, sheet: str = "", heading: int = 0) -> Table:
    """Return the table of a list of which nothing is known: its heading is the first row as wide as the widest, or the
    one that a person says. Raises BadTable."""
    return read_tables(path, {None: []}, chosen=[sheet] if sheet else [], heading=heading)[None]


def guessed(title: str, table: Table) -> dict[str, Any]:
    """Return the format that the names of a list's columns suggest."""
    plain: dict[str, str] = {}
    for column in table.columns:
        plain.setdefault(fold(column).replace("_", " ").replace(".", ""), column)
    columns: dict[str, Any] = {}
    taken: set[str] = set()
    for name, (_label, known) in FIELDS.items():
        there = [plain[one] for one in known if one in plain and plain[one] not in taken]
        # «Tipo de candidatura» is an office in some lists, in others who is owner and who is alternate: its cells say.
        there = [column for column in there if (name == "role") or not _says_roles(table, column)]
        if there:
            columns[name] = there[0]
            taken.add(there[0])
    surnames = [plain[one] for known in SURNAMES for one in known if one in plain][:2]
    if "name" in columns and surnames:
        columns["name"] = [columns["name"], *surnames]
    data = {"title": title, "columns": columns, "optional": [name for name in columns if name not in NEEDED]}
    words = _words(table, columns)
    return {**data, "vocabulary": words} if words else data


def _says_roles(table: Table, column: str) -> bool:
    cells = _cells(table, column)
    return bool(cells) and all(fold(cell) in WORDS["role"] for cell in cells)


def _cells(table: Table, column: str) -> set[str]:
    at = table.columns.index(column)
    return {cells[at].strip() for _line, cells in table.rows if at < len(cells) and cells[at].strip()}


# Words that mean the same in every list.
WORDS = {
    "role": {
        "propietaria": "owner",
        "propietario": "owner",
        "propietaria/o": "owner",
        "prop": "owner",
        "suplente": "alternate",
        "suplencia": "alternate",
        "sup": "alternate",
        "titular": "owner",
    },
    "sex": {
        "mujer": "female",
        "femenino": "female",
        "f": "female",
        "hombre": "male",
        "masculino": "male",
        "no binario": "nonbinary",
        "no binaria": "nonbinary",
        "no binarie": "nonbinary",
    },
}


def _words(table: Table, columns: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the words of a list whose meaning nobody doubts: «M» alone has none, for it is woman or man by the
    list."""
    found: dict[str, dict[str, str]] = {}
    for name, words in WORDS.items():
        chosen = columns.get(name)
        if isinstance(chosen, str):
            cells = _cells(table, chosen)
            pairs = {cell: words[fold(cell)] for cell in sorted(cells) if fold(cell) in words}
            plain = {fold(cell) for cell in cells}
            if name == "sex" and "m" in plain and ("f" in plain) != ("h" in plain):
                # Beside F it is a man, beside H a woman.
                pairs |= {cell: "male" if "f" in plain else "female" for cell in cells if fold(cell) == "m"}
                pairs |= {cell: "male" for cell in cells if fold(cell) == "h"}
            if pairs:
                found[name] = pairs
    return found


def choices(data: dict[str, Any]) -> list[Choice]:
    """Return how a format reads each field, as the page shows it."""
    columns, fixed = data.get("columns", {}), data.get("fixed", {})
    found = []
    for name, (label, _known) in FIELDS.items():
        column = columns.get(name)
        how = NONE
        if name in fixed:
            how = VALUE
        elif column:
            how = FIRST if isinstance(column, dict) else JOIN if isinstance(column, list) else COLUMN
        chosen = presets.parts(column) if column else []
        chosen = [*chosen, *[""] * max(1, COLUMNS_OF_A_FIELD - len(chosen))][:MOST_COLUMNS]
        pattern = data.get("patterns", {}).get(name, "")
        found.append(Choice(name, label, how, chosen, fixed.get(name, ""), pattern, name in data.get("repeats", [])))
    return found


def said(form: Any, before: dict[str, Any], offices: list[str]) -> dict[str, Any]:
    """Return the format that a page says, over the one before: what the page does not show (its words, where it is
    from, the rest of what an office has of its own) stays."""
    columns: dict[str, Any] = {}
    fixed: dict[str, str] = {}
    patterns: dict[str, str] = {}
    for name in FIELDS:
        how = form.get(f"how-{name}", NONE)
        chosen = [column for column in form.getlist(f"column-{name}")[:MOST_COLUMNS] if column]
        if how == VALUE and form.get(f"value-{name}", "").strip():
            fixed[name] = form[f"value-{name}"].strip()
        elif how in (JOIN, FIRST) and len(chosen) > 1:
            columns[name] = chosen if how == JOIN else {"first": chosen}
        elif how in (COLUMN, JOIN, FIRST) and chosen:
            columns[name] = chosen[0]
        if form.get(f"pattern-{name}", "").strip():
            patterns[name] = form[f"pattern-{name}"].strip()
    shown: dict[str, Any] = {
        "title": form.get("title", "").strip()[:120] or before.get("title", ""),
        "columns": columns,
        "fixed": fixed,
        "patterns": patterns,
        "repeats": [name for name in form.getlist("repeats") if name in FIELDS],
        "by_office": _by_office(form, before, offices),
        "create": [name for name in form.getlist("create") if name in ("party", "area")],
        "empties": [line.strip() for line in form.get("empties", "").splitlines() if line.strip()][:50],
        "formats": _formats(form, before),
        "people": _people(form, before),
        "optional": [name for name in columns if name not in NEEDED],
        "answers": {key: form[name] for name in form if (key := name.removeprefix("answer-")) != name and form[name]},
    }
    return {name: value for name, value in {**before, **shown}.items() if value}


def _by_office(form: Any, before: dict[str, Any], offices: list[str]) -> dict[str, Any]:
    found = {office: dict(columns) for office, columns in before.get("by_office", {}).items()}
    for office in offices:
        columns = found.setdefault(office, {})
        for name in BY_OFFICE:
            column = form.get(f"{name}:{office}", "")
            if column:
                columns[name] = column
            elif columns.get(name):
                del columns[name]
    return {office: columns for office, columns in found.items() if columns}


def _formats(form: Any, before: dict[str, Any]) -> dict[str, str]:
    found = {name: value for name, value in before.get("formats", {}).items() if name not in SHOWN_FORMATS}
    for name in SHOWN_FORMATS:
        if form.get(f"format-{name}") in presets.FORMATS[name]:
            found[name] = form[f"format-{name}"]
    return found


def own_people(data: dict[str, Any]) -> bool:
    """Return whether the people of each line are said otherwise than a page can show."""
    people = data.get("people", [])
    return bool(people) and people != _owner_and_alternate(alternate_of(data))


def alternate_of(data: dict[str, Any]) -> list[str]:
    """Return the columns of the alternate's name, where a line names both."""
    people = data.get("people", [])
    column = people[1].get("columns", {}).get("name", "") if len(people) > 1 else ""
    return presets.parts(column) if column else []


def _people(form: Any, before: dict[str, Any]) -> list[dict[str, Any]]:
    if own_people(before):
        people: list[dict[str, Any]] = before["people"]
        return people
    return _owner_and_alternate([column for column in form.getlist("alternate")[:MOST_COLUMNS] if column])


def _owner_and_alternate(alternate: list[str]) -> list[dict[str, Any]]:
    """Return the owner and the alternate of each line that names both."""
    if not alternate:
        return []
    name: Any = alternate if len(alternate) > 1 else alternate[0]
    return [
        {"fixed": {"role": "propietaria"}},
        {"columns": {"name": name, "sex": "", "age": "", "curp": "", "birth_date": ""}, "fixed": {"role": "suplente"}},
    ]


def checked(name: str, data: dict[str, Any]) -> Preset:
    """Return the preset of a format. Raises BadTable: what is wrong with it."""
    words = data.get("vocabulary", {})
    if data.get("people"):
        own = {"propietaria": "owner", "suplente": "alternate"}
        data = {**data, "vocabulary": {**words, "role": {**own, **words.get("role", {})}}}
    return presets.preset_from(name, data)


def tried(preset: Preset, table: Table, election: Election) -> list[Line]:
    """Return how a format reads the first rows of a list."""
    reader = Reader(preset, {}, election.plan.state if election.plan else "")
    found = (reader.line(number, dict(zip(table.columns, cells, strict=False))) for number, cells in table.rows[:TRIED])
    return [line for line in found if line is not None]


def as_toml(data: dict[str, Any]) -> str:
    """Return a format as the file that the command reads."""
    return tomli_w.dumps(checked_data(data))


def checked_data(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a format as `checked` reads it, whole. Raises BadTable."""
    preset = checked("formato", data)
    return {**data, "vocabulary": preset.vocabulary} if preset.vocabulary else data


def problem(data: dict[str, Any]) -> str:
    """Return what is wrong with a format, '' for nothing."""
    try:
        checked("formato", data)
    except BadTable as error:
        said = str(error)
        for name, (label, _known) in FIELDS.items():
            # What a file calls by its key has a name on screen.
            said = said.replace(f"«{name}»", f"«{label}»").replace(f"patterns.{name}", f"el patrón de {label}")
        return said
    return ""
