"""Counts that identify nobody: small cells are hidden, and enough others that none can be subtracted back."""

from collections.abc import Mapping

# Primary suppression: fewer than this in a cell is not told. Zero is: that nobody is in it identifies nobody.
LEAST = 5


def suppressed(
    counts: Mapping[str, int], least: int = LEAST, known: Mapping[str, int] | None = None
) -> dict[str, int | None]:
    """Return the counts of one table whose total is told, with None where a count is hidden.

    Each count between one and `least` is hidden. If what is hidden could be found by subtraction from the total, or the
    hidden ones together are still fewer than `least`, the smallest of the others are hidden with them; a zero last of
    all. Those `known` to everybody, because their data is public, protect nobody: what is left of each cell without
    them is what must not be small.
    """
    seen = known or {}
    secret = {key: count - seen.get(key, 0) for key, count in counts.items()}
    hidden = {key for key, count in counts.items() if 0 < count < least or 0 < secret[key] < least}
    if not hidden:
        return dict(counts)
    others = sorted((key for key in counts if key not in hidden), key=lambda key: (secret[key] == 0, secret[key]))
    while others and (len(hidden) < 2 or sum(secret[key] for key in hidden) < least):
        hidden.add(others.pop(0))
    return {key: (None if key in hidden else count) for key, count in counts.items()}


def apart(
    counts: Mapping[str, int], whole: int, least: int = LEAST, known: Mapping[str, int] | None = None
) -> dict[str, int | None]:
    """Return the counts of a table in which a person may be in several cells: each is hidden when it, or those of the
    `whole` who are not in it, are few."""
    seen = known or {}

    def small(key: str) -> bool:
        inside, outside = counts[key], whole - counts[key]
        return 0 < inside < least or 0 < outside < least or 0 < inside - seen.get(key, 0) < least

    hidden = {key for key in counts if small(key)}
    if len(hidden) == 1:
        # Alone, it is bounded by what the others leave of those who answered.
        others = sorted((key for key in counts if key not in hidden), key=lambda key: (counts[key] == 0, counts[key]))
        hidden |= set(others[:1])
    return {key: None if key in hidden else count for key, count in counts.items()}


def total(counts: Mapping[str, int], least: int = LEAST) -> int | None:
    """Return the total of a table; None when it is small itself."""
    whole = sum(counts.values())
    return None if 0 < whole < least else whole
