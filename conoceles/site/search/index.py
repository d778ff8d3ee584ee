"""The search index: who stands, by name, place, party and office; with typos, without accents, with facets.

The builder writes it; workers read it. It holds keys, not texts to show: the cards of the store are shown.
"""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from conoceles.lib.text import fold, sound

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
)
# The neutral orders: by the name, as on the ballots (contest, then the legal order of parties), by office and then by
# name.
ORDERS = ("order", "ballot", "office_order")
TEXTS = ("name", "place", "party", "office", "joined", "sound")
WORD = re.compile(r"[a-z0-9]+")
ZEROS = re.compile(r"\b0+(?=[0-9])")
EMPTY_WORDS = {"de", "del", "la", "las", "los", "el", "y"}
# How lists and people shorten names, each way.
SHORT = {
    "maria": ("ma", "m"),
    "ma": ("maria",),
    "francisco": ("fco",),
    "fco": ("francisco",),
    "jose": ("j",),
    "guadalupe": ("gpe", "lupe"),
    "gpe": ("guadalupe",),
    "lupe": ("guadalupe",),
    "antonio": ("ant",),
    "hernandez": ("hdez",),
    "hdez": ("hernandez",),
    "gonzalez": ("glez", "gzz"),
    "glez": ("gonzalez",),
    "gzz": ("gonzalez",),
    "rodriguez": ("rdz", "rguez"),
    "rdz": ("rodriguez",),
    "martinez": ("mtz",),
    "mtz": ("martinez",),
}


@dataclass(frozen=True)
class Entry:
    """What the index knows of a candidacy; `facets` has the values, mostly one or none, of each of FACETS."""

    key: str
    name: str
    place: str
    party: str
    office: str
    facets: dict[str, list[str]]
    order: str
    ballot: str
    office_order: str


@dataclass
class Found:
    """A page of results: keys in order, how many there are in all, how many match exactly, counts of each facet."""

    keys: list[str]
    total: int
    exact: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


