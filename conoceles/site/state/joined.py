"""An election joined from what stands in the ledger: ordered as the law orders it, with addresses. Everything here is
in memory."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from conoceles.lib.canonical import Document
from conoceles.lib.text import slugify
from conoceles.lib.vocabulary import ROLE_ORDER
from conoceles.lib.zones import zone
from conoceles.site.language import prefix
from conoceles.site.state.fold import Candidacy, Election, Profile, State, Thing, sort_name
from conoceles.site.state.phases import Phase, phase

MODE_SLUGS = {"anticipated": "anticipado", "abroad": "extranjero", "prison": "prision"}


@dataclass
class Joined:
    """Lookups over one election, made once for each plan and thrown away."""

    state: State
    election: Election
    now: datetime
    # What pages work out once for each plan, by whoever does.
    memo: dict[Any, Any] = field(default_factory=dict)

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
    def zone(self) -> ZoneInfo:
        """The time zone of the institute; that of the centre in what was published before it had to say."""
        return zone(self.institute.get("time_zone", ""))

    @cached_property
    def site(self) -> str:
        """Where the institute publishes, as `https://conoceles.example.mx`; '' in what was published before it had to
        say."""
        site: str = self.institute.get("site", "")
        return site

    @cached_property
    def phase(self) -> Phase:
        return phase(self.calendar, self.now, self.zone)

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
    def modes(self) -> dict[str, str]:
        """The ways of voting other than at the polling place that some contest has: {mode: its address}."""
        used = {mode for _key, thing in self.contests for mode in thing.document["modes"]}
        return {mode: slug for mode, slug in MODE_SLUGS.items() if mode in used}

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
                "own_boxes": False,
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
    def of_powers(self) -> bool:
        """Whether nobody stands for a party: powers of the State nominate."""
        kinds = {thing.document["kind"] for thing in self.election.parties.values()}
        return kinds == {"power"}

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
        role = ROLE_ORDER[candidacy.role]
        return (
            order,
            self.ticket_order[candidacy.ticket],
            office.get("order", 99),
            candidacy.position,
            role,
            candidacy.order,
        )

    @cached_property
    def ticket_order(self) -> dict[str, int]:
        """When each ticket came into the register: independents, who have no legal place, stand in that order."""
        found: dict[str, int] = {}
        for key, candidacy in self.election.candidacies.items():
            first = self.election.first_seen[key]
            found[candidacy.ticket] = min(first, found.get(candidacy.ticket, first))
        return found

    @cached_property
    def by_ticket(self) -> dict[str, list[Candidacy]]:
        found: dict[str, list[Candidacy]] = defaultdict(list)
        for candidacies in self.by_contest.values():
            for candidacy in candidacies:
                found[candidacy.ticket].append(candidacy)
        return found

    @cached_property
    def text_slugs(self) -> list[str]:
        """The addresses of the pages that staff wrote, in their order."""
        return list(dict.fromkeys(thing.document["slug"] for thing in self.texts))

    @cached_property
    def with_page(self) -> list[Candidacy]:
        """Whoever has a page of its own, standing or not."""
        return [one for one in self.election.candidacies.values() if one.page and one.contest in self.election.contests]

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

    @cached_property
    def towns_of(self) -> dict[str, list[str]]:
        """The names of the municipalities of each district, by the alphabet."""
        found: dict[str, set[str]] = defaultdict(set)
        for _number, municipality, district, _code in self.sections:
            found[district].add(self.areas[municipality]["name"])
        return {district: sorted(names, key=sort_name) for district, names in found.items() if district}

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

    def options(self, contest: str) -> list[list[Candidacy]]:
        """Return the options of a contest in legal order, each with who heads it: its owner, or everyone of whom a list
        does not say who is."""
        document = self.election.contests[contest].document
        tickets: dict[str, list[Candidacy]] = {}
        for one in self.leading(document, self.by_contest.get(contest, [])):
            tickets.setdefault(one.ticket, []).append(one)
        return [_first(members) for members in tickets.values()]

    @cached_property
    def heads(self) -> set[str]:
        """The keys of whoever heads an option of any contest."""
        return {one.key for key, _thing in self.contests for option in self.options(key) for one in option}

    def profile(self, candidacy: Candidacy) -> Profile | None:
        return self.election.answers(candidacy)

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


def _first(members: list[Candidacy]) -> list[Candidacy]:
    """Return who heads a ticket: the first of its owners, or whoever shares the first place while none is said to be
    one."""
    owners = [one for one in members if one.role == "owner"]
    if owners:
        return owners[:1]
    return [one for one in members if one.position == members[0].position]
