"""Figures: each number once, with its numerator, denominator and cut-off, for page, home and open data."""

from collections.abc import Callable
from dataclasses import dataclass

from conoceles.site.state import Candidacy, sort_name
from conoceles.site.view import ElectionView


@dataclass(frozen=True)
class Share:
    """`answered` of `total`: standing candidacies whose office answers, and those of them with a published profile."""

    label: str
    answered: int
    total: int
    url: str = ""

    @property
    def percent(self) -> int:
        """Return the share in whole per cent, rounded half up; 0 of nothing."""
        return (200 * self.answered + self.total) // (2 * self.total) if self.total else 0


def expected(view: ElectionView) -> list[Candidacy]:
    """Return the denominator of participation: who stands, for an office that answers."""
    return [candidacy for candidacy in view.election.candidacies.values() if candidacy.stands and candidacy.page]


def participation(view: ElectionView) -> Share:
    """Return how many of those who were asked have answered."""
    asked = expected(view)
    return Share("Total", sum(view.profile(candidacy) is not None for candidacy in asked), len(asked))


def by_office(view: ElectionView) -> list[Share]:
    """Return participation by office, in the order of the offices."""
    order = {key: office["order"] for key, office in view.offices.items()}
    return _grouped(view, lambda c: c.office, lambda key: view.offices[key]["name"], lambda key: (order[key],))


def by_party(view: ElectionView) -> list[Share]:
    """Return participation by party, coalition or independent, in legal order."""
    return _grouped(
        view,
        lambda c: c.party,
        lambda key: view.party(key)["name"],
        lambda key: view.party_order.get(key, (2, 0, "")),
        lambda key: f"{view.root}partidos/{view.party(key)['slug']}/",
    )


def by_municipality(view: ElectionView) -> list[Share]:
    """Return participation by municipality, by name; candidacies that no single municipality elects are not in it."""
    return _grouped(
        view,
        lambda c: _municipality(view, c),
        lambda key: view.areas[key]["name"],
        lambda key: (sort_name(view.areas[key]["name"]),),
        lambda key: f"{view.root}municipios/{view.areas[key]['slug']}/",
    )


def _municipality(view: ElectionView, candidacy: Candidacy) -> str:
    thing = view.election.contests.get(candidacy.contest)
    area = view.areas.get(thing.document["area"], {}) if thing else {}
    return area.get("key", "") if area.get("kind") == "municipality" else ""


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
