"""The search index: who stands, by name, place, party and office, by what they wrote, and by facets.

For each word of each field, and each value of each facet, the numbers of those who have it, as a compressed bitmap in
the builder's database. The builder writes it; workers read it. It holds keys, not texts to show: the cards of the store
are shown.
"""

import re
import secrets
import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyroaring import BitMap

from conoceles.lib.text import fold, sound
from conoceles.site.search.store import Store

FACETS = (
    "answered",
    "office",
    "municipality",
    "district",
    "contest",
    "party",
    "role",
    "principle",
    "age",
    "sex",
    "degree",
    "group",
    "topic",
)
# What is chosen by and never counted: whether somebody heads an option of the ballot.
HIDDEN = ("heads",)
# The neutral orders: by the name, as on the ballots (contest, then the legal order of parties), by office and then by
# name.
ORDERS = ("order", "ballot", "office_order")
# The fields in which words of a name are looked for; in `joined` a place's neighbouring words are one, in `run` a
# name's.
TEXTS = ("name", "place", "party", "office", "joined", "run")
# The term that everyone has.
EVERYONE = "everyone"
# A note of the store: the state of an election's index, another after each commit.
STATE = "index state {}"
WORD = re.compile(r"[a-z0-9]+")
ZEROS = re.compile(r"\b0+(?=[0-9])")
# So many keys are looked for in one reading.
BATCH = 500
# Bytes of the sum before each bitmap.
SUM = 4


@dataclass(frozen=True)
class Entry:
    """What the index knows of a candidacy; `facets` has the values, mostly one or none, of each of FACETS and
    HIDDEN."""

    key: str
    name: str
    place: str
    party: str
    office: str
    facets: dict[str, list[str]]
    # The stems of what it wrote.
    said: list[str]
    order: str
    ballot: str
    office_order: str


def sealed(written: bytes) -> bytes:
    """Return bytes as they are kept: their sum, and they."""
    return zlib.crc32(written).to_bytes(SUM) + written


def whole(kept: bytes) -> bytes:
    """Return bytes that were kept. Raises sqlite3.DatabaseError when they are damaged."""
    if zlib.crc32(kept[SUM:]).to_bytes(SUM) != kept[:SUM]:
        raise sqlite3.DatabaseError("Something of the search index is damaged.")
    return kept[SUM:]


def bitmap_of(kept: bytes) -> BitMap:
    """Return a bitmap that was kept. Raises sqlite3.DatabaseError when it is damaged."""
    return BitMap.deserialize(whole(kept))


