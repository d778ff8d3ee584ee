"""Every address of ours, filled with things of a small world that has two elections and two institutes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from conoceles.accounts.models import User
from conoceles.elections.grants import give
from conoceles.elections.models import Election, Institute
from tests.config.test_other_election import STAFF
from tests.factories import Town, add_second_factor, consent, make_town

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses(resolver: object = None, before: str = "") -> Iterator[str]:
    """Yield every address that is answered, as patterns: «registro/<slug:slug>/»."""
    for pattern in (resolver or get_resolver(settings.ROOT_URLCONF)).url_patterns:
        whole = before + str(pattern.pattern).lstrip("^")
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern, whole)
        else:
            yield whole


def words_of(town: Town) -> dict[str, str]:
    """Return what stands for each argument of an address, as things of an election."""
    return {
        "slug": town.election.slug,
        "key": town.ana.key,
        "pk": "1",
        "screen": "candidaturas",
        "kind": "curricular",
        "form": "csv",
        "part": "propuestas",
        "question": "proposal_1",
        "name": "0" * 64 + ".jpg",
        "number": "1",
        "year": "2027",
        "month": "4",
    }


# Where a word stands for something else than in most addresses.
ELSEWHERE = {
    "papeles/": {"screen": "actividades"},
    "documentos/": {"kind": "mensual", "form": "pdf"},
}


def whole(address: str, known: dict[str, str], **said: str) -> str:
    """Return an address with what its arguments stand for; «1» for what is not known."""
    words = known | next((more for part, more in ELSEWHERE.items() if part in address), {}) | said
    return "/" + ARGUMENT.sub(lambda match: words.get(match[1], "1"), address)


@dataclass
class World:
    """Two elections of two institutes, and who works in the first or competes in it."""

    mine: Town
    other: Town
    actors: dict[str, Client] = field(default_factory=dict)

    def at(self, address: str, **words: str) -> str:
        """Return an address with what its arguments stand for."""
        return whole(address, words_of(self.mine), **words)


def make_world() -> World:
    """Make two elections with capture open, a register that is public, and something submitted."""
    mine, other = make_town("mia-2027", "98"), make_town("ajena-2027", "97")
    second = Institute.objects.create(name="Otro instituto", acronym="OI", time_zone="America/Tijuana")
    Election.objects.filter(pk=other.election.pk).update(institute=second)
    for town in (mine, other):
        town.election.refresh_from_db()
        town.open_capture()
        town.ana = town.stand("Ana Peña")
        consent(town.ana)
    mine.publish()
    mine.submit(mine.ana)
    return World(mine, other)


def add_actors(world: World) -> None:
    """Add whoever may enter: all of the staff in one, a candidate, a party, a visitor."""
    mine = world.mine
    user = User.objects.open("Trabaja en todo")
    for role in STAFF:
        give(user, role, mine.election, by="")
    add_second_factor(user)
    everything = Client(raise_request_exception=False)
    everything.force_login(user)
    party = mine.ana.ticket.party
    world.actors = {
        "staff": everything,
        "candidate": mine.account("candidate", "Ana Peña", candidacy=mine.ana),
        "party": mine.account("party", "Partido", party=party),
        "visitor": Client(),
    }
    for client in world.actors.values():
        client.raise_request_exception = False
