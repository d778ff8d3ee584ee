"""Counts that identify nobody: small cells are hidden, and enough others that none can be subtracted back."""

from collections.abc import Mapping
from dataclasses import dataclass

# Primary suppression: fewer than this in a cell is not told. Zero is: that nobody is in it identifies nobody.
LEAST = 5


@dataclass(frozen=True)
class Cell:
    """One line of a table; `count` is None where it is hidden."""

    label: str
    count: int | None


def suppressed(counts: Mapping[str, int], least: int = LEAST) -> dict[str, int | None]:
    """Return the counts of one table whose total is told, with None where a count is hidden.

    Each count between one and `least` is hidden. If what is hidden could be found by subtraction from the total, or the
    hidden ones together are still fewer than `least`, the smallest of the others are hidden with them; a zero last of
    all.
    """
    hidden = {key for key, count in counts.items() if 0 < count < least}
    if not hidden:
        return dict(counts)
    others = sorted((key for key in counts if key not in hidden), key=lambda key: (counts[key] == 0, counts[key]))
    while others and (len(hidden) < 2 or sum(counts[key] for key in hidden) < least):
        hidden.add(others.pop(0))
    return {key: (None if key in hidden else count) for key, count in counts.items()}


def total(counts: Mapping[str, int], least: int = LEAST) -> int | None:
    """Return the total of a table; None when it is small itself."""
    whole = sum(counts.values())
    return None if 0 < whole < least else whole
