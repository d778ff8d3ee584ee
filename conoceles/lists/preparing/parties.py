"""Parties and coalitions from the published tables, in the order of the table: the legal one, by seniority."""

import re
from collections.abc import Container
from pathlib import Path

from django.db import transaction

from conoceles.elections.models import Election, Party
from conoceles.elections.register import party_slug
from conoceles.lib.tables import BadTable, read_tables
from conoceles.lib.text import fold

PARTIES = ["siglas", "nombre", "estado", "vigencia"]
COALITIONS = ["proceso", "estado", "coalicion", "integrantes", "tipo"]
# What stands between the initials of the members of a coalition.
BETWEEN = re.compile(r"[+,/;-]|\by\b", re.IGNORECASE)
SMALL = {"por", "en", "de", "la", "y", "el", "los", "del", "las", "con", "al"}
YEAR = re.compile(r"\d{4}")


def import_parties(parties: Path, coalitions: Path, election: Election) -> tuple[int, int, list[str]]:
    """Write the parties and coalitions of an election's state and year; return how many (parties, coalitions) are new,
    and a sentence for each member of a coalition that is no party of that year.

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
        said: list[str] = []
        new_coalitions = sum(
            _coalition(said, election, record["coalicion"], record["integrantes"], record["tipo"], order)
            for order, (_line, record) in enumerate(coalition_table.records(), 100)
            if fold(record["estado"]) == state and record["proceso"] == str(year)
        )
    return new_parties, new_coalitions, said


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


def _coalition(said: list[str], election: Election, name: str, members: str, kind: str, order: int) -> bool:
    """Write a coalition with its members, and say which of them are no parties of the table. Raises BadTable for one
    that says none."""
    parties = {fold(party.short): party for party in election.parties.filter(kind=Party.Kind.PARTY) if party.short}
    shorts = [short.strip() for short in BETWEEN.split(members) if short.strip()]
    said += [
        f"La coalición «{name}» dice que la integra «{short}», que no está entre los partidos de ese año: corrija las "
        "siglas o agregue el partido."
        for short in shorts
        if fold(short) not in parties
    ]
    if len(shorts) < 2:
        raise BadTable(f"La coalición «{name}» no dice qué partidos la integran: escriba sus siglas, como PAN+PRI.")
    coalition, created = Party.objects.get_or_create(
        election=election,
        name=_in_title_case(name, parties),
        defaults={
            "kind": Party.Kind.COMMON if "común" in kind else Party.Kind.COALITION,
            "order": order,
            "slug": party_slug(election, name),
        },
    )
    coalition.members.set([parties[fold(short)] for short in shorts if fold(short) in parties])
    return created


def _in_title_case(name: str, parties: Container[str]) -> str:
    """Return a name that is all capitals as it is read; what is made of initials stays as it is."""
    if not name.isupper():
        return name
    words = [
        word
        if "_" in word or all(fold(part) in parties for part in word.split("-"))
        else word.lower()
        if word.lower() in SMALL
        else word.capitalize()
        for word in name.split()
    ]
    return " ".join(words)[:1].upper() + " ".join(words)[1:]
