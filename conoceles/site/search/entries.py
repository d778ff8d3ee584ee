"""What the index has of each candidacy: its words, its facets, its places in the neutral orders."""

from conoceles.lib.text import slugify
from conoceles.lib.vocabulary import GROUPS, ROLE_ORDER, band_of
from conoceles.site.pages import context
from conoceles.site.search.index import Entry
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import Candidacy
from conoceles.site.words.said import Said


def entry(view: ElectionView, one: Candidacy, said: Said | None) -> Entry:
    """Return what the index has of a candidacy that stands; `said` is what it wrote."""
    thing = view.election.contests.get(one.contest)
    area = view.areas.get(thing.document["area"], {}) if thing else {}
    profile, identity = view.profile(one), view.election.identities.get(one.key)
    facets = {
        "answered": ("si" if profile else "no") if one.page else "",
        "office": one.office,
        "municipality": area["key"] if area.get("kind") == "municipality" else "",
        "district": area["key"] if area.get("kind") == "district" else "",
        "contest": one.contest,
        "party": one.party,
        "role": one.role,
        "principle": ("rp" if thing.document["kind"] == "list" else "mr") if thing else "",
        "age": band_of(one.age),
        "sex": one.sex,
        "degree": degree_key(profile.degree) if profile and profile.degree else "",
    }
    values = {name: [value] if value else [] for name, value in facets.items()}
    # Of identity, only what its own page shows.
    shown = identity.document["answers"] if identity else []
    groups = {answer["key"] for answer in shown if answer["key"] in GROUPS and answer["value"] == "Sí"}
    values["heads"] = ["si"] if one.key in view.heads else []
    values["topic"] = said.topics if said else []
    values["group"] = [key for key in GROUPS if key in groups or key in view.groups(one)]
    party = view.party(one.party)
    members = " ".join(f"{view.party(key)['name']} {view.party(key)['short']}" for key in party["members"])
    words = f"{party['name']} {party['short']} {members}"
    office = f"{context.office_name(view, one.office)} {view.offices.get(one.office, {}).get('called', '')}"
    by_name = f"{one.order}\t{one.key}"
    by_office = f"{_office_place(view, one):02} {by_name}"
    name = f"{one.name} {one.nickname}".strip()
    stems = said.stems if said else []
    place, ballot = view.place_name(one), _ballot(view, one)
    return Entry(one.key, name, place, words, office, values, stems, by_name, ballot, by_office)


def degree_key(name: str) -> str:
    """Return a degree as an address writes it."""
    return slugify(name, 40)


def _ballot(view: ElectionView, one: Candidacy) -> str:
    """Return a text that sorts as ballots do: contest, party in legal order, office, place, role, name."""
    contest, party = view.contest_places.get(one.contest, 9999), view.party_places.get(one.party, 999)
    office = _office_place(view, one)
    role = ROLE_ORDER[one.role]
    return f"{contest:04}{party:03}{office:02}{min(one.position, 999):03}{role} {one.order}\t{one.key}"


def _office_place(view: ElectionView, one: Candidacy) -> int:
    return int(view.offices.get(one.office, {}).get("order", 99))
