"""The search index as workers read it: who is called so, who wrote of it, and how many of each facet."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from pyroaring import BitMap

from conoceles.site.search.index import FACETS, STATE
from conoceles.site.search.names import alike, telling, tiers
from conoceles.site.search.postings import Postings, all_of, any_of
from conoceles.site.search.store import Store

Chosen = dict[str, list[str]]
Counts = dict[str, dict[str, int]]
# Counts of facets that are remembered of one state of an index: what is asked again and again.
REMEMBERED = 500


@dataclass
class Found:
    """A page of results: keys in order, how many there are in all, how many match exactly, counts of each facet.

    With `partial`, nobody has all the words that were asked for and these have most of them; `left_out` are those that
    none of them has.
    """

    keys: list[str]
    total: int
    exact: int
    facets: Counts = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    partial: bool = False
    # Of how many words, when it is partial, each of these has some or others.
    had: int = 0


class Reader:
    """The index of one election, being searched by a worker; it follows the builder's commits."""

    def __init__(self, store: Store, election: str) -> None:
        self.store, self.election = store, election
        self.opened: Postings | None = None

    def search(
        self,
        words: str,
        chosen: Chosen,
        *,
        exact: bool,
        start: int,
        size: int,
        order: str = "",
        facets: bool = True,
        names: bool = False,
        whole: bool = False,
        spare: bool = True,
    ) -> Found:
        """Return one page of who matches all the words and every chosen facet (any value of each).

        Whoever is called so comes first, then those who have the words elsewhere, then the similar ones unless `exact`;
        the equals by office and name, so that no party is put forward. With no words, all by name. `order`, one of
        ORDERS, orders them all by it alone. With `names`, only names are looked in; with `whole`, beginnings of words
        do not count; with `spare`, when nobody has all the words, whoever has most is found. Without `facets` nothing
        is counted by them. Raises sqlite3.DatabaseError when the index is not there or is damaged.
        """
        had = 0
        with self._index() as index:
            wider, limits = tiers(index, words, similar=not exact, names=names, whole=whole), _limits(index, chosen)
            left_out, partial = list[str](), False
            terms = [term for term in telling(words) if len(term) > 1]
            if spare and not exact and len(terms) > 1 and not _within(wider[-1], limits):
                # Nobody has every word: whoever has nearly all of them is better than nobody.
                every, left_out, had = _most({term: alike(index, term) for term in terms}, limits)
                wider, partial = [every], True
            text = wider[-1]
            wider = [_within(tier, limits) for tier in wider]
            order = order or ("" if words.strip() else "order")
            numbers = index.page(wider[-1], order, start, size) if order else _by_tier(index, wider, start, size)
            keys = index.keys(numbers)
            found = Found(keys, len(wider[-1]), 0 if partial else len(wider[:2][-1]), {}, left_out, partial, had)
            if facets:
                found.facets = self._counted(index, ("search", exact, names, whole, partial, words), text, chosen)
            return found

    def written(
        self, stems: dict[str, str], chosen: Chosen, *, start: int, size: int, order: str = "", spare: bool = False
    ) -> Found:
        """Return one page of who wrote all of some words, {stem: word}, by office and name or another of ORDERS.

        With `spare`, when nobody wrote all of them, of who wrote most. Raises sqlite3.DatabaseError, as `search`.
        """
        had = 0
        with self._index() as index:
            limits, each = _limits(index, chosen), {word: index.having(f"said {stem}") for stem, word in stems.items()}
            wrote, left_out, partial = _within(all_of(each.values()), limits), list[str](), False
            if spare and len(each) > 1 and not wrote:
                most, left_out, had = _most(each, limits)
                wrote, partial = _within(most, limits), True
            keys = index.keys(index.page(wrote, order or "office_order", start, size))
            return Found(keys, len(wrote), 0 if partial else len(wrote), {}, left_out, partial, had)

    def facets(self, words: str, stems: list[str], chosen: Chosen, *, names: bool = True) -> Counts:
        """Return the counts of each facet over who is called so, unless not `names`, and who wrote so, each person
        once."""
        wanted: list[BitMap] = []
        with self._index() as index:
            if names or not stems:
                wanted = tiers(index, words, similar=False, names=False, whole=True)[-1:]
            if stems:
                wanted.append(all_of(index.having(f"said {stem}") for stem in stems))
            return self._counted(index, ("both", words, names, *stems), any_of(wanted), chosen)

    def named(self, words: str, chosen: Chosen) -> int:
        """Return how many have every word in their name or in their office, and are chosen."""
        terms = telling(words)
        if not terms:
            return 0
        with self._index() as index:
            called = all_of(any_of(index.having(f"{field} {term}") for field in ("name", "office")) for term in terms)
            return len(_within(called, _limits(index, chosen)))

    @contextmanager
    def _index(self) -> Iterator[Postings]:
        """Give what is searched, of the last commit; all of a block reads the same one."""
        with self.store.reading():
            state = self.store.note(STATE.format(self.election))
            if not state:
                raise sqlite3.DatabaseError(f"{self.election} has no index.")
            if self.opened is None or self.opened.state != state:
                self.opened = Postings(self.store, self.election, state)
            yield self.opened

    def _counted(self, index: Postings, asked: tuple[object, ...], text: BitMap, chosen: Chosen) -> Counts:
        """Count facets, once for whatever is asked in the same words of the same state of the index."""
        key = (*asked, *((name, *values) for name, values in chosen.items() if values))
        found = index.counts.get(key)
        if found is None:
            found = index.counts[key] = _facets(index, text, chosen)
            if len(index.counts) > REMEMBERED:
                # The oldest.
                del index.counts[next(iter(index.counts))]
        return found


