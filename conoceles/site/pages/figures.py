"""Figures: each number once, with its numerator, denominator and cut-off, for page, home, chart and open data."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from conoceles.lib.dates import local_date
from conoceles.lib.vocabulary import AGES, ROLES, SEXES, band_of
from conoceles.site.pages.context import office_name
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import Candidacy, sort_name
from conoceles.site.state.phases import moment


@dataclass(frozen=True)
class Share:
    """`answered` of `total`, with what they are of; by itself: standing candidacies whose office answers, and those who
    did."""

    label: str
    answered: int
    total: int
    url: str = ""
    own: bool = False

    @property
    def percent(self) -> int:
        """Return the share in whole per cent, rounded half up; 0 of nothing."""
        return (200 * self.answered + self.total) // (2 * self.total) if self.total else 0


@dataclass(frozen=True)
class Facet:
    """A thing by which figures are published: `id` names it in addresses, `key_of` gives the group of a candidacy, ''
    for none.

    Groups come in the order of `order`; `note` says what is left out or where the groups come from.
    """

    id: str
    title: str
    head: str
    key_of: Callable[[Candidacy], str]
    label: Callable[[str], str]
    order: Callable[[str], tuple[object, ...]]
    url: Callable[[str], str] = lambda key: ""
    note: str = ""

    def shares(self, counts: Mapping[str, tuple[int, int]]) -> list[Share]:
        """Return {group: (answered, total)} as shares with their names, in order."""
        return [Share(self.label(key), *counts[key], self.url(key)) for key in sorted(counts, key=self.order)]


@dataclass(frozen=True)
class Table:
    """Participation by one thing."""

    id: str
    title: str
    head: str
    rows: list[Share]
    note: str = ""


def expected(view: ElectionView) -> list[Candidacy]:
    """Return the denominator of participation: who stands, for an office that answers."""
    return [candidacy for candidacy in view.election.candidacies.values() if candidacy.stands and candidacy.page]


def alternates(view: ElectionView) -> bool:
    """Return whether among those who were asked there are alternates, which whoever reads a total must know."""
    return any(candidacy.role == "alternate" for candidacy in expected(view))


def participation(view: ElectionView) -> Share:
    """Return how many of those who were asked have answered."""
    asked = expected(view)
    return Share("Total", sum(view.profile(candidacy) is not None for candidacy in asked), len(asked))


def facets(view: ElectionView) -> list[Facet]:
    """Return everything by which figures are published, in the order in which they are shown."""
    return [
        _office(view),
        _party(view),
        _registered_by(view),
        _area(view, "municipality"),
        _area(view, "district"),
        _sex(),
        _age(),
        _role(),
    ]


def tables(view: ElectionView) -> list[Table]:
    """Return participation by everything by which it is published; what no candidacy has, no table has."""
    found = [(facet, facet.shares(participation_by(view, facet))) for facet in facets(view)]
    return [Table(facet.id, facet.title, facet.head, rows, facet.note) for facet, rows in found if rows]


@dataclass(frozen=True)
class Crossed:
    """How many stand in each group, by sex: (group, its members, its page, a count for each of `columns`), and the
    total of each row last."""

    id: str
    title: str
    head: str
    columns: list[str]
    rows: list[tuple[str, str, str, list[int]]]


@dataclass(frozen=True)
class Together:
    """How many of an office, a place, a party and a sex stand, with the members of a coalition."""

    office: str
    place: str
    party: str
    members: str
    sex: str
    count: int


def standing(view: ElectionView) -> list[Crossed]:
    """Return how many candidacies stand, all of them and not only those that are asked: by office, party, place and
    kind of registration, each by sex."""
    everyone = _everyone(view)
    facets_ = (_office(view), _party(view), _registered_by(view), _area(view, "municipality"))
    return _by_sex(view, everyone, everyone, facets_)


def standing_by_office(view: ElectionView) -> list[Crossed]:
    """Return how many candidacies of each office stand, by party and sex."""
    everyone, party, office = _everyone(view), _party(view), _office(view)
    found = []
    for key in sorted({one.office for one in everyone}, key=office.order):
        mine = [one for one in everyone if one.office == key]
        named = replace(party, id=key, title=office.label(key))
        found += _by_sex(view, everyone, mine, [named])
    return found


def together(view: ElectionView) -> list[Together]:
    """Return how many candidacies stand by office, place where they are voted, party and sex at once, in that order."""
    office, party = _office(view), _party(view)
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for one in _everyone(view):
        contest = view.election.contests.get(one.contest)
        counts[one.office, contest.document["area"] if contest else "", one.party, one.sex or "?"] += 1

    def order(key: tuple[str, str, str, str]) -> tuple[object, ...]:
        name = view.areas.get(key[1], {}).get("name", "")
        return (office.order(key[0]), sort_name(name), key[1], party.order(key[2]), [*SEXES, "?"].index(key[3]))

    return [
        Together(
            office.label(key[0]),
            str(view.areas.get(key[1], {}).get("name", "")),
            party.label(key[2]),
            _members(view, key[2]),
            _sex_name(key[3]),
            counts[key],
        )
        for key in sorted(counts, key=order)
    ]


def _everyone(view: ElectionView) -> list[Candidacy]:
    return [one for one in view.election.candidacies.values() if one.stands]


def _sex_name(key: str) -> str:
    return _(SEXES[key].group) if key in SEXES else _("Sin dato")


def _by_sex(
    view: ElectionView, everyone: list[Candidacy], these: list[Candidacy], facets_: Iterable[Facet]
) -> list[Crossed]:
    """Return a table of some candidacies for each facet, with a column for each sex that anyone has."""
    has = {one.sex or "?" for one in everyone}
    sexes = [key for key in [*SEXES, "?"] if key in has]
    columns = [_sex_name(key) for key in sexes]
    found = []
    for facet in facets_:
        counts: dict[str, Counter[str]] = {}
        for one in these:
            if key := facet.key_of(one):
                counts.setdefault(key, Counter())[one.sex or "?"] += 1
        rows = [
            (
                facet.label(key),
                _members(view, key),
                facet.url(key),
                [*(counts[key][sex] for sex in sexes), counts[key].total()],
            )
            for key in sorted(counts, key=facet.order)
        ]
        if rows:
            found.append(Crossed(f"compiten-{facet.id}", facet.title, facet.head, columns, rows))
    return found


def _members(view: ElectionView, key: str) -> str:
    """Return who is in a coalition or a common candidacy, in their order; '' for anything else."""
    thing = view.election.parties.get(key)
    members = thing.document["members"] if thing else []
    ordered = sorted(members, key=lambda one: view.party_order.get(one, (2, 0, "")))
    return ", ".join(view.party(one)["name"] for one in ordered)


def participation_by(view: ElectionView, facet: Facet) -> dict[str, tuple[int, int]]:
    """Return {group: (answered, asked)} of a facet."""
    answered: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for candidacy in expected(view):
        if key := facet.key_of(candidacy):
            answered[key] += view.profile(candidacy) is not None
            total[key] += 1
    return {key: (answered[key], count) for key, count in total.items()}


def _office(view: ElectionView) -> Facet:
    order = {key: office["order"] for key, office in view.offices.items()}
    return Facet(
        "cargo",
        _("Por cargo"),
        _("Cargo"),
        lambda candidacy: candidacy.office,
        lambda key: office_name(view, key),
        lambda key: (order[key],),
    )


def _party(view: ElectionView) -> Facet:
    """Return the facet of parties, coalitions and independents, in legal order."""
    return Facet(
        "partido",
        _("Por poder que postula") if view.of_powers else _("Por partido"),
        _("Poder") if view.of_powers else _("Partido"),
        lambda candidacy: candidacy.party,
        lambda key: view.party(key)["name"],
        lambda key: view.party_order.get(key, (2, 0, "")),
        lambda key: f"{view.root}partidos/{view.party(key)['slug']}/",
        _("En el orden legal."),
    )


def _registered_by(view: ElectionView) -> Facet:
    """Return the facet of how candidacies were registered, in which all independents are one group."""
    names = {
        "party": _("De un partido"),
        "coalition": _("De una coalición"),
        "common": _("Candidaturas comunes"),
        "independent": _("Candidaturas independientes"),
        "power": _("Poderes que postulan"),
    }

    def kind(candidacy: Candidacy) -> str:
        return str(view.party(candidacy.party)["kind"])

    return _named("registro", _("Por tipo de registro"), _("Tipo"), kind, names)


def _area(view: ElectionView, kind: str) -> Facet:
    """Return the facet of the municipality or district that elects; who is elected elsewhere is in none."""

    def place(candidacy: Candidacy) -> str:
        thing = view.election.contests.get(candidacy.contest)
        area = view.areas.get(thing.document["area"], {}) if thing else {}
        return area.get("key", "") if area.get("kind") == kind else ""

    def order(key: str) -> tuple[object, ...]:
        area = view.areas[key]
        return (int(area["ine"]) if kind == "district" and area["ine"].isdigit() else 0, sort_name(area["name"]))

    def name(key: str) -> str:
        return str(view.areas[key]["name"])

    if kind == "district":
        note = _("Solo cuenta las candidaturas que se votan en un distrito.")
        return Facet("distrito", _("Por distrito"), _("Distrito"), place, name, order, note=note)
    note = _("Solo cuenta las candidaturas que se votan en un municipio.")
    address = view.root + "municipios/{}/"
    return Facet(
        "municipio",
        _("Por municipio"),
        _("Municipio"),
        place,
        name,
        order,
        lambda key: address.format(view.areas[key]["slug"]),
        note,
    )


def _sex() -> Facet:
    """Return the facet of the sex that the register has; those for whom it has none are a group of their own."""
    names = {key: _(word.group) for key, word in SEXES.items()} | {"?": _("Sin dato")}
    return _named(
        "sexo", _("Por sexo"), _("Sexo"), lambda candidacy: candidacy.sex or "?", names, _("Según el registro.")
    )


def _age() -> Facet:
    names = {band.key: _(band.title) for band in AGES} | {"?": _("Sin dato")}
    head, note = _("Edad el día de la elección"), _("Según el registro.")
    return _named("edad", _("Por edad"), head, lambda candidacy: band_of(candidacy.age) or "?", names, note)


def _role() -> Facet:
    names = {key: _(str(word.group)) for key, word in ROLES.items()}
    return _named("calidad", _("Propietarias y suplentes"), _("Calidad"), lambda candidacy: candidacy.role, names)


def _named(
    id_: str, title: str, head: str, key_of: Callable[[Candidacy], str], names: dict[str, str], note: str = ""
) -> Facet:
    """Return a facet of which all the groups are known, in their order."""
    order = list(names)
    return Facet(id_, title, head, key_of, names.__getitem__, lambda key: (order.index(key),), note=note)


def by_week(view: ElectionView) -> list[tuple[date, Share]]:
    """Return [(last day of a week, how many of those asked had answered by its end)], from the week of the first
    answer.

    Weeks end on Sundays; the last one ends with the election or today. Who is asked is who stands now.
    """
    asked = expected(view)
    days = sorted(local_date(view.election.answered_at[one.key]) for one in asked if view.profile(one))
    if not days:
        return []
    last = max(days[-1], min(local_date(view.now), local_date(moment(view.calendar["polls_open"]))))
    return [(end, Share("", sum(day <= end for day in days), len(asked))) for end in _sundays(days[0], last)]


def _sundays(first: date, last: date) -> Iterator[date]:
    end = first + timedelta(days=6 - first.weekday())
    while end < last:
        yield end
        end += timedelta(days=7)
    yield last
