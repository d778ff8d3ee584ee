"""Parties and coalitions from the published tables, in the order of the table: the legal one, by seniority."""

import re
from pathlib import Path

from django.db import transaction

from conoceles.elections.models import Election, Party
from conoceles.elections.register import party_slug
from conoceles.lib.tables import read_tables
from conoceles.lib.text import fold

PARTIES = ["siglas", "nombre", "estado", "vigencia"]
COALITIONS = ["proceso", "estado", "coalicion", "integrantes", "tipo"]
YEAR = re.compile(r"\d{4}")


def import_parties(parties: Path, coalitions: Path, election: Election) -> tuple[int, int]:
    """Write the parties and coalitions of an election's state and year; return how many (parties, coalitions) are new.

    Raises BadTable with a Spanish sentence for a table that is missing or broken.
    """
    party_table = read_tables(parties, {None: PARTIES})[None]
    coalition_table = read_tables(coalitions, {None: COALITIONS})[None]
    year, state = election.day.year, fold(election.plan.state_name if election.plan else "")
    with transaction.atomic():
        new_parties = sum(
            _party(election, record["siglas"], record["nombre"], order)
            for order, (_line, record) in enumerate(party_table.records(), 1)
            if fold(record["estado"]) in ("", state) and _stood(record["vigencia"], year)
        )
        new_coalitions = sum(
            _coalition(election, record["coalicion"], record["integrantes"].split("+"), record["tipo"], order)
            for order, (_line, record) in enumerate(coalition_table.records(), 100)
            if fold(record["estado"]) == state and record["proceso"] == str(year)
        )
    return new_parties, new_coalitions


def _stood(validity: str, year: int) -> bool:
    years = [int(text) for text in YEAR.findall(validity)]
    if not years:
        return True
    return years[0] <= year and (len(years) == 1 or year <= years[-1])


def _party(election: Election, short: str, name: str, order: int) -> bool:
    _party, created = Party.objects.get_or_create(
        election=election,
        name=name,
        defaults={"short": short, "order": order, "slug": party_slug(election, name)},
    )
    return created


def _coalition(election: Election, name: str, members: list[str], kind: str, order: int) -> bool:
    coalition, created = Party.objects.get_or_create(
        election=election,
        name=_in_title_case(name),
        defaults={
            "kind": Party.Kind.COMMON if "común" in kind else Party.Kind.COALITION,
            "order": order,
            "slug": party_slug(election, name),
        },
    )
    coalition.members.set(Party.objects.filter(election=election, short__in=[short.strip() for short in members]))
    return created


def _in_title_case(name: str) -> str:
    small = {"por", "en", "de", "la", "y", "el", "los"}
    words = [word if word in small else word.capitalize() for word in name.lower().split()]
    return " ".join(words)[:1].upper() + " ".join(words)[1:]