def _limits(index: Postings, chosen: Chosen) -> BitMap | None:
    """Return who has a chosen value of each facet of which any was chosen; None where none was."""
    groups = [
        any_of(index.facet(name).get(value, BitMap()) for value in values) for name, values in chosen.items() if values
    ]
    return all_of(groups) if groups else None


def _within(found: BitMap, limits: BitMap | None) -> BitMap:
    return found if limits is None else found & limits


def _by_tier(index: Postings, wider: list[BitMap], start: int, size: int) -> list[int]:
    """Return a page of tiers one after the other, each by office and name."""
    numbers, passed = list[int](), 0
    for tier in [wider[0], *(wide - narrow for narrow, wide in pairwise(wider))]:
        if len(numbers) < size:
            numbers += index.page(tier, "office_order", max(0, start - passed), size - len(numbers))
        passed += len(tier)
    return numbers


def _most(each: dict[str, BitMap], limits: BitMap | None) -> tuple[BitMap, list[str], int]:
    """Return who has as many of some words as anybody within the limits has, the words that then nobody has, and how
    many they are."""
    # Who has one word at least, two at least…
    having: list[BitMap] = []
    for found in each.values():
        one_more = [found, *(before & found for before in having)]
        having = [kept | more for kept, more in zip([*having, BitMap()], one_more, strict=True)]
    for had, most in reversed(list(enumerate(having, 1))):
        shown = _within(most, limits)
        if shown:
            return most, [word for word, found in each.items() if shown.isdisjoint(found)], had
    return BitMap(), [], 0


def _facets(index: Postings, text: BitMap, chosen: Chosen) -> Counts:
    """Count each facet under all the other choices, so that a second value of it can be added."""
    counts: Counts = {}
    free = [name for name in FACETS if not chosen.get(name)]
    groups = [(free, chosen)] + [
        ([name], {key: values for key, values in chosen.items() if key != name}) for name in FACETS if chosen.get(name)
    ]
    for names, choices in groups:
        found = _within(text, _limits(index, choices))
        for name in names:
            having = index.facet(name)
            values = dict(zip(having, map(found.intersection_cardinality, having.values()), strict=True))
            most_first = sorted(filter(values.__getitem__, values), key=values.__getitem__, reverse=True)
            counts[name] = {value: values[value] for value in most_first}
    return counts
