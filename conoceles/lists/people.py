"""Who stands twice: by a formula and in a party's list, where the law lets her. One person, two candidacies."""

from conoceles.elections.models import Candidacy, Election, Person
from conoceles.lib.text import fold
from conoceles.lists.matching import new_person
from conoceles.lists.plan import Match

# What two rows say alike that are of one person; a CURP says it by itself.
Alike = tuple[str, str, object, object]


class People:
    """The persons of an election who stand, and those that an import adds, by what tells who they are."""

    def __init__(self, election: Election) -> None:
        self.known: dict[object, list[tuple[Person, bool]]] = {}
        rows = Candidacy.objects.of_election(election).registered().select_related("person", "ticket__party", "office")
        for one in rows.iterator(chunk_size=2000):
            self._add(one.person, one.ticket.party.name, one.office.by_list)

    def who(self, match: Match) -> Person | None:
        """Return who a new row is, when she stands already by the other principle and both rows say the same of her;
        None for somebody new."""
        listed, by_list = match.listed, match.office.by_list
        for mark in _marks(new_person(listed), match.ticket.party.name):
            found = [person for person, other in self.known.get(mark, ()) if other != by_list]
            if len(found) == 1 and not (listed.curp and found[0].curp and listed.curp != found[0].curp):
                self._add(found[0], match.ticket.party.name, by_list)
                return found[0]
        return None

    def new(self, match: Match) -> Person:
        """Return an unsaved person as a row gives it, known from now on."""
        person = new_person(match.listed)
        self._add(person, match.ticket.party.name, match.office.by_list)
        return person

    def _add(self, person: Person, party: str, by_list: bool) -> None:
        for mark in _marks(person, party):
            self.known.setdefault(mark, []).append((person, by_list))


def _marks(person: Person, party: str) -> list[object]:
    """Return what tells who somebody is: her CURP, and her name, party, sex and age together when all are said."""
    found: list[object] = [person.curp] if person.curp else []
    age = person.birth_date or person.age
    if person.sex and age:
        alike: Alike = (fold(person.name), fold(party), person.sex, age)
        found.append(alike)
    return found
