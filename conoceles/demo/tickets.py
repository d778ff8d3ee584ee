"""Who stands in the invented election: parties, coalitions, tickets, people, and what they answered."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from conoceles.demo.drawing import draw_emblem, draw_portrait
from conoceles.demo.texts import answers
from conoceles.demo.words import MEN, PARTIES, SURNAMES, WOMEN
from conoceles.elections import register
from conoceles.elections.addresses import wanted_slug
from conoceles.elections.models import (
    Agreement,
    Area,
    Candidacy,
    Contest,
    Election,
    Office,
    Party,
    Person,
    Ticket,
)
from conoceles.lib.text import numbered, slugify
from conoceles.profiles.models import Answer, Profile
from conoceles.questionnaires.questionnaire import CURRENT, CURRICULAR

FULL, PART = 0.46, 0.24
COUNCILLORS = 5
LIST_PLACES = 8


def make_candidacies(rng: Random, election: Election) -> None:
    """Write parties, contests, tickets, people, candidacies and answers; everything follows from the generator's
    seed."""
    cast = Cast(rng, election)
    cast.parties()
    cast.governor()
    cast.deputies()
    cast.lists()
    cast.town_halls()
    cast.save()
    _movements(cast, election)
    _answers(rng, election)


class Cast:
    """Gathers the rows and writes them in few statements."""

    def __init__(self, rng: Random, election: Election) -> None:
        self.rng, self.election = rng, election
        self.offices: dict[str, Office] = {office.kind: office for office in election.offices.all()}
        areas = Area.objects.of_plan(election.plan)
        self.state = areas.get(kind=Area.Kind.STATE)
        self.districts = list(areas.filter(kind=Area.Kind.DISTRICT).order_by("ine_code"))
        self.towns = list(areas.municipalities().order_by("ine_code"))
        self.by_short: dict[str, Party] = {}
        self.candidacies: list[Candidacy] = []
        self.slugs: set[str] = set()
        self.used: set[str] = set()
        self.town_hall_tickets: list[list[Candidacy]] = []

    def parties(self) -> None:
        for order, (name, short) in enumerate(PARTIES, 1):
            party = Party(election=self.election, name=name, short=short, order=order, emblem=draw_emblem([short]))
            self.by_short[short] = register.save(party)
        self._alliance("Coalición Nogal y Manantial", "coalition", ["NOGAL", "MANANTIAL"])
        self._alliance("Coalición Telar, Faro y Puente", "coalition", ["TELAR", "FARO", "PUENTE"])
        self._alliance("Candidatura común Brújula y Trigal", "common", ["BRÚJULA", "TRIGAL"])

    def _alliance(self, name: str, kind: str, shorts: list[str]) -> None:
        alliance = Party(
            election=self.election,
            name=name,
            kind=kind,
            order=50 + len(self.by_short),
            emblem=draw_emblem(shorts),
        )
        members = [self.by_short[short] for short in shorts]
        self.by_short[name] = register.save(alliance, related=lambda: alliance.members.set(members))

    def _independent(self, person: Person) -> Party:
        order = 900 + len(self.by_short)
        party = register.save(
            Party(
                election=self.election,
                name=f"Candidatura independiente de {person.name}",
                kind="independent",
                order=order,
            )
        )
        self.by_short[party.name] = party
        return party

    def governor(self) -> None:
        contest = self._contest("governor", self.state)
        stand = [
            "Coalición Nogal y Manantial",
            "Coalición Telar, Faro y Puente",
            "Candidatura común Brújula y Trigal",
        ]
        for name in stand:
            self._ticket(contest, self.by_short[name], [("governor", 1)], alternates=False)
        self._ticket(contest, None, [("governor", 1)], alternates=False)

    def deputies(self) -> None:
        for number, area in enumerate(self.districts, 1):
            contest = self._contest("deputy_mr", area)
            for party in self._standing(number, coalition=number <= 9):
                self._ticket(contest, party, [("deputy_mr", 1)])
            if number in (4, 11):
                self._ticket(contest, None, [("deputy_mr", 1)])

    def lists(self) -> None:
        contest = self._contest("deputy_rp", self.state, seats=9)
        for _name, short in PARTIES:
            self._ticket(contest, self.by_short[short], [("deputy_rp", place) for place in range(1, LIST_PLACES + 1)])

    def town_halls(self) -> None:
        for number, area in enumerate(self.towns, 1):
            contest = self._contest("mayor", area, seats=3 + COUNCILLORS)
            places = [("mayor", 1), ("trustee", 1), *(("councillor", n) for n in range(1, COUNCILLORS + 1))]
            for party in self._standing(number, coalition=number % 3 != 0):
                self.town_hall_tickets.append(self._ticket(contest, party, places))
            if number % 9 == 0:
                self._ticket(contest, None, places)

    def _standing(self, number: int, coalition: bool) -> Iterator[Party]:
        """Give who stands in a place: in some, a coalition; in others, its parties alone; the common candidacy in a
        few."""
        if coalition:
            yield self.by_short["Coalición Nogal y Manantial"]
        else:
            yield self.by_short["NOGAL"]
            yield self.by_short["MANANTIAL"]
        if number % 4 == 0:
            yield self.by_short["Candidatura común Brújula y Trigal"]
        else:
            yield self.by_short["BRÚJULA"]
        yield self.by_short["TELAR"]
        if number % 5:
            yield self.by_short["FARO"]
        if number % 3 == 1:
            yield self.by_short["PUENTE"]

    def _contest(self, kind: str, area: Area, seats: int = 1) -> Contest:
        office = self.offices[kind]
        return register.save(
            Contest(
                election=self.election,
                office=office,
                area=area,
                kind=register.contest_kind(office),
                name=register.contest_name(office, area),
                seats=seats,
                modes=["in_person", "anticipated", "prison"]
                if kind != "governor"
                else ["in_person", "anticipated", "abroad", "prison"],
            )
        )

    def _ticket(
        self, contest: Contest, party: Party | None, places: list[tuple[str, int]], alternates: bool = True
    ) -> list[Candidacy]:
        first_woman = self.rng.random() < 0.5
        people = [self._person((index % 2 == 0) == first_woman) for index in range(len(places))]
        if party is None:
            party = self._independent(people[0])
        ticket = Ticket.objects.create(contest=contest, party=party)
        made = []
        for (kind, position), person in zip(places, people, strict=True):
            made.append(self._candidacy(ticket, person, kind, position, Candidacy.Role.OWNER))
            if alternates:
                alternate = self._person(person.sex == Person.Sex.FEMALE)
                made.append(self._candidacy(ticket, alternate, kind, position, Candidacy.Role.ALTERNATE))
        self.candidacies += made
        return made

    def _person(self, woman: bool) -> Person:
        while True:
            names = self.rng.sample(WOMEN if woman else MEN, 2)
            given = " ".join(names) if self.rng.random() < 0.3 else names[0]
            name = f"{given} {self.rng.choice(SURNAMES)} {self.rng.choice(SURNAMES)}"
            if name not in self.used:
                break
        self.used.add(name)
        born = self.election.day - timedelta(days=round(self.rng.triangular(19, 78, 42) * 365.25))
        sex = Person.Sex.FEMALE if woman else Person.Sex.MALE
        return Person(name=name, sex=Person.Sex.NONBINARY if self.rng.random() < 0.006 else sex, birth_date=born)

    def _candidacy(self, ticket: Ticket, person: Person, kind: str, position: int, role: str) -> Candidacy:
        office = self.offices[kind]
        slug = numbered(wanted_slug(person.name, office.name, ticket.contest.area.name), self.slugs)
        self.slugs.add(slug)
        return Candidacy(
            election=self.election,
            ticket=ticket,
            person=person,
            office=office,
            position=position,
            role=role,
            slug=slug,
        )

    def save(self) -> None:
        Person.objects.bulk_create([candidacy.person for candidacy in self.candidacies], batch_size=1000)
        for candidacy in self.candidacies:
            candidacy.person_id = candidacy.person.pk
        Candidacy.objects.bulk_create(self.candidacies, batch_size=1000)


def _movements(cast: Cast, election: Election) -> None:
    """One substitution, one cancellation, one withdrawal: each with its date and agreement."""
    day = election.day - timedelta(days=30)
    mayors = [ticket[0] for ticket in cast.town_hall_tickets]
    alternates = [ticket[1] for ticket in cast.town_hall_tickets]
    _move(
        mayors[2],
        Candidacy.Status.SUBSTITUTED,
        day,
        f"IEJ/CG/041/{day.year}",
        "Sustitución de una candidatura a presidencia municipal",
    )
    _move(alternates[9], Candidacy.Status.CANCELLED, day, f"IEJ/CG/044/{day.year}", "Cancelación de una candidatura")
    _move(alternates[21], Candidacy.Status.WITHDRAWN, day, f"IEJ/CG/047/{day.year}", "Renuncia a una candidatura")
    old = mayors[2]
    person = cast._person(old.person.sex == Person.Sex.FEMALE)
    person.save()
    new = cast._candidacy(old.ticket, person, old.office.kind, old.position, old.role)
    new.person_id = person.pk
    new.save()


def _move(candidacy: Candidacy, status: str, day: date, number: str, title: str) -> None:
    agreement = register.save(Agreement(institute=candidacy.election.institute, number=number, date=day, title=title))
    candidacy.status, candidacy.status_date, candidacy.status_agreement = status, day, agreement
    candidacy.save(update_fields=["status", "status_date", "status_agreement"])


def _answers(rng: Random, election: Election) -> None:
    profiles, rows = [], []
    asked = Candidacy.objects.of_election(election).filter(office__answers=True).order_by("pk")
    for seed, candidacy in enumerate(asked.select_related("person", "ticket__contest__area")):
        luck = rng.random()
        if luck > FULL + PART:
            continue
        part = luck > FULL
        age = register_age(candidacy, election)
        place = candidacy.ticket.contest.area.name
        place = place if not place.startswith("Distrito") else "la región"
        photo = draw_portrait(seed) if not part or rng.random() < 0.7 else {}
        profile = Profile(candidacy=candidacy, questionnaire=CURRENT[CURRICULAR], photo=photo)
        profiles.append(profile)
        given = answers(rng, place, slugify(candidacy.person.name), age, part)
        rows += [Answer(profile=profile, question=key, value=value) for key, value in given.items()]
    Profile.objects.bulk_create(profiles, batch_size=500)
    for row in rows:
        row.profile_id = row.profile.pk
    Answer.objects.bulk_create(rows, batch_size=500)


def register_age(candidacy: Candidacy, election: Election) -> int:
    """Return the person's age on election day; the demo gives everyone a birth date."""
    birth = candidacy.person.birth_date or election.day
    return (election.day - birth).days // 365
