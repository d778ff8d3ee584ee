"""Figures: each number once, with its numerator, denominator and cut-off, for page, home, chart and open data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from conoceles.lib.dates import local_date
from conoceles.site.context import office_name
from conoceles.site.phases import moment
from conoceles.site.state import Candidacy, sort_name
from conoceles.site.view import ElectionView

AGES = ((18, 29), (30, 44), (45, 59), (60, 200))


@dataclass(frozen=True)
class Share:
    """`answered` of `total`, with what they are of; by itself: standing candidacies whose office answers, and those who did."""

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
class Table:
    """Shares by one thing: `id` names it in addresses, `note` says what is left out of it, if anything is."""

    id: str
    title: str
    head: str
    rows: list[Share]
    note: str = ""


def expected(view: ElectionView) -> list[Candidacy]:
    """Return the denominator of participation: who stands, for an office that answers."""
    return [candidacy for candidacy in view.election.candidacies.values() if candidacy.stands and candidacy.page]


def participation(view: ElectionView) -> Share:
    """Return how many of those who were asked have answered."""
    asked = expected(view)
    return Share("Total", sum(view.profile(candidacy) is not None for candidacy in asked), len(asked))


def tables(view: ElectionView) -> list[Table]:
    """Return participation by everything by which it is published; what no candidacy has, no table has."""
    found = [
        Table("cargo", _("Por cargo"), _("Cargo"), by_office(view)),
        Table("partido", _("Por partido"), _("Partido"), by_party(view), _("En el orden legal.")),
        Table(
            "municipio",
            _("Por municipio"),
            _("Municipio"),
            by_area(view, "municipality", "municipios"),
            _("Solo cuenta las candidaturas que se votan en un municipio."),
        ),
        Table(
            "distrito",
            _("Por distrito"),
            _("Distrito"),
            by_area(view, "district"),
            _("Solo cuenta las candidaturas que se votan en un distrito."),
        ),
        Table("sexo", _("Por sexo"), _("Sexo"), by_sex(view), _("Según el registro.")),
        Table("edad", _("Por edad"), _("Edad el día de la elección"), by_age(view), _("Según el registro.")),
        Table("calidad", _("Propietarias y suplentes"), _("Calidad"), by_role(view)),
    ]
    return [table for table in found if table.rows]


def by_office(view: ElectionView) -> list[Share]:
    """Return participation by office, in the order of the offices."""
    order = {key: office["order"] for key, office in view.offices.items()}
    return _grouped(view, lambda c: c.office, lambda key: office_name(view, key), lambda key: (order[key],))


def by_party(view: ElectionView) -> list[Share]:
    """Return participation by party, coalition or independent, in legal order."""
    return _grouped(
        view,
        lambda c: c.party,
        lambda key: view.party(key)["name"],
        lambda key: view.party_order.get(key, (2, 0, "")),
        lambda key: f"{view.root}partidos/{view.party(key)['slug']}/",
    )


def by_area(view: ElectionView, kind: str, folder: str = "") -> list[Share]:
    """Return participation by the municipality or district that elects; who is elected elsewhere is not in it."""

    def place(candidacy: Candidacy) -> str:
        thing = view.election.contests.get(candidacy.contest)
        area = view.areas.get(thing.document["area"], {}) if thing else {}
        return area.get("key", "") if area.get("kind") == kind else ""

    def order(key: str) -> tuple[object, ...]:
        area = view.areas[key]
        return (int(area["ine"]) if kind == "district" and area["ine"].isdigit() else 0, sort_name(area["name"]))

    def address(key: str) -> str:
        return f"{view.root}{folder}/{view.areas[key]['slug']}/" if folder else ""

    return _grouped(view, place, lambda key: view.areas[key]["name"], order, address)


def by_sex(view: ElectionView) -> list[Share]:
    """Return participation by the sex that the register has; those for whom it has none are a row of their own."""
    names = {"female": _("Mujeres"), "male": _("Hombres"), "nonbinary": _("No binarias"), "?": _("Sin dato")}
    order = list(names)
    return _grouped(view, lambda c: c.sex or "?", lambda key: names[key], lambda key: (order.index(key),))


def by_age(view: ElectionView) -> list[Share]:
    """Return participation by age on election day."""
    names = [_("%(low)s a %(high)s") % {"low": low, "high": high} for low, high in AGES[:-1]]
    names += [_("%(low)s o más") % {"low": AGES[-1][0]}, _("Sin dato")]

    def band(candidacy: Candidacy) -> str:
        for place, (low, high) in enumerate(AGES):
            if candidacy.age is not None and low <= candidacy.age <= high:
                return str(place)
        return str(len(AGES))

    return _grouped(view, band, lambda key: names[int(key)], lambda key: (key,))


def by_role(view: ElectionView) -> list[Share]:
    """Return participation of owners and alternates."""
    names = {
        "owner": _("Propietarias"),
        "alternate": _("Suplentes"),
        "unconfirmed": pgettext("calidades", "Por confirmar"),
    }
    order = list(names)
    return _grouped(view, lambda c: c.role, lambda key: names[key], lambda key: (order.index(key),))


def by_week(view: ElectionView) -> list[tuple[date, Share]]:
    """Return [(last day of a week, how many of those asked had answered by its end)], from the week of the first answer.

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


def _grouped(
    view: ElectionView,
    key_of: Callable[[Candidacy], str],
    label: Callable[[str], str],
    order: Callable[[str], tuple[object, ...]],
    url: Callable[[str], str] = lambda key: "",
) -> list[Share]:
    totals: dict[str, list[int]] = {}
    for candidacy in expected(view):
        key = key_of(candidacy)
        if key:
            counts = totals.setdefault(key, [0, 0])
            counts[0] += view.profile(candidacy) is not None
            counts[1] += 1
    return [
        Share(label(key), totals[key][0], totals[key][1], url(key))
        for key in sorted(totals, key=lambda key: order(key))
    ]
