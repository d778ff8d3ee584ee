"""The catalogues of an election, looked up by the words of a list: without accents, without case, by code or by
name."""

import re
from collections import defaultdict
from typing import Any

from conoceles.elections.models import SEVERAL, Area, Candidacy, Contest, Election, Office, Party, Ticket
from conoceles.elections.register import contest_kind, contest_name
from conoceles.lib.states import state_code
from conoceles.lib.text import fold, numbered, slugify
from conoceles.lists.plan import Listed, RegisterPlan

JOINED = re.compile(r"\s*(?:[-–,+]|\by\b)\s*", re.IGNORECASE)


class Unknown(LookupError):
    """A word of the list that no catalogue has; its text is a Spanish sentence."""

    def __init__(self, sentence: str, name: str) -> None:
        super().__init__(sentence)
        self.field = name


class Catalogue:
    """Everything a row refers to, read once; what may be created is added to the plan, unsaved."""

    def __init__(
        self, election: Election, create: frozenset[str], plan: RegisterPlan, formats: dict[str, str] | None = None
    ) -> None:
        self.election, self.create, self.plan, self.formats = election, create, plan, formats or {}
        offices = list(election.offices.all())
        # By kind; a state's own, of which there may be several, by what it is called.
        self.offices = {fold(name): one for one in offices for name in (one.plural, one.name)}
        self.offices |= {one.kind: one for one in offices if one.kind not in SEVERAL}
        for kind in SEVERAL:
            alone = [one for one in offices if one.kind == kind]
            if len(alone) == 1:
                self.offices[kind] = alone[0]
        self.town_hall = next((one for one in offices if one.town_hall), None)
        self.parties: dict[str, Party] = {}
        for party in election.parties.all():
            self.parties[fold(party.name)] = party
            if party.short:
                self.parties.setdefault(fold(party.short), party)
        self.areas: dict[tuple[str, str], Area] = {}
        for area in Area.objects.of_plan(election.plan):
            self.areas[(area.kind, fold(area.name))] = area
            if area.ine_name:
                self.areas.setdefault((area.kind, fold(area.ine_name)), area)
        self.codes = {
            whose: {
                (area.kind, code.lstrip("0") or "0"): area
                for area in Area.objects.of_plan(election.plan)
                if (code := getattr(area, f"{whose}_code"))
            }
            for whose in ("ine", "inegi")
        }
        self.contests = {
            (contest.office_id, id_of(contest.area)): contest
            for contest in election.contests.select_related("office", "area")
        }
        self.tickets = {
            (ticket.contest_id, ticket.party_id, ticket.folio): ticket
            for ticket in Ticket.objects.of_election(election).select_related("contest__area", "party")
        }
        self._standing: dict[str, list[Candidacy]] | None = None
        self.unsaved_tickets: dict[tuple[int, int, str], Ticket] = {}
        self.slugs = set(election.contests.values_list("slug", flat=True))
        self.party_slugs = {party.slug for party in election.parties.all()}

    def place(self, listed: Listed) -> tuple[Ticket, Office]:
        """Return the ticket and the office of a row.

        Raises Unknown for an office, a place or a party that the election does not have.
        """
        office = self.offices.get(listed.office) or self.offices.get(fold(listed.office))
        if office is None:
            raise Unknown(f"Esta elección no tiene el cargo «{listed.office}».", "office")
        party = self._party(listed)
        contest = self._contest(office, self._area(office, listed.area))
        return self._ticket(contest, party, self._folio(listed, office, contest, party)), office

    def _folio(self, listed: Listed, office: Office, contest: Contest, party: Party) -> str:
        """Return the number of the ticket of a row: a party has one list in a contest, whatever number its rows have,
        and a power nominates several persons, each for herself."""
        if office.by_list:
            return self._list(contest, party)
        if party.kind == Party.Kind.POWER and not listed.ticket:
            return self._of_one(listed, contest, party)
        return listed.ticket

    def _of_one(self, listed: Listed, contest: Contest, party: Party) -> str:
        """Return the number of the ticket of somebody whom a power nominates: hers where she stands already by her
        name, for a later list may bring folios; else a new one."""
        for one in self.named(fold(listed.name)):
            if (one.ticket.contest.key, one.ticket.party.key) == (contest.key, party.key):
                return str(one.ticket.folio)
        return listed.folio or fold(listed.name)[:60]

    def _list(self, contest: Contest, party: Party) -> str:
        """Return the number of the only list that a party has in a contest, '' where it has none yet."""
        folios = [
            folio for (one, other, folio) in self.tickets if contest.pk and (one, other) == (contest.pk, party.pk)
        ]
        return folios[0] if len(folios) == 1 else ""

    def named(self, name: str) -> list[Candidacy]:
        """Return the candidacies that stand under a folded name."""
        if self._standing is None:
            self._standing = defaultdict(list)
            for one in (
                Candidacy.objects.of_election(self.election)
                .registered()
                .select_related("person", "ticket__party", "ticket__contest__area")
            ):
                self._standing[fold(one.person.name)].append(one)
        return self._standing[name]

    def independent_of(self, ticket: Ticket, name: str) -> Ticket:
        """Return the ticket of one of several independents of a contest, who is a party of her own."""
        called = f"Candidatura independiente de {' '.join(name.split())}"[:160]
        party = self.parties.get(fold(called))
        if party is None:
            kind = Party.Kind.INDEPENDENT
            party = Party(election=self.election, name=called, kind=kind, order=self._next_order(kind))
            party.slug = numbered(slugify(called, 80), self.party_slugs)
            self.party_slugs.add(party.slug)
            self.plan.new_parties.append(party)
            self.parties[fold(called)] = party
        return self._ticket(ticket.contest, party, ticket.folio)

    def _area(self, office: Office, name: str) -> Area:
        kind = office.area_kind
        if kind == Area.Kind.STATE:
            own = self.election.plan.state if self.election.plan else ""
            if not name.strip().isdigit() and own and state_code(name) not in ("", own):
                raise Unknown(f"«{name}» es otra entidad, no la de esta elección.", "area")
            states = [area for (area_kind, _name), area in self.areas.items() if area_kind == kind]
            if states:
                return states[0]
        area = self.areas.get((kind, fold(name))) or self._by_code(kind, fold(name))
        if area is None and "area" in self.create and self.election.plan and name.strip():
            area = Area(
                state=self.election.plan.state,
                kind=kind,
                plan=self.election.plan if kind == Area.Kind.DISTRICT else None,
                name=f"Distrito {name.strip()}" if name.strip().isdigit() else " ".join(name.split()),
                slug=slugify(f"{Area.Kind(kind).label} {name}", 80),
                # A list that gives a name gives no key.
                ine_code=name.strip() if name.strip().isdigit() else "",
            )
            _refuse_long(area, "name", "area")
            self.plan.new_areas.append(area)
            self.areas[(kind, fold(name))] = area
        if area is None:
            raise Unknown(f"«{name}» no es {Area.Kind(kind).label} de esta elección.", "area")
        return area

    def _by_code(self, kind: str, text: str) -> Area | None:
        """Return the place of a key. Where INE's and INEGI's keys are of different places, the format must say whose it
        is: raises Unknown."""
        if not text.isdigit():
            return None
        number = text.lstrip("0") or "0"
        state = self.election.plan.state if self.election.plan else ""
        # Five digits are the state's two and the municipality's three.
        short = text[2:].lstrip("0") if len(text) == 5 and text.startswith(state) else number
        ine, inegi = self.codes["ine"].get((kind, number)), self.codes["inegi"].get((kind, short))
        if whose := self.formats.get("area_key"):
            return inegi if whose == "inegi" else self.codes["ine"].get((kind, short))
        if ine is not None and inegi is not None and ine != inegi:
            raise Unknown(
                f"La clave «{text}» es {ine.name} para el INE e {inegi.name} para el INEGI: el formato debe decir de "
                "quién es (formats.area_key).",
                "area",
            )
        return ine or inegi

    def _party(self, listed: Listed) -> Party:
        name = fold(listed.party)
        party = self.parties.get(name)
        if party is None and ("party" in self.create or listed.party_kind == Party.Kind.INDEPENDENT) and name:
            members = [part for part in JOINED.split(listed.party) if part.strip()]
            kind = listed.party_kind or (Party.Kind.COALITION if len(members) > 1 else Party.Kind.PARTY)
            clean = " ".join(listed.party.split())
            clean = clean.capitalize() if kind == Party.Kind.INDEPENDENT and clean.isupper() else clean
            party = Party(election=self.election, name=clean, kind=kind, order=self._next_order(kind))
            _refuse_long(party, "name", "party")
            party.slug = numbered(slugify(clean, 80), self.party_slugs)
            self.party_slugs.add(party.slug)
            self.plan.new_parties.append(party)
            self.parties[name] = party
        if party is None:
            raise Unknown(f"«{listed.party}» no está entre los partidos y coaliciones de esta elección.", "party")
        return party

    def unknown_party(self, listed: Listed) -> str:
        """Return what is said of a party that the election does not have and the list does not bring, '' otherwise."""
        if fold(listed.party) in self.parties or "party" in self.create or not listed.party.strip():
            return ""
        if listed.party_kind == Party.Kind.INDEPENDENT:
            return ""
        return f"«{listed.party}» no está entre los partidos y coaliciones de esta elección."

    def _next_order(self, kind: str) -> int:
        if kind == Party.Kind.INDEPENDENT:
            return 900
        return 1 + max((party.order for party in self.parties.values() if party.order < 900), default=0)

    def _contest(self, office: Office, area: Area) -> Contest:
        leading = self.town_hall if self.town_hall is not None and office.town_hall else office
        contest = self.contests.get((leading.pk, id_of(area)))
        if contest is None:
            contest = Contest(election=self.election, office=leading, area=area, kind=contest_kind(leading))
            contest.name = contest_name(leading, area)
            _refuse_long(contest, "name", "area")
            contest.slug = numbered(slugify(contest.name, 80), self.slugs)
            self.slugs.add(contest.slug)
            self.plan.new_contests.append(contest)
            self.contests[(leading.pk, id_of(area))] = contest
        return contest

    def _ticket(self, contest: Contest, party: Party, folio: str) -> Ticket:
        if contest.pk and party.pk:
            ticket = self.tickets.get((contest.pk, party.pk, folio))
            if ticket is not None:
                return ticket
        key = (id(contest), id(party), folio)
        if key not in self.unsaved_tickets:
            self.unsaved_tickets[key] = Ticket(contest=contest, party=party, folio=folio)
            self.plan.new_tickets.append(self.unsaved_tickets[key])
        return self.unsaved_tickets[key]


def _refuse_long(row: Any, name: str, field: str) -> None:
    """Raise Unknown for a row that a list would add with a name that no database takes."""
    limit = row._meta.get_field(name).max_length
    if len(text := getattr(row, name)) > limit:
        raise Unknown(f"«{text[:40]}…» tiene {len(text)} caracteres y caben {limit}.", field)


def id_of(area: Area) -> str:
    """Return what tells an area from another, saved or not."""
    return str(area.key)
