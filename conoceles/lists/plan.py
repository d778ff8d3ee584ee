"""What an import would do to the register: the people of a list, where each goes, and the fate of every line."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from conoceles.elections.models import Candidacy, Contest, Election, Office, Party, Ticket

CREATED, UPDATED, UNCHANGED, DOUBTFUL, REFUSED, ABSENT = (
    "created",
    "updated",
    "unchanged",
    "doubtful",
    "refused",
    "absent",
)


@dataclass
class Listed:
    """One person on one line of a list, in the register's own words."""

    line: int
    office: str
    area: str
    party: str
    name: str
    role: str = Candidacy.Role.OWNER
    party_kind: str = ""
    ticket: str = ""
    folio: str = ""
    position: int = 1
    sex: str = ""
    age: int | None = None
    birth_date: date | None = None
    curp: str = ""
    affirmative_actions: list[str] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    # The fields that the list really gives; what it does not say, it does not change. None means all of them.
    given: frozenset[str] | None = None

    def values(self) -> dict[str, Any]:
        """Return what the list says of the person, as JSON values."""
        everything = {
            "name": self.name,
            "sex": self.sex,
            "age": self.age,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
            "curp": self.curp,
            "position": self.position,
            "role": self.role,
            "folio": self.folio,
            "affirmative_actions": self.affirmative_actions,
        }
        return {name: value for name, value in everything.items() if self.given is None or name in self.given}


@dataclass(frozen=True)
class Item:
    """What became of a line: its fate, why, and the column that decided it."""

    line: int | None
    fate: str
    reason: str
    field: str = ""


@dataclass
class Match:
    """A listed person and where it goes: a candidacy that exists, or a new one on a ticket."""

    listed: Listed
    ticket: Ticket
    office: Office
    candidacy: Candidacy | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    unconfirmed: bool = False
    created: bool = False


@dataclass
class RegisterPlan:
    """All that an import would do to the register."""

    election: Election
    matches: list[Match] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    other_names: list[tuple[Candidacy, Listed]] = field(default_factory=list)
    new_parties: list[Party] = field(default_factory=list)
    new_areas: list[Any] = field(default_factory=list)
    new_contests: list[Contest] = field(default_factory=list)
    new_tickets: list[Ticket] = field(default_factory=list)

    def say(self, listed: Listed, fate: str, reason: str, name: str = "") -> None:
        """Note the fate of a line, with the list's own name of the column."""
        self.items.append(Item(listed.line, fate, reason, listed.columns.get(name, name)))

    def twice(self, match: Match) -> None:
        """Say of a new line that it is of somebody who stands already by the other principle."""
        gone = [item for item in self.items if item.line == match.listed.line and item.fate == CREATED]
        self.items = [item for item in self.items if item not in gone]
        self.say(match.listed, CREATED, "Candidatura nueva de la misma persona, que ya compite por el otro principio.")

    def unsay(self, listed: Listed, names: tuple[str, ...]) -> None:
        """Take back the updates noted for some fields of a line."""
        columns = {listed.columns.get(name, name) for name in names}
        gone = [
            item for item in self.items if item.line == listed.line and item.fate == UPDATED and item.field in columns
        ]
        self.items = [item for item in self.items if item not in gone]
