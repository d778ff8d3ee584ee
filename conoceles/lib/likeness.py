"""Near-copies among many texts: a short fingerprint of each, by which those that share runs of words are found."""

import re
from hashlib import blake2b

from conoceles.lib.text import fold

# Words in a run: four in a row are rarely the same by chance.
RUN = 4
# Hashes kept of each text. Of two texts that share a third of their runs, about a third of these are shared.
SIZE = 32
TOKEN = re.compile(r"\w+")


def words(text: str) -> list[tuple[str, int, int]]:
    """Return (folded word, first character, one after the last) of each word of a text."""
    return [(fold(match[0]), match.start(), match.end()) for match in TOKEN.finditer(text)]


def runs(tokens: list[tuple[str, int, int]]) -> list[int]:
    """Return the hash of each run of RUN words, in order; [] for a text of fewer words."""
    plain = [word for word, _start, _end in tokens]
    return [_hash(" ".join(plain[place : place + RUN])) for place in range(len(plain) - RUN + 1)]


def fingerprint(text: str) -> list[int]:
    """Return at most SIZE hashes of a text: the smallest of its runs, the same for the same text everywhere."""
    return sorted(set(runs(words(text))))[:SIZE]


def share(ours: str, theirs: str) -> tuple[int, int, int]:
    """Return (percent of our runs that the other text has, first and one-after-last character of the longest shared
    stretch)."""
    tokens = words(ours)
    mine, others = runs(tokens), set(runs(words(theirs)))
    if not mine:
        return 0, 0, 0
    best = length = end = 0
    for place, value in enumerate([*mine, None]):
        if value is not None and value in others:
            length += 1
        else:
            if length > best:
                best, end = length, place
            length = 0
    if not best:
        return 0, 0, 0
    shared = sum(value in others for value in mine)
    first, last = end - best, end - 1 + RUN - 1
    return round(100 * shared / len(mine)), tokens[first][1], tokens[last][2]


def stretches(ours: str, theirs: str) -> list[tuple[int, int]]:
    """Return (first, one-after-last character) of each stretch of our text whose runs of words the other has."""
    tokens = words(ours)
    others = set(runs(words(theirs)))
    found: list[tuple[int, int]] = []
    for place, value in enumerate(runs(tokens)):
        if value in others:
            start, end = tokens[place][1], tokens[place + RUN - 1][2]
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return found


def _hash(run: str) -> int:
    """Return 63 bits of a hash: what every database keeps as a whole number."""
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") >> 1