def analyzer() -> TextAnalyzer:
    """Return the analyzer of every text field: words in lower case, without accents."""
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name="plain", index_option="freq")
    for name in FACETS:
        builder.add_text_field(f"facet_{name}", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ORDERS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


class Unreadable(RuntimeError):
    """The files of an index are damaged."""


class Writer:
    """The index of one election, being written by the builder."""

    def __init__(self, folder: Path, fresh: bool = False) -> None:
        """Open the index that the pointer names; with `fresh`, begin a new one beside it."""
        self.folder = folder
        current = _current(folder)
        number = int(current.name) if current else 0
        self.path = current if current and not fresh else folder / str(number + 1)
        self.new = self.path != current
        if self.new:
            shutil.rmtree(self.path, ignore_errors=True)
            self.path.mkdir(parents=True)
        self.schema = schema()
        self.index = tantivy.Index(self.schema, path=str(self.path), reuse=not self.new)
        self.index.register_tokenizer("plain", analyzer())
        self.writer = self.index.writer(heap_size=50_000_000, num_threads=1)

    def put(self, entries: Iterable[Entry]) -> None:
        """Add entries, each in the place of the one with its key."""
        for entry in entries:
            if not self.new:
                self.drop([entry.key])
            document = tantivy.Document()
            document.add_text("key", entry.key)
            for name in ("name", "place", "party", "office"):
                document.add_text(name, ZEROS.sub("", getattr(entry, name)))
            document.add_text("joined", " ".join(_joined(entry.place) + _joined(entry.name)))
            document.add_text("sound", " ".join(sound(word) for word in WORD.findall(fold(entry.name))))
            for name, values in entry.facets.items():
                for value in values:
                    document.add_text(f"facet_{name}", value)
            for name in ORDERS:
                document.add_text(name, getattr(entry, name))
            self.writer.add_document(document)

    def drop(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.writer.delete_documents_by_term("key", key)

    def commit(self) -> None:
        """Make what was written searchable, and the pointer name this index."""
        self.writer.commit()
        if self.new:
            _point(self.folder, self.path)
            self.new = False

    def close(self) -> None:
        self.writer.wait_merging_threads()

    def abandon(self) -> None:
        """Leave an index whose files are damaged, as it is."""
        with contextlib.suppress(ValueError, OSError):
            self.writer.rollback()


def _joined(text: str) -> list[str]:
    """Return neighbouring words written as one: «Cuatro Ciénegas» is also looked for as «cuatrocienegas»."""
    words = WORD.findall(fold(text))
    runs = [words[start : start + length] for length in (2, 3, 4) for start in range(len(words) - length + 1)]
    return ["".join(run) for run in runs]


def _current(folder: Path) -> Path | None:
    pointer = folder / "current"
    if not pointer.is_file():
        return None
    path = folder / pointer.read_text().strip()
    return path if path.is_dir() and tantivy.Index.exists(str(path)) else None


def _point(folder: Path, path: Path) -> None:
    draft = folder / "current.new"
    draft.write_text(path.name)
    draft.replace(folder / "current")
    for other in folder.iterdir():
        # The index before last goes: a worker may still be reading the last one.
        if other.is_dir() and other.name.isdigit() and int(other.name) < int(path.name) - 1:
            shutil.rmtree(other, ignore_errors=True)


def forget_older(folder: Path) -> None:
    """Delete every index but the one in use: after a redaction nothing of the text may stay."""
    current = _current(folder)
    for other in folder.iterdir() if folder.is_dir() else ():
        if other.is_dir() and other != current:
            shutil.rmtree(other, ignore_errors=True)


class Reader:
    """The index of one election, being searched by a worker; it follows the builder's commits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pointer = ""
        self.index: tantivy.Index | None = None
        self.schema = schema()

    def size(self) -> int:
        """Return how many it has; -1 when it is not there or cannot be read."""
        try:
            searcher = self._searcher()
            if searcher is None:
                return -1
            # Read as a search reads: what is counted may still be unreadable.
            result = searcher.search(Query.all_query(), limit=1, order_by_field="office_order")
            for _score, address in result.hits:
                searcher.doc(address)
            return int(searcher.num_docs)
        except (ValueError, OSError):
            self.index = None
            return -1

    def _searcher(self) -> tantivy.Searcher | None:
        pointer = self.folder / "current"
        name = pointer.read_text().strip() if pointer.is_file() else ""
        if not name:
            return None
        if name != self.pointer or self.index is None:
            self.index = tantivy.Index.open(str(self.folder / name))
            self.index.register_tokenizer("plain", analyzer())
            self.pointer = name
        self.index.reload()
        return self.index.searcher()

    def search(
        self,
        words: str,
        chosen: dict[str, list[str]],
        *,
        exact: bool,
        start: int,
        size: int,
        order: str = "",
        facets: bool = True,
        names: bool = False,
    ) -> Found:
        """Return one page of who matches all the words and every chosen facet (any value of each).

        Whoever is called so comes first, then those who have the words elsewhere, then the similar ones unless `exact`;
        the equals by office and name, so that no party is put forward. With no words, all by name. `order`, one of
        ORDERS, orders them all by it alone. With `names`, only names are looked in. Without `facets` nothing is counted
        by them. Raises Unreadable when the index is not there or is damaged.
        """
        try:
            searcher = self._searcher()
            if searcher is None:
                raise Unreadable(f"{self.folder.name} has no index.")
            return self._search(
                searcher, words, chosen, exact=exact, start=start, size=size, order=order, facets=facets, names=names
            )
        except (ValueError, OSError) as error:
            self.index = None
            raise Unreadable(f"The index of {self.folder.name} cannot be read.") from error

    def _search(
        self,
        searcher: tantivy.Searcher,
        words: str,
        chosen: dict[str, list[str]],
        *,
        exact: bool,
        start: int,
        size: int,
        order: str,
        facets: bool,
        names: bool,
    ) -> Found:
        tiers = self._tiers(words, similar=not exact, names=names)
        if not exact and not _count(searcher.search(self._with(tiers[-1], chosen), limit=1)):
            # Nobody has every word: whoever has nearly all of them is better than nobody.
            tiers[-1] = self._tiers(words, similar=True, names=names, spare=True)[-1]
        found, order = Found([], 0, 0), order or ("" if words.strip() else "order")
        # With no order asked for, each tier after the other; with one, the last, which has them all.
        steps = [tiers[-1]] if order else _apart(tiers)
        for tier, query in enumerate(steps):
            result = searcher.search(
                self._with(query, chosen),
                limit=max(1, size - len(found.keys)),
                offset=max(0, start - found.total),
                order_by_field=order or "office_order",
                order=tantivy.Order.Asc,
            )
            if len(found.keys) < size:
                found.keys += [str(searcher.doc(address)["key"][0]) for _score, address in result.hits]
            found.total += _count(result)
            if tier < 2 or exact:
                found.exact = found.total
        if order and len(tiers) > 2:
            found.exact = _count(searcher.search(self._with(tiers[1], chosen), limit=1))
        if facets:
            found.facets = self._facets(searcher, tiers[-1], chosen)
        return found

    def _facets(
        self, searcher: tantivy.Searcher, text: Query, chosen: dict[str, list[str]]
    ) -> dict[str, dict[str, int]]:
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
            wanted = {name: {"terms": {"field": f"facet_{name}", "size": 600}} for name in names}
            result = searcher.aggregate(self._with(text, limits), wanted)
            for name in names:
                counts[name] = {bucket["key"]: bucket["doc_count"] for bucket in result[name]["buckets"]}
        return counts

    def _with(self, text: Query, chosen: dict[str, list[str]]) -> Query:
        parts = [(Occur.Must, text)]
        for name, values in chosen.items():
            if values:
                parts.append((Occur.Must, Query.term_set_query(self.schema, f"facet_{name}", values)))
        return Query.boolean_query(parts) if len(parts) > 1 else text

    def _tiers(self, words: str, *, similar: bool, names: bool, spare: bool = False) -> list[Query]:
        """Return the queries of an asked text, each wider than the one before: so called, so written, similar.

        With `spare`, of three words or more one may be missing, and of five or more two.
        """
        terms = WORD.findall(ZEROS.sub("", fold(words)))[:12]
        telling = [term for term in terms if term not in EMPTY_WORDS] or terms
        if not telling:
            return [Query.empty_query() if words.strip() else Query.all_query()]

        def every(options: Callable[[str], list[Query]]) -> Query:
            alike = [Query.boolean_query([(Occur.Should, one) for one in options(term)]) for term in telling]
            if spare and len(alike) > 2:
                least = len(alike) - (2 if len(alike) > 4 else 1)
                return Query.boolean_query([(Occur.Should, one) for one in alike], least)
            return Query.boolean_query([(Occur.Must, one) for one in alike])

        texts = ("name",) if names else TEXTS[:-1]
        tiers = [
            every(lambda term: [Query.term_query(self.schema, "name", term)]),
            every(lambda term: self._written(term, texts)),
        ]
        if similar:
            tiers.append(every(lambda term: [*self._written(term, texts), *self._similar(term, texts)]))
        return tiers

    def _written(self, term: str, texts: tuple[str, ...]) -> list[Query]:
        """Return where a word stands as it is written, or begins a name or a place."""
        whole = [Query.term_query(self.schema, name, term) for name in texts]
        beginning = [name for name in texts if len(term) >= 3 and name in ("name", "place")]
        return whole + [Query.fuzzy_term_query(self.schema, name, term, distance=0, prefix=True) for name in beginning]

    def _similar(self, term: str, texts: tuple[str, ...]) -> list[Query]:
        """Return where a word stands with a letter or two of difference, or written short, or a name sounds the
        same."""
        sounds = [Query.term_query(self.schema, "sound", sound(term))]
        sounds += [Query.term_query(self.schema, "name", one) for one in SHORT.get(term, ())]
        if len(term) < 4:
            return sounds
        distance = 1 if len(term) < 8 else 2
        spelt = [name for name in texts if name != "office"]
        return sounds + [Query.fuzzy_term_query(self.schema, name, term, distance=distance) for name in spelt]


def _apart(tiers: list[Query]) -> list[Query]:
    """Return the tiers without what the one before each already has."""
    return tiers[:1] + [
        Query.boolean_query([(Occur.Must, wide), (Occur.MustNot, narrow)]) for narrow, wide in pairwise(tiers)
    ]


def _count(result: tantivy.SearchResult) -> int:
    """Return how many documents matched; the library has the number and its type stub does not."""
    return int(getattr(result, "count", None) or 0)
