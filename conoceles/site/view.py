"""An election read as pages need it: joined, ordered, with addresses. Everything here is in memory."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from conoceles.lib.canonical import Document
from conoceles.lib.text import slugify
from conoceles.site.language import prefix
from conoceles.site.phases import Phase, phase
from conoceles.site.state import Candidacy, Election, Profile, State, Thing, sort_name

MAYOR, GOVERNOR = "mayor", "governor"
TOWN_HALL = {"mayor", "trustee", "councillor"}
MODE_SLUGS = {"anticipated": "anticipado", "abroad": "extranjero", "prison": "prision"}


def digest(*parts: object) -> str:
    """Return a short hash of what a page depends on."""
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:24]


@dataclass
class ElectionView:
    """Lookups over one election, made once for each plan and thrown away."""

    state: State
    election: Election
    now: datetime

    @cached_property
    def calendar(self) -> Document:
        if self.election.calendar is None:
            raise LookupError(f"{self.election.slug} has no calendar.")
        return self.election.calendar.document

    @cached_property
    def institute(self) -> Document:
        thing = self.state.institutes.get(self.calendar["institute"])
        return (
            thing.document
            if thing
            else {"name": "", "acronym": "", "website": "", "phone": "", "email": "", "site": ""}
        )

    @cached_property
    def site(self) -> str:
        """Where the institute publishes, as `https://conoceles.example.mx`; '' in what was published before it had to say."""
        site: str = self.institute.get("site", "")
        return site

    @cached_property
    def phase(self) -> Phase:
        return phase(self.calendar, self.now)

    @property
    def shows_candidacies(self) -> bool:
        return self.phase != Phase.BEFORE

    @property
    def root(self) -> str:
        """The address under which the election's pages are, in the language being written."""
        return f"/{prefix()}{self.election.slug}/"

    @cached_property
    def texts(self) -> list[Thing]:
        """The pages that staff wrote, in their order."""
        return sorted(
            self.election.texts.values(),
            key=lambda thing: (thing.document["order"], sort_name(thing.document["title"])),
        )

    @cached_property
    def number_of_frame(self) -> int:
        """The last edition behind what stands on every page."""
        things = (self.election.calendar, self.state.institutes.get(self.calendar["institute"]), *self.texts)
        return max((thing.number for thing in things if thing), default=0)

    @cached_property
    def modes(self) -> dict[str, str]:
        """The ways of voting other than at the polling place that some contest has: {mode: its address}."""
        used = {mode for _key, thing in self.contests for mode in thing.document["modes"]}
        return {mode: slug for mode, slug in MODE_SLUGS.items() if mode in used}

    @cached_property
    def frame_digest(self) -> str:
        """What stands on every page of the election."""
        institute = self.state.institutes.get(self.calendar["institute"])
        commitments = [thing.commitment for thing in (self.election.calendar, institute) if thing]
        titles = [[thing.document[name] for name in ("slug", "language", "title", "order")] for thing in self.texts]
        return digest(self.phase, *commitments, *self.modes, *titles)

    @cached_property
    def paper_digest(self) -> str:
        """What stands on every booklet, poster and card of the election."""
        institute = self.state.institutes.get(self.calendar["institute"])
        return digest(*(thing.commitment for thing in (self.election.calendar, institute) if thing))

    @cached_property
    def place_marks(self) -> dict[str, str]:
        """What a page shows of where the candidacies of each contest stand, as one string to hash."""
        return {
            key: digest(thing.commitment, self.areas.get(thing.document["area"]))
            for key, thing in self.election.contests.items()
        }

    @cached_property
    def offices(self) -> dict[str, Document]:
        return {office["key"]: office for office in self.calendar["offices"]}

    @cached_property
    def areas(self) -> dict[str, Document]:
        document = self.election.areas.document if self.election.areas else {"areas": []}
        return {area["key"]: area for area in document["areas"]}

    @cached_property
    def municipalities(self) -> list[Document]:
        found = [area for area in self.areas.values() if area["kind"] == "municipality"]
        return sorted(found, key=lambda area: sort_name(area["name"]))

    @cached_property
    def sections(self) -> list[tuple[int, str, str, str]]:
        document = self.election.areas.document if self.election.areas else {"sections": []}
        return [tuple(section) for section in document["sections"]]

    def party(self, key: str) -> Document:
        """Return a party's document; a neutral one when its edition was withdrawn."""
        thing = self.election.parties.get(key)
        return (
            thing.document
            if thing
            else {
                "name": "Sin partido",
                "short": "",
                "slug": "",
                "kind": "party",
                "members": [],
                "order": 999,
            }
        )

    @cached_property
    def party_order(self) -> dict[str, tuple[int, int, str]]:
        """The legal order: a coalition stands where its first member does, independents last."""
        order: dict[str, tuple[int, int, str]] = {}
        for key, thing in self.election.parties.items():
            party = thing.document
            places = [
                self.election.parties[member].document["order"]
                for member in party["members"]
                if member in self.election.parties
            ]
            last = party["kind"] == "independent"
            order[key] = (1 if last else 0, min(places, default=party["order"]), sort_name(party["name"]))
        return order

    @cached_property
    def contests(self) -> list[tuple[str, Thing]]:
        """Contests in the order of their office, then by number or name of the place."""

        def place(item: tuple[str, Thing]) -> tuple[Any, ...]:
            document = item[1].document
            area = self.areas.get(document["area"], {})
            number = int(area["ine"]) if area.get("kind") == "district" and area.get("ine", "").isdigit() else 0
            return (document["order"], number, sort_name(document["name"]))

        return sorted(self.election.contests.items(), key=place)

    @cached_property
    def contest_places(self) -> dict[str, int]:
        """The place of each contest among all, from 0."""
        return {key: place for place, (key, _thing) in enumerate(self.contests)}

    @cached_property
    def party_places(self) -> dict[str, int]:
        """The place of each party in the legal order, from 0."""
        return {key: place for place, key in enumerate(sorted(self.party_order, key=lambda key: self.party_order[key]))}

    @cached_property
    def by_contest(self) -> dict[str, list[Candidacy]]:
        """Standing candidacies of each contest, in legal order, then by office, place and role."""
        found: dict[str, list[Candidacy]] = defaultdict(list)
        for candidacy in self.election.candidacies.values():
            if candidacy.stands:
                found[candidacy.contest].append(candidacy)
        for candidacies in found.values():
            candidacies.sort(key=self.place)
        return found

    @cached_property
    def replaced(self) -> dict[tuple[str, str, int, str], Candidacy]:
        """Return whoever was substituted last in each place: {(ticket, office, position, role): candidacy}."""
        found: dict[tuple[str, str, int, str], Candidacy] = {}
        for one in self.election.candidacies.values():
            place = (one.ticket, one.office, one.position, one.role)
            if one.status == "substituted" and (place not in found or found[place].status_date <= one.status_date):
                found[place] = one
        return found

    def predecessor(self, one: Candidacy) -> Candidacy | None:
        """Return whoever a candidacy substitutes, or None."""
        before = self.replaced.get((one.ticket, one.office, one.position, one.role))
        seen = self.election.first_seen
        return before if before is not None and seen[before.key] < seen[one.key] else None

    def place(self, candidacy: Candidacy) -> tuple[Any, ...]:
        """Return where a candidacy stands among those of its contest."""
        office = self.offices.get(candidacy.office, {})
        order = self.party_order.get(candidacy.party, (2, 0, ""))
        role = {"owner": 0, "unconfirmed": 1, "alternate": 2}[candidacy.role]
        return (
            order,
            candidacy.ticket,
            office.get("order", 99),
            candidacy.position,
            role,
            candidacy.order,
        )

    @cached_property
    def by_ticket(self) -> dict[str, list[Candidacy]]:
        found: dict[str, list[Candidacy]] = defaultdict(list)
        for candidacies in self.by_contest.values():
            for candidacy in candidacies:
                found[candidacy.ticket].append(candidacy)
        return found

    @cached_property
    def by_party(self) -> dict[str, list[Candidacy]]:
        """Standing candidacies that a party heads or is a member of, by party."""
        found: dict[str, list[Candidacy]] = defaultdict(list)
        for key, _thing in self.contests:
            for candidacy in self.by_contest.get(key, []):
                for party in (candidacy.party, *self.party(candidacy.party)["members"]):
                    found[party].append(candidacy)
        return found

    @cached_property
    def by_municipality(self) -> dict[str, list[str]]:
        """Keys of the contests that are voted in each municipality, in ballot order."""
        places: dict[str, set[str]] = defaultdict(set)
        for _number, municipality, district, code in self.sections:
            places[municipality].update([district] if district else self.districts_in(code))
        found: dict[str, list[str]] = {}
        states = {key for key, area in self.areas.items() if area["kind"] == "state"}
        for area in self.municipalities:
            here = states | {area["key"]} | places[area["key"]]
            found[area["key"]] = [key for key, thing in self.contests if thing.document["area"] in here]
        return found

    def districts_in(self, code: str) -> list[str]:
        """Return the districts that a code such as «1-5» may mean; none for a code that is no range."""
        first, dash, last = code.partition("-")
        if not dash or not (first.isdigit() and last.isdigit()):
            return []
        numbers = set(range(int(first), int(last) + 1))
        districts = [area for area in self.areas.values() if area["kind"] == "district"]
        return [area["key"] for area in districts if area["ine"].isdigit() and int(area["ine"]) in numbers]

    def voted_in(self, municipality: str, district: str, code: str) -> list[str]:
        """Return the keys of the contests voted in a ballot style, in ballot order."""
        here = {municipality, *([district] if district else self.districts_in(code)), *self.states}
        return [key for key, thing in self.contests if thing.document["area"] in here]

    def voted_by(self, mode: str) -> list[str]:
        """Return the keys of the contests that can be voted in a way, in ballot order."""
        return [key for key, thing in self.contests if mode in thing.document["modes"]]

    def statewide(self, keys: list[str]) -> list[str]:
        """Return those contests of some that the whole state votes."""
        return [key for key in keys if self.election.contests[key].document["area"] in self.states]

    @cached_property
    def states(self) -> set[str]:
        return {key for key, area in self.areas.items() if area["kind"] == "state"}

    def style_slug(self, municipality: str, district: str, code: str) -> str:
        """Return the name of a ballot style: its municipality and its district, or what the table says of it."""
        place = self.areas[district]["slug"] if district else code
        return slugify(f"boleta {self.areas[municipality]['slug']} {place}")

    def leading(self, contest: Document, candidacies: list[Candidacy]) -> list[Candidacy]:
        """Return those who head each ticket of a contest: owners, or all in doubt, of its first office."""
        return [
            candidacy
            for candidacy in candidacies
            if candidacy.office == contest["office"] and candidacy.role != "alternate"
        ]

    @cached_property
    def contest_marks(self) -> dict[str, str]:
        """What each contest's list shows, as one string to hash."""
        marks = {}
        for key, thing in self.contests:
            candidacies = self.by_contest.get(key, [])
            parties = dict.fromkeys(candidacy.party for candidacy in candidacies)
            marks[key] = digest(
                thing.commitment,
                self.areas.get(thing.document["area"]),
                *(self.mark(candidacy) for candidacy in candidacies),
                *(self.party_marks.get(party, "") for party in parties),
            )
        return marks

    def profile(self, candidacy: Candidacy) -> Profile | None:
        return self.election.answers(candidacy)

    def mark(self, candidacy: Candidacy) -> str:
        """Return what a list shows of a candidacy, as one string to hash."""
        profile = self.election.profiles.get(candidacy.key)
        return f"{candidacy.commitment}{profile.commitment if profile else ''}"

    def identity_mark(self, candidacy: Candidacy) -> str:
        """Return what the candidacy's own page shows of its identity, as one string to hash."""
        thing = self.election.identities.get(candidacy.key)
        return thing.commitment if thing else ""

    @cached_property
    def party_marks(self) -> dict[str, str]:
        """What a page shows of each party, as one string to hash."""
        parties = self.election.parties
        return {
            key: "".join(
                [thing.commitment, *(parties[one].commitment for one in thing.document["members"] if one in parties)]
            )
            for key, thing in parties.items()
        }

    def card_mark(self, candidacy: Candidacy) -> str:
        """Return what a list shows of a candidacy with its party and its place, as one string to hash."""
        party, place = self.party_marks.get(candidacy.party, ""), self.place_marks.get(candidacy.contest, "")
        return f"{self.mark(candidacy)}{party}{place}"

    @cached_property
    def last_editions(self) -> dict[str, int]:
        """The last edition behind each contest's list: its own, of its parties, of whoever stands in it or did."""
        parties, people = self.party_numbers, self.election.last_in
        named = {key: {one.party for one in self.by_contest.get(key, [])} for key, _thing in self.contests}
        return {
            key: max(thing.number, people.get(key, 0), *(parties.get(one, 0) for one in named[key]), 0)
            for key, thing in self.contests
        }

    @cached_property
    def party_numbers(self) -> dict[str, int]:
        """The last edition behind each party's line, with those that it joins."""
        parties = self.election.parties
        return {
            key: max(thing.number, *(parties[one].number for one in thing.document["members"] if one in parties), 0)
            for key, thing in parties.items()
        }

    def number_of(self, candidacy: Candidacy) -> int:
        """Return the last edition of a candidacy, of its answers or of its identity, also of one that took something away."""
        return self.election.last_of[candidacy.key]

    def place_name(self, candidacy: Candidacy) -> str:
        """Return the municipality, district or state of a candidacy."""
        thing = self.election.contests.get(candidacy.contest)
        return self.areas.get(thing.document["area"], {}).get("name", "") if thing else ""

    def address(self, candidacy: Candidacy) -> str:
        """Return the page of a candidacy; of its contest, at its name, when it has none of its own."""
        if candidacy.page:
            return f"{self.root}candidaturas/{candidacy.slug}/"
        thing = self.election.contests.get(candidacy.contest)
        return f"{self.root}contiendas/{thing.document['slug']}/#{candidacy.key}" if thing else self.root
