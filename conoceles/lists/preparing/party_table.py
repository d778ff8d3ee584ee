"""A table of parties, coalitions and independents: read, looked at, corrected on the page, and written as one act."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from conoceles.elections import register
from conoceles.elections.models import Election, Party
from conoceles.lib.forms import whole_number
from conoceles.lib.tables import BadTable, read_tables
from conoceles.lib.text import fold, in_list
from conoceles.lists.preparing.parties import BETWEEN, YEAR

COLUMNS = {
    "short": ("siglas",),
    "name": ("nombre", "partido", "coalicion", "partido o coalicion"),
    "kind": ("clase", "tipo"),
    "members": ("integrantes", "partidos"),
    "order": ("orden", "orden legal", "numero"),
    "valid": ("vigencia",),
    "state": ("estado", "entidad"),
}
HEAD = ["ORDEN", "SIGLAS", "NOMBRE", "CLASE", "INTEGRANTES"]
KINDS = {
    Party.Kind.PARTY: ("partido", "partido politico", "nacional", "local", ""),
    Party.Kind.COALITION: ("coalicion",),
    Party.Kind.COMMON: ("candidatura comun", "comun"),
    Party.Kind.POWER: ("poder", "poder que postula"),
    Party.Kind.INDEPENDENT: ("independiente", "candidatura independiente"),
}
MOST = 200


@dataclass
class Row:
    """One line of a table of parties, as somebody typed it."""

    order: str = ""
    short: str = ""
    name: str = ""
    kind: str = Party.Kind.PARTY
    members: str = ""
    # The party that it is of, '' for a new one: it is that one however its name is corrected.
    key: str = ""


def of_election(election: Election) -> list[Row]:
    """Return the parties of an election as lines of the table."""
    rows = election.parties.prefetch_related("members").order_by("order", "name")
    return [
        Row(
            str(party.order),
            party.short,
            party.name,
            party.kind,
            " + ".join(one.short or one.name for one in party.members.all()),
            party.key,
        )
        for party in rows
    ]


def read(path: Path, election: Election) -> tuple[list[Row], list[str]]:
    """Return the lines of a file, and what was left out of it in sentences. Raises BadTable."""
    table = read_tables(path, {None: []})[None]
    places = {}
    for name, known in COLUMNS.items():
        place = next((at for at, column in enumerate(table.columns) if fold(column) in known), None)
        if place is not None:
            places[name] = place
    if "name" not in places:
        raise BadTable("Falta la columna NOMBRE: use SIGLAS, NOMBRE, CLASE, INTEGRANTES y ORDEN.")
    state = fold(election.plan.state_name if election.plan else election.institute.state)
    rows: list[Row] = []
    told = list(table.told)
    for _line, cells in table.rows:
        cell = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        if not cell["name"]:
            continue
        if fold(cell.get("state", "")) not in ("", state):
            continue
        if not _valid(cell.get("valid", ""), election.day.year):
            told.append(f"{cell['name']}: la tabla dice que no estaba vigente en {election.day.year}; no se toma.")
            continue
        kind = _kind(cell.get("kind", ""))
        members = cell.get("members", "")
        kind = Party.Kind.COALITION if members and kind == Party.Kind.PARTY else kind
        order = cell.get("order") or str(len(rows) + 1)
        rows.append(Row(order, cell.get("short", ""), cell["name"], kind, members))
    if not rows:
        raise BadTable("La tabla no tiene ningún partido de esta entidad y este año.")
    if len(rows) > MOST:
        raise BadTable(f"La tabla tiene {len(rows)} renglones; el máximo es {MOST}.")
    return rows, told


def _kind(text: str) -> str:
    words = fold(re.sub(r"\(.*", "", text))
    return next((kind for kind, known in KINDS.items() if words in known), Party.Kind.PARTY)


def _valid(text: str, year: int) -> bool:
    years = [int(found) for found in YEAR.findall(text)]
    return not years or (years[0] <= year and (len(years) == 1 or year <= years[-1]))


def problems(rows: list[Row], election: Election) -> list[list[str]]:
    """Return for each line what is wrong with it, as Spanish sentences."""
    known = {fold(text) for row in rows if row.kind == Party.Kind.PARTY for text in (row.short, row.name) if text}
    for party in election.parties.filter(kind=Party.Kind.PARTY):
        known |= {fold(text) for text in (party.short, party.name) if text}
    found = []
    for place, row in enumerate(rows):
        wrong = []
        if not row.name:
            wrong.append("Falta el nombre.")
        if row.kind not in Party.Kind.values:
            wrong.append("Elija de qué clase es.")
        if not 0 < whole_number(row.order) < 1000:
            wrong.append("El orden es un número del 1 al 999.")
        if any(fold(other.name) == fold(row.name) for other in rows[:place]):
            wrong.append("Ese nombre está dos veces.")
        if row.short and any(fold(other.short) == fold(row.short) for other in rows[:place]):
            wrong.append("Esas siglas están dos veces.")
        members = members_of(row, known)
        joined = row.kind in (Party.Kind.COALITION, Party.Kind.COMMON)
        if joined and len(members) < 2:
            wrong.append("Diga al menos dos integrantes por sus siglas, como PAN + PRI.")
        if members and not joined:
            wrong.append("Solo una coalición o candidatura común tiene integrantes.")
        strange = [member for member in members if fold(member) not in known]
        if joined and strange:
            wrong.append(f"Entre los partidos no está {in_list(strange)}.")
        found.append(wrong)
    return found


def members_of(row: Row, known: Iterable[str] = ()) -> list[str]:
    """Return the members that a line names: with «+» between them, or as lists write them; a name or initials that a
    party has stay whole."""
    whole = [part.strip() for part in row.members.split("+") if part.strip()]
    there_are = set(known)
    return [
        part
        for one in whole
        for part in ([one] if fold(one) in there_are else (text.strip() for text in BETWEEN.split(one)))
        if part
    ]


def write(rows: list[Row], election: Election, *, by: str) -> tuple[int, int]:
    """Write the lines of a table that has no problems, parties first, and return how many are (new, changed). The
    parties that it does not name stay.

    Raises ValidationError with a Spanish sentence; nothing is written then.
    """
    new = changed = 0
    with transaction.atomic():
        for row in sorted(rows, key=lambda one: one.kind != Party.Kind.PARTY):
            party = _found(row, election)
            fresh = party is None
            party = party or Party(election=election)
            wanted = {"order": whole_number(row.order), "short": row.short, "name": row.name, "kind": row.kind}
            members = _parties(row, election)
            same = not fresh and all(getattr(party, name) == value for name, value in wanted.items())
            if same and set(party.members.all()) == set(members):
                continue
            for name, value in wanted.items():
                setattr(party, name, value)
            register.save(party, related=lambda party=party, members=members: party.members.set(members), by=by)  # type: ignore[misc]
            new, changed = new + fresh, changed + (not fresh)
    return new, changed


def _found(row: Row, election: Election) -> Party | None:
    """Return the party of a line: the one that it is of, or by its name, or by its initials."""
    parties = list(election.parties.all())
    own = next((one for one in parties if row.key and one.key == row.key), None)
    by_name = next((one for one in parties if fold(one.name) == fold(row.name)), None)
    by_short = next((one for one in parties if row.short and fold(one.short) == fold(row.short)), None)
    found = own or by_name or by_short
    for other in (by_name, by_short):
        if other is not None and other != found:
            raise ValidationError(f"{row.name}: su nombre o sus siglas ya son de {other.name} en el registro.")
    return found


def _parties(row: Row, election: Election) -> list[Party]:
    known: dict[str, Party] = {}
    for party in election.parties.filter(kind=Party.Kind.PARTY):
        known |= {fold(text): party for text in (party.name, party.short) if text}
    return [known[fold(member)] for member in members_of(row, known) if fold(member) in known]
