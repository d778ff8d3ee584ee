"""What can be found out about the hidden cells of published tables: an attack with everything that is told.

For each hidden cell the attacker knows that it is not negative, that the cells of a table add up to its total, how many
persons with public data are in it, and, of two cuts, that no cell changes by more persons than the cuts differ by, nor
falls when nobody left. He bounds each cell by all of this together, as far as it goes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import compress, product

from conoceles.reports.suppression import LEAST

Cell = tuple[int, str, str]
# A hidden cell may be any number from nobody to four: whatever is narrower says too much.
NARROWEST = LEAST - 1
# So many times the bounds are drawn together; each round only narrows them.
ROUNDS = 60


@dataclass
class Told:
    """One table of a cut as it is published: `cells` of one question, their `total` (None when it is hidden too), and
    how many of each cell are `known` to everybody. In a table of `several` answers cells add up to nothing."""

    question: str
    cells: dict[str, int | None]
    total: int | None
    several: bool = False
    known: dict[str, int] = field(default_factory=dict)


@dataclass
class Cut:
    """One cut: its tables and whose answers are in it."""

    tables: list[Told]
    members: frozenset[int]


def margins(cuts: list[Cut]) -> dict[Cell, tuple[int, int]]:
    """Return {(cut, question, cell): (least, most)} of every hidden cell, as narrow as an attacker can make it."""
    low: dict[Cell, int] = {}
    high: dict[Cell, int] = {}
    for number, cut in enumerate(cuts):
        for table in cut.tables:
            most = table.total if table.total is not None else len(cut.members)
            for label, count in table.cells.items():
                cell = (number, table.question, label)
                low[cell] = table.known.get(label, 0) if count is None else count
                high[cell] = most if count is None else count
    for _round in range(ROUNDS):
        if not _sums(cuts, low, high) | _changes(cuts, low, high):
            break
    hidden = [
        (number, table.question, label)
        for number, cut in enumerate(cuts)
        for table in cut.tables
        for label, count in table.cells.items()
        if count is None
    ]
    return {cell: (low[cell], high[cell]) for cell in hidden}


def narrow(cuts: list[Cut]) -> list[tuple[Cell, tuple[int, int]]]:
    """Return every hidden cell that is bounded more narrowly than «from nobody to four», with its bounds."""
    return [(cell, (least, most)) for cell, (least, most) in margins(cuts).items() if most - least < NARROWEST]


def _sums(cuts: list[Cut], low: dict[Cell, int], high: dict[Cell, int]) -> bool:
    """Bound each cell by what the others of its table leave of the total; return whether any bound moved."""
    moved = False
    for number, cut in enumerate(cuts):
        for table in cut.tables:
            if table.total is None:
                continue
            cells = [(number, table.question, label) for label in table.cells]
            if table.several:
                # Whoever answered gave one answer at least.
                most = sum(high[cell] for cell in cells)
                for cell in cells:
                    moved |= _tighten(cell, table.total - (most - high[cell]), high[cell], low, high)
                continue
            least, most = sum(low[cell] for cell in cells), sum(high[cell] for cell in cells)
            for cell in cells:
                moved |= _tighten(cell, table.total - (most - high[cell]), table.total - (least - low[cell]), low, high)
    return moved


def _changes(cuts: list[Cut], low: dict[Cell, int], high: dict[Cell, int]) -> bool:
    """Bound the cells of two cuts by each other; return whether any bound moved."""
    moved = False
    for first, second in _pairs(len(cuts)):
        came = len(cuts[second].members - cuts[first].members)
        left = len(cuts[first].members - cuts[second].members)
        for question, label in _shared(cuts[first], cuts[second]):
            one, other = (first, question, label), (second, question, label)
            moved |= _tighten(other, low[one] - left, high[one] + came, low, high)
            moved |= _tighten(one, low[other] - came, high[other] + left, low, high)
    return moved


def _tighten(cell: Cell, least: int, most: int, low: dict[Cell, int], high: dict[Cell, int]) -> bool:
    """Bound one cell and return whether that narrowed it. Bounds that would cross say that somebody corrected an
    answer between two cuts: they bound nothing."""
    if max(low[cell], least) > min(high[cell], most):
        return False
    moved = least > low[cell] or most < high[cell]
    low[cell], high[cell] = max(low[cell], least), min(high[cell], most)
    return moved


def _pairs(count: int) -> Iterator[tuple[int, int]]:
    return ((one, other) for one in range(count) for other in range(one + 1, count))


def _shared(first: Cut, second: Cut) -> Iterable[tuple[str, str]]:
    mine = {(table.question, label) for table in first.tables for label in table.cells}
    return [
        (table.question, label) for table in second.tables for label in table.cells if (table.question, label) in mine
    ]


# So many of the last cuts are added and subtracted with a new one: three ways each.
TOGETHER = 8


def told_apart(earlier: list[set[int]], new: set[int]) -> Iterator[set[int]]:
    """Yield the persons of whom adding and subtracting whole cuts tells how many answered what: every combination of a
    new cut with the last ones, each added, subtracted or left out. Nobody is yielded where nothing is left."""
    cuts = [*earlier[-TOGETHER:], new]
    alike: dict[tuple[bool, ...], set[int]] = defaultdict(set)
    for one in set().union(*cuts):
        alike[tuple(one in cut for cut in cuts)].add(one)
    for signs in product((0, 1, -1), repeat=len(cuts) - 1):
        weights = (*signs, 1)
        left = [who for within, who in alike.items() if sum(compress(weights, within))]
        if left:
            yield set().union(*left)