class Writer:
    """The index of one election, being written by the builder; what is put and dropped stands from `commit` on."""

    def __init__(self, store: Store, election: str, fresh: bool = False) -> None:
        """Go on with what there is; with `fresh`, begin anew."""
        self.store, self.election = store, election
        self.connection = store.connection
        if fresh:
            store.forget_index(election)
        last = "SELECT max(id) FROM entry WHERE election = ?"
        self.last = int(self.connection.execute(last, (election,)).fetchone()[0] or 0)
        self.added: dict[str, BitMap] = {}
        self.removed: dict[str, BitMap] = {}
        self.reordered = not store.note(STATE.format(election))

    def put(self, entries: Iterable[Entry]) -> None:
        """Add entries, each in the place of the one with its key."""
        several = {entry.key: entry for entry in entries}
        known = {key: (number, terms, orders) for key, number, terms, *orders in self._known(several)}
        rows = []
        for entry in several.values():
            orders = [entry.order, entry.ballot, entry.office_order]
            number, before, ordered = known.get(entry.key) or (self._next(), "", [])
            terms = _terms(entry)
            self._change(number, set(before.split("\n")) - {""}, terms)
            self.reordered |= ordered != orders
            rows.append((self.election, number, entry.key, "\n".join(sorted(terms)), *orders))
        self.connection.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def drop(self, keys: Iterable[str]) -> None:
        gone = [(number, terms) for _key, number, terms, *_orders in self._known(keys)]
        for number, terms in gone:
            self._change(number, set(terms.split("\n")), set())
        numbers = [(self.election, number) for number, _terms in gone]
        self.connection.executemany("DELETE FROM entry WHERE election = ? AND id = ?", numbers)
        self.reordered |= bool(gone)

    def commit(self) -> None:
        """Make what was put and dropped what is searched."""
        self._write_terms()
        if self.reordered:
            self._write_orders()
        self.store.put_note(STATE.format(self.election), secrets.token_hex(8))

    def _next(self) -> int:
        self.last += 1
        return self.last

    def _known(self, keys: Iterable[str]) -> Iterator[tuple[str, int, str, str, str, str]]:
        every = list(keys)
        for some in (every[start : start + BATCH] for start in range(0, len(every), BATCH)):
            marks = ",".join("?" * len(some))
            yield from self.connection.execute(
                f"SELECT key, id, terms, by_name, by_ballot, by_office FROM entry"  # noqa: S608
                f" WHERE election = ? AND key IN ({marks})",
                (self.election, *some),
            ).fetchall()

    def _change(self, number: int, before: set[str], after: set[str]) -> None:
        """Note the terms that an entry gets and loses."""
        new, old = (after - before, self.removed, self.added), (before - after, self.added, self.removed)
        for terms, taken, given in (new, old):
            for term in terms:
                if term in taken:
                    taken[term].discard(number)
                given.setdefault(term, BitMap()).add(number)

    def _write_terms(self) -> None:
        one = "SELECT ids FROM term WHERE election = ? AND name = ?"
        kept, gone = [], []
        for term in sorted({*self.added, *self.removed}):
            row = self.connection.execute(one, (self.election, term)).fetchone()
            bitmap = bitmap_of(row[0]) if row else BitMap()
            bitmap |= self.added.get(term, BitMap())
            bitmap -= self.removed.get(term, BitMap())
            if bitmap:
                kept.append((self.election, term, sealed(bitmap.serialize())))
            else:
                gone.append((self.election, term))
        self.connection.executemany("INSERT OR REPLACE INTO term VALUES (?, ?, ?)", kept)
        self.connection.executemany("DELETE FROM term WHERE election = ? AND name = ?", gone)
        self.added, self.removed = {}, {}

    def _write_orders(self) -> None:
        """Keep who comes after whom in each order, as an array of 32-bit numbers."""
        for name, column in zip(ORDERS, ("by_name", "by_ballot", "by_office"), strict=True):
            rows = f"SELECT id FROM entry WHERE election = ? ORDER BY {column}"  # noqa: S608
            ids = array("I", [number for (number,) in self.connection.execute(rows, (self.election,))])
            self.connection.execute(
                "INSERT OR REPLACE INTO sequence VALUES (?, ?, ?)", (self.election, name, sealed(ids.tobytes()))
            )
        self.reordered = False


def readable(store: Store, election: str) -> int:
    """Return how many an index has; -1 when it is not there, or anything of it is damaged."""
    try:
        for table in ("term", "sequence"):
            for (kept,) in store.connection.execute(f"SELECT ids FROM {table} WHERE election = ?", (election,)):  # noqa: S608
                whole(kept)
    except sqlite3.DatabaseError:
        return -1
    count = "SELECT count(*) FROM entry WHERE election = ?"
    size = int(store.connection.execute(count, (election,)).fetchone()[0])
    orders = "SELECT length(ids) FROM sequence WHERE election = ?"
    ordered = [length for (length,) in store.connection.execute(orders, (election,))]
    known = bool(store.note(STATE.format(election)))
    return size if known and ordered == [SUM + size * array("I").itemsize] * len(ORDERS) else -1


def _terms(entry: Entry) -> set[str]:
    """Return every term by which an entry is found: the field, a blank, the word."""
    found = {EVERYONE}
    for name in ("name", "place", "party", "office"):
        found |= {f"{name} {word}" for word in WORD.findall(fold(ZEROS.sub("", getattr(entry, name))))}
    found |= {f"joined {word}" for word in _joined(entry.place)}
    found |= {f"run {word}" for word in _joined(entry.name)}
    found |= {f"sound {sound(word)}" for word in WORD.findall(fold(entry.name))}
    found |= {f"said {stem}" for stem in entry.said}
    found |= {f"facet_{name} {value}" for name, values in entry.facets.items() for value in values}
    return found


def _joined(text: str) -> list[str]:
    """Return neighbouring words written as one: «Cuatro Ciénegas» is also looked for as «cuatrocienegas»."""
    words = WORD.findall(fold(text))
    runs = [words[start : start + length] for length in (2, 3, 4) for start in range(len(words) - length + 1)]
    return ["".join(run) for run in runs]
