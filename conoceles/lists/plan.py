"""What an import would do to the register: the people of a list, where each goes, and the fate of every line."""

from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from conoceles.elections.models import Candidacy, Contest, Election, Office, Party, Person, Ticket
from conoceles.lib.tables import place
from conoceles.lib.text import fold

CREATED, UPDATED, UNCHANGED, DOUBTFUL, REFUSED, ABSENT = (
    "created",
    "updated",
    "unchanged",
    "doubtful",
    "refused",
    "absent",
)

# What is said of a word that a format does not know.
NOT_KNOWN = "no es una palabra conocida"
# Why a row waits for a person's word: its name names nobody, its letters are broken, several parties have the same
# person in one contest, or the register has that very name elsewhere.
NOBODY, BROKEN, PARTIES, NAMESAKE = "nobody", "broken", "parties", "namesake"


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
    nickname: str = ""
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
    # NOBODY or BROKEN: it is not registered until a person says who it is.
    held: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values, from which `listed_of` makes it again."""
        day = self.birth_date.isoformat() if self.birth_date else None
        given = None if self.given is None else sorted(self.given)
        return {**asdict(self), "birth_date": day, "given": given}

    @property
    def mark(self) -> str:
        """Return what tells the same row of a later list: for what it stands, with whom, and the name; not its place
        nor its role, which other rows and paired words change."""
        said = (self.office, self.area, self.party, self.ticket, self.folio, self.name)
        return sha256("\x1f".join(map(fold, said)).encode()).hexdigest()

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
            "nickname": self.nickname,
            "affirmative_actions": self.affirmative_actions,
        }
        return {name: value for name, value in everything.items() if self.given is None or name in self.given}


def listed_of(values: dict[str, Any]) -> Listed:
    """Return the row of some plain values, as `as_json` gave them."""
    day = date.fromisoformat(values["birth_date"]) if values["birth_date"] else None
    given = None if values["given"] is None else frozenset(values["given"])
    doubts = [(name, reason) for name, reason in values["doubts"]]
    return Listed(**{**values, "birth_date": day, "given": given, "doubts": doubts})


@dataclass(frozen=True)
class Waits:
    """Rows that wait for one word of a person: why, and which they are (several where they are of one person)."""

    kind: str
    rows: list[Listed]
    key: str
    # What the list brings that they stand on: party, area.
    created: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """Return what tells the same rows of a later list."""
        return sha256(f"{self.kind}:{self.key}".encode()).hexdigest()


@dataclass(frozen=True)
class Item:
    """What became of a line: its fate, why, and the column that decided it."""

    line: int | None
    fate: str
    reason: str
    field: str = ""
    # Whom the line names; the field that decided, and whether the register does not know its word.
    name: str = ""
    key: str = ""
    unknown: bool = False


@dataclass
class Match:
    """A listed person and where it goes: a candidacy that exists, or a new one on a ticket."""

    listed: Listed
    ticket: Ticket
    office: Office
    candidacy: Candidacy | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    # Who it is, where a person said that she stands already elsewhere.
    person: Person | None = None
    unconfirmed: bool = False
    created: bool = False


@dataclass
class RegisterPlan:
    """All that an import would do to the register."""

    election: Election
    matches: list[Match] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    other_names: list[tuple[Candidacy, Listed]] = field(default_factory=list)
    held: list[Waits] = field(default_factory=list)
    # The sheets that were read: a line of several says in which it is.
    sheets: list[str] = field(default_factory=list)
    new_parties: list[Party] = field(default_factory=list)
    new_areas: list[Any] = field(default_factory=list)
    new_contests: list[Contest] = field(default_factory=list)
    new_tickets: list[Ticket] = field(default_factory=list)

    def place(self, line: int) -> str:
        """Return where a line is, as a person finds it."""
        return place(line, self.sheets)

    def say(self, listed: Listed, fate: str, reason: str, name: str = "", *, unknown: bool = False) -> None:
        """Note the fate of a line, with the list's own name of the column."""
        unknown = unknown or NOT_KNOWN in reason
        self.items.append(Item(listed.line, fate, reason, listed.columns.get(name, name), listed.name, name, unknown))

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
