"""The index of one election in one of its states, as a worker reads it: what was read once stays read."""

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from pyroaring import BitMap
from rapidfuzz import process
from rapidfuzz.distance import OSA

from conoceles.site.search.index import EVERYONE, bitmap_of, whole
from conoceles.site.search.store import Store

# So many bitmaps are kept; then all are forgotten, and read again as they are asked for.
MOST_KEPT = 20_000
# Fields of so many words that those nearly written so are looked for among those that begin with the same letters.
MANY, BEGINNING = ("run",), 2
# After the last character of any word.
LAST = "\U0010ffff"


class Postings:
    """Who has each term, by the numbers that the index gave them. Nobody changes a bitmap that was given."""

    def __init__(self, store: Store, election: str, state: str) -> None:
        self.connection, self.election, self.state = store.connection, election, state
        # What readers remember of it: the counts of facets by what was asked.
        self.counts: dict[tuple[object, ...], dict[str, dict[str, int]]] = {}
        self._kept: dict[str, BitMap] = {}
        self._facets: dict[str, dict[str, BitMap]] = {}
        self._words: dict[str, dict[int, list[str]]] = {}
        self._orders: dict[str, tuple[Sequence[int], list[int]]] = {}

    def everyone(self) -> BitMap:
        return self.having(EVERYONE)

    def having(self, term: str) -> BitMap:
        """Return who has a term, «name garcia»."""
        return self.remembered(term, lambda: self._one(term))

    def begun(self, term: str) -> BitMap:
        """Return who has a word that begins so: of «name gar», those called García and Garza."""
        return self.remembered(f"{term}*", lambda: any_of(ids for _term, ids in self._between(term, term + LAST)))

    def near(self, field: str, word: str, distance: int) -> BitMap:
        """Return who has in a field a word written with so many letters more, fewer, changed or swapped, at most."""
        return self.remembered(f"{field} {word}~{distance}", lambda: self._near(field, word, distance))

    def facet(self, name: str) -> dict[str, BitMap]:
        """Return {value: who has it} of a facet."""
        found = self._facets.get(name)
        if found is None:
            begins = f"facet_{name} "
            found = self._facets[name] = {
                term.removeprefix(begins): ids for term, ids in self._between(begins, begins + LAST)
            }
        return found

    def remembered(self, name: str, make: Callable[[], BitMap]) -> BitMap:
        """Return what was made under a name, made now when it was not."""
        found = self._kept.get(name)
        if found is None:
            if len(self._kept) > MOST_KEPT:
                self._kept = {}
            found = self._kept[name] = make()
        return found

    def keys(self, numbers: list[int]) -> list[str]:
        """Return the keys of some candidacies, given by their numbers."""
        if not numbers:
            return []
        marks = ",".join("?" * len(numbers))
        rows = dict(
            self.connection.execute(
                f"SELECT id, key FROM entry WHERE election = ? AND id IN ({marks})",  # noqa: S608
                (self.election, *numbers),
            )
        )
        # Whoever was taken away between two readings is not there.
        return [rows[number] for number in numbers if number in rows]

    def page(self, found: BitMap, order: str, start: int, size: int) -> list[int]:
        """Return the numbers of a page of some candidacies, in one of ORDERS."""
        ordered, places = self._order(order)
        total, last = len(found), start + size
        if start >= total:
            return []
        if 3 * total * total < last * len(ordered):
            # Few of many: they are put in order.
            return sorted(found, key=places.__getitem__)[start:last]
        if last * 2 > total and last < total:
            backwards = filter(found.__contains__, reversed(ordered))
            return list(islice(backwards, total - last, total - start))[::-1]
        return list(islice(filter(found.__contains__, ordered), start, last))

    def _order(self, name: str) -> tuple[Sequence[int], list[int]]:
        """Return the numbers in an order, and the place of each number in it."""
        found = self._orders.get(name)
        if found is None:
            row = self.connection.execute(
                "SELECT ids FROM sequence WHERE election = ? AND name = ?", (self.election, name)
            ).fetchone()
            if row is None:
                raise sqlite3.DatabaseError(f"{self.election} has no order.")
            ordered = array("I")
            ordered.frombytes(whole(row[0]))
            places = [0] * (max(ordered, default=0) + 1)
            for place, number in enumerate(ordered):
                places[number] = place
            found = self._orders[name] = ordered, places
        return found

    def _one(self, term: str) -> BitMap:
        row = self.connection.execute(
            "SELECT ids FROM term WHERE election = ? AND name = ?", (self.election, term)
        ).fetchone()
        return bitmap_of(row[0]) if row else BitMap()

    def _between(self, first: str, last: str) -> list[tuple[str, BitMap]]:
        rows = self.connection.execute(
            "SELECT name, ids FROM term WHERE election = ? AND name >= ? AND name < ?", (self.election, first, last)
        )
        return [(name, bitmap_of(ids)) for name, ids in rows]

    def _near(self, field: str, word: str, distance: int) -> BitMap:
        near = process.extract(
            word, self._alike(field, word, distance), scorer=OSA.distance, score_cutoff=distance, limit=None
        )
        return any_of(self.having(f"{field} {spelt}") for spelt, _distance, _place in near)

    def _alike(self, field: str, word: str, distance: int) -> list[str]:
        """Return the words of a field that may be so near to one: of those as long, or nearly."""
        lengths = range(max(1, len(word) - distance), len(word) + distance + 1)
        if field in MANY:
            begins = f"{field} {word[:BEGINNING]}"
            between = lengths[0] + len(field) + 1, lengths[-1] + len(field) + 1
            rows = self.connection.execute(
                "SELECT name FROM term WHERE election = ? AND name >= ? AND name < ? AND length(name) BETWEEN ? AND ?",
                (self.election, begins, begins + LAST, *between),
            )
            return [term[len(field) + 1 :] for (term,) in rows]
        by_length = self._by_length(field)
        return [spelt for length in lengths for spelt in by_length.get(length, ())]

    def _by_length(self, field: str) -> dict[int, list[str]]:
        """Return the words of a field by how many letters they have."""
        found = self._words.get(field)
        if found is None:
            begins, found = f"{field} ", {}
            rows = self.connection.execute(
                "SELECT name FROM term WHERE election = ? AND name >= ? AND name < ?",
                (self.election, begins, begins + LAST),
            )
            for (term,) in rows:
                word = term.removeprefix(begins)
                found.setdefault(len(word), []).append(word)
            self._words[field] = found
        return found


def any_of(several: Iterable[BitMap]) -> BitMap:
    """Return who is in any of some."""
    return BitMap.union(BitMap(), *several)


def all_of(several: Iterable[BitMap]) -> BitMap:
    """Return who is in all of some, of which there is one at least."""
    return BitMap.intersection(*several)
