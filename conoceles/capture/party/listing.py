"""The candidacies of a party: whose they are, and which of them a page asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from conoceles.capture.party.dashboard import Line, lines
from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Party, Role
from conoceles.lib.access import READ, View, rule
from conoceles.lib.forms import words_of
from conoceles.lib.text import fold
from conoceles.profiles.models import State

# What somebody must do comes first.
FIRST = (State.OBSERVED, State.PARTY, State.EMPTY, State.DRAFT)


def operator(*methods: str) -> Callable[[View], View]:
    """Mark a view for whoever operates the party of the address."""

    def allowed(request: HttpRequest, kwargs: dict[str, str]) -> bool:
        return any(grant.party and grant.party.key == kwargs["key"] for grant in grants(request).of_role(Role.PARTY))

    return rule("quien opera ese partido o coalición", methods or READ, allowed)


def mine(key: str) -> tuple[Party, list[Candidacy]]:
    party = get_object_or_404(Party.objects.select_related("election__institute"), key=key)
    rows = Candidacy.objects.filter(ticket__party=party, office__answers=True).registered().with_register()
    return party, list(
        rows.select_related("election__institute").order_by(
            "ticket__contest__name", "office__order", "position", "-role"
        )
    )


@dataclass(frozen=True)
class Wanted:
    """Which of a party's candidacies are looked at: by words of a name or a place, and by state."""

    words: str = ""
    state: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Wanted":
        """Return what an address asks for."""
        return cls(words_of(asked.get("q"), 100), str(asked.get("estado", ""))[:12])

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return what says it again, as (name, value)."""
        return [(name, value) for name, value in (("q", self.words), ("estado", self.state)) if value]

    @property
    def query(self) -> str:
        """Return what says it again in an address, after «?»; '' for all."""
        return urlencode(self.kept)

    def pick(self, everyone: list[Line]) -> list[Line]:
        """Return those that match, what must be done first."""
        wanted = fold(self.words).split()
        shown = [line for line in everyone if not self.state or line.state == self.state]
        shown = [line for line in shown if all(word in _said(line) for word in wanted)]
        return sorted(shown, key=lambda line: FIRST.index(State(line.state)) if line.state in FIRST else len(FIRST))


@dataclass(frozen=True)
class Among:
    """Where a candidacy stands among those that a party was looking at: the one after it, and the way back."""

    place: int
    total: int
    following: str
    query: str


def among(one: Candidacy, asked: QueryDict) -> Among:
    """Return where a candidacy stands in the list from which its page was opened."""
    party, candidacies = mine(one.ticket.party.key)
    wanted = Wanted.of(asked)
    keys = [line.candidacy.key for line in wanted.pick(lines(candidacies, party.election))]
    place = keys.index(one.key) if one.key in keys else -1
    following = keys[place + 1] if place + 1 < len(keys) else ""
    return Among(place + 1, len(keys), following, wanted.query)


def _said(line: Line) -> str:
    one = line.candidacy
    return fold(f"{one.person.name} {one.folio} {one.ticket.contest.area.name} {one.office.name}")
