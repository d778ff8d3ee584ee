"""The search index as workers read it: who is called so, who wrote of it, and how many of each facet."""

from dataclasses import dataclass, field
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from conoceles.site.search.index import FACETS, analyzer, schema
from conoceles.site.search.names import alike, any_of, apart, telling, tiers

Chosen = dict[str, list[str]]
Counts = dict[tuple[object, ...], dict[str, dict[str, int]]]
MOST_VALUES = 600
# Counts of facets that are remembered of one state of an index: what is asked again and again.
REMEMBERED = 500
# Of those who have as many words as anybody, so many are looked at to say which words these are.
LOOKED_AT = 600
# So many values of a facet are looked for one by one; more, as a set, which costs as much as reading them all.
FEW = 12


@dataclass
class Found:
    """A page of results: keys in order, how many there are in all, how many match exactly, counts of each facet.

    With `partial`, nobody has all the words that were asked for and these have most of them; `left_out` are those that
    none of them has.
    """

    keys: list[str]
    total: int
    exact: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    partial: bool = False


class Unreadable(RuntimeError):
    """The files of an index are damaged."""


class Reader:
    """The index of one election, being searched by a worker; it follows the builder's commits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state: tuple[str, int, int] | None = None
        self.index: tantivy.Index | None = None
        self.schema = schema()
        # What is searched, and the counts that were made of it: always of the same commit.
        self.opened: tuple[tantivy.Searcher, Counts] | None = None

    def size(self) -> int:
        """Return how many it has; -1 when it is not there or cannot be read."""
        try:
            opened = self._opened()
            if opened is None:
                return -1
            searcher = opened[0]
            # Read as a search reads: what is counted may still be unreadable.
            result = searcher.search(Query.all_query(), limit=1, order_by_field="office_order")
            for _score, address in result.hits:
                searcher.doc(address)
            return int(searcher.num_docs)
        except (ValueError, OSError):
            self.index = None
            return -1

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
        is counted by them. Raises Unreadable when the index is not there or is damaged.
        """
        try:
            return self._search(words, chosen, exact, start, size, order, facets, names, whole, spare)
        except (ValueError, OSError) as error:
            self.index = None
            raise Unreadable(f"The index of {self.folder.name} cannot be read.") from error

    def written(
        self, stems: dict[str, str], chosen: Chosen, *, start: int, size: int, order: str = "", spare: bool = False
    ) -> Found:
        """Return one page of who wrote all of some words, {stem: word}, by office and name or another of ORDERS.

        With `spare`, when nobody wrote all of them, of who wrote most. Raises Unreadable, as `search`.
        """
        try:
            searcher, _counts = self._searched()
            options = {word: [Query.term_query(self.schema, "said", stem)] for stem, word in stems.items()}
            query, left_out, partial = self._every(options), list[str](), False
            if spare and len(options) > 1 and not self._count(searcher, query, chosen):
                query, left_out = self._most(searcher, options, chosen)
                partial = True
            found = self._page(searcher, query, chosen, start, size, order)
            found.left_out, found.partial = left_out, partial
            found.exact = 0 if partial else found.total
            return found
        except (ValueError, OSError) as error:
            self.index = None
            raise Unreadable(f"The index of {self.folder.name} cannot be read.") from error

    def facets(self, words: str, stems: list[str], chosen: Chosen, *, names: bool = True) -> dict[str, dict[str, int]]:
        """Return the counts of each facet over who is called so, unless not `names`, and who wrote so, each person
        once."""
        try:
            searcher, counts = self._searched()
            wanted = (
                [tiers(self.schema, words, similar=False, names=False, whole=True)[-1]] if names or not stems else []
            )
            if stems:
                wanted.append(self._every({one: [Query.term_query(self.schema, "said", one)] for one in stems}))
            return self._counted(counts, ("both", words, names, *stems), searcher, any_of(wanted), chosen)
        except (ValueError, OSError) as error:
            self.index = None
            raise Unreadable(f"The index of {self.folder.name} cannot be read.") from error

    def named(self, words: str, chosen: Chosen) -> int:
        """Return how many have every word in their name or in their office, and are chosen."""
        (searcher, _counts), terms = self._searched(), telling(words)
        if not terms:
            return 0
        fields = ("name", "office")
        options = {term: [Query.term_query(self.schema, one, term) for one in fields] for term in terms}
        return self._count(searcher, self._every(options), chosen)

    def _opened(self) -> tuple[tantivy.Searcher, Counts] | None:
        """Return what is searched, of the last commit, with the counts that are remembered of it; None when there is no
        index."""
        pointer = self.folder / "current"
        name = pointer.read_text().strip() if pointer.is_file() else ""
        if not name:
            return None
        written = (self.folder / name / "meta.json").stat()
        state = (name, written.st_ino, written.st_mtime_ns)
        opened = self.opened
        if opened is None or state != self.state or self.index is None:
            if self.index is None or self.state is None or name != self.state[0]:
                index = tantivy.Index.open(str(self.folder / name))
                index.register_tokenizer("plain", analyzer())
                self.index = index
            self.index.reload()
            opened = self.index.searcher(), {}
            self.opened, self.state = opened, state
        return opened

    def _searched(self) -> tuple[tantivy.Searcher, Counts]:
        opened = self._opened()
        if opened is None:
            raise Unreadable(f"{self.folder.name} has no index.")
        return opened

    def _search(
        self,
        words: str,
        chosen: Chosen,
        exact: bool,
        start: int,
        size: int,
        order: str,
        facets: bool,
        names: bool,
        whole: bool,
        spare: bool,
    ) -> Found:
        searcher, counts = self._searched()
        wider = tiers(self.schema, words, similar=not exact, names=names, whole=whole)
        order = order or ("" if words.strip() else "order")
        left_out, partial = list[str](), False
        terms = [term for term in telling(words) if len(term) > 1]
        # Of one word, its pages say how many there are; of several, mostly the first page has them all.
        total = self._count(searcher, wider[-1], chosen) if len(terms) > 1 and len(wider) > 1 else -1
        if not total and spare and not exact and len(terms) > 1:
            # Nobody has every word: whoever has nearly all of them is better than nobody.
            query, left_out = self._most(searcher, {term: alike(self.schema, term) for term in terms}, chosen)
            wider, total, partial = [query], -1, True
        found = Found([], 0, 0, left_out=left_out, partial=partial)
        # With no order asked for, each tier after the other; with one, the last, which has them all.
        for tier, query in enumerate([wider[-1]] if order else apart(wider)):
            if found.total == total:
                break
            rest = max(0, start - found.total), max(1, size - len(found.keys))
            page = self._page(searcher, query, chosen, *rest, order)
            if len(found.keys) < size:
                found.keys += page.keys
            found.total += page.total
            if tier < 2 or exact:
                found.exact = found.total
        if partial:
            found.exact = 0
        elif order and len(wider) > 2:
            found.exact = self._count(searcher, wider[1], chosen)
        if facets:
            asked = ("search", exact, names, whole, partial, words)
            found.facets = self._counted(counts, asked, searcher, wider[-1], chosen)
        return found

    def _every(self, options: dict[str, list[Query]]) -> Query:
        return Query.boolean_query([(Occur.Must, any_of(alternatives)) for alternatives in options.values()])

    def _most(
        self, searcher: tantivy.Searcher, options: dict[str, list[Query]], chosen: Chosen
    ) -> tuple[Query, list[str]]:
        """Return what has as many of some words as anybody has, and the words that then nobody has.

        Each word adds one to the score of whoever has it, and a bit of its own below one: the first hits have most
        words, and say which.
        """
        each = {word: any_of(alternatives) for word, alternatives in options.items()}
        bits = {word: 2.0 ** -(place + 1) / 2 for place, word in enumerate(each)}
        scored = Query.boolean_query(
            [(Occur.Should, Query.const_score_query(one, 1.0 + bits[word])) for word, one in each.items()]
        )
        hits = searcher.search(self._with(scored, chosen, scored=True), limit=LOOKED_AT).hits
        if not hits:
            return Query.empty_query(), []
        least = int(hits[0][0])
        most = [score - least for score, _address in hits if int(score) == least]
        query = any_of(list(each.values()), least)
        left_out = [word for word, bit in bits.items() if not any(score % (2 * bit) >= bit for score in most)]
        if len(most) == LOOKED_AT:
            left_out = [
                word
                for word in left_out
                if not self._count(
                    searcher, Query.boolean_query([(Occur.Must, query), (Occur.Must, each[word])]), chosen
                )
            ]
        return query, left_out

    def _page(
        self, searcher: tantivy.Searcher, query: Query, chosen: Chosen, start: int, size: int, order: str
    ) -> Found:
        result = searcher.search(
            self._with(query, chosen),
            limit=size,
            offset=start,
            order_by_field=order or "office_order",
            order=tantivy.Order.Asc,
        )
        keys = [str(searcher.doc(address)["key"][0]) for _score, address in result.hits]
        total = _count(result)
        return Found(keys, total, total)

    def _count(self, searcher: tantivy.Searcher, query: Query, chosen: Chosen) -> int:
        return _count(searcher.search(self._with(query, chosen), limit=1, order_by_field="office_order"))

    def _counted(
        self, counts: Counts, asked: tuple[object, ...], searcher: tantivy.Searcher, text: Query, chosen: Chosen
    ) -> dict[str, dict[str, int]]:
        """Count facets, once for whatever is asked in the same words of the same state of the index."""
        key = (*asked, *((name, *values) for name, values in chosen.items() if values))
        found = counts.get(key)
        if found is None:
            found = counts[key] = self._facets(searcher, text, chosen)
            if len(counts) > REMEMBERED:
                # The oldest; another thread may have taken it.
                counts.pop(next(iter(list(counts))), None)
        return found

    def _facets(self, searcher: tantivy.Searcher, text: Query, chosen: Chosen) -> dict[str, dict[str, int]]:
        """Count each facet under all the other choices, so that a second value of it can be added."""
        counts: dict[str, dict[str, int]] = {}
        free = [name for name in FACETS if not chosen.get(name)]
        groups = [(free, chosen)] + [
            ([name], {key: values for key, values in chosen.items() if key != name})
            for name in FACETS
            if chosen.get(name)
        ]
        for names, limits in groups:
            if not names:
                continue
            wanted = {name: {"terms": {"field": f"facet_{name}", "size": MOST_VALUES}} for name in names}
            result = searcher.aggregate(self._with(text, limits), wanted)
            for name in names:
                counts[name] = {bucket["key"]: bucket["doc_count"] for bucket in result[name]["buckets"]}
        return counts

    def _with(self, text: Query, chosen: Chosen, scored: bool = False) -> Query:
        """Return a query within what is chosen, which with `scored` counts for nothing in the score."""
        parts = [(Occur.Must, text)]
        for name, values in chosen.items():
            if values:
                field = f"facet_{name}"
                limit = (
                    any_of([Query.term_query(self.schema, field, value) for value in values])
                    if len(values) <= FEW
                    else Query.term_set_query(self.schema, field, values)
                )
                parts.append((Occur.Must, Query.const_score_query(limit, 0.0) if scored else limit))
        return Query.boolean_query(parts) if len(parts) > 1 else text


def _count(result: tantivy.SearchResult) -> int:
    """Return how many documents matched; the library has the number and its type stub does not."""
    return int(getattr(result, "count", None) or 0)
