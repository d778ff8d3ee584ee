"""How a name, a place, a party or an office is looked for: as it is written, with errors, shortened."""

from collections.abc import Callable
from itertools import pairwise

from tantivy import Occur, Query, Schema

from conoceles.lib.stems import JOINING
from conoceles.lib.text import fold, sound
from conoceles.site.search.index import TEXTS, WORD, ZEROS

# How lists and people shorten names.
SHORT = {
    "maria": ("ma", "m"),
    "francisco": ("fco", "pancho", "paco"),
    "jose": ("j", "pepe"),
    "guadalupe": ("gpe", "lupe", "lupita"),
    "antonio": ("ant", "toño"),
    "guillermo": ("gmo", "memo"),
    "fernando": ("fdo",),
    "alejandro": ("alex",),
    "santa": ("sta",),
    "santo": ("sto",),
    "hernandez": ("hdez", "hdz"),
    "gonzalez": ("glez", "gzz"),
    "rodriguez": ("rdz", "rguez"),
    "martinez": ("mtz", "mtnz"),
    "fernandez": ("fdz", "fdez"),
    "dominguez": ("dgz", "dmgz"),
    "gutierrez": ("gtz",),
    "ramirez": ("rmz",),
    "lopez": ("lpz",),
    "sanchez": ("snz", "schz"),
    "jimenez": ("jmz",),
    "vazquez": ("vzqz",),
    "mendez": ("mdz",),
}
WHOLE = {fold(short): whole for whole, shorts in SHORT.items() for short in shorts}
MOST_WORDS = 12


def telling(words: str) -> list[str]:
    """Return the folded words that are looked for: none of those that only join others."""
    terms = WORD.findall(ZEROS.sub("", fold(words)))
    return [term for term in terms if term not in JOINING][:MOST_WORDS]


def tiers(schema: Schema, words: str, *, similar: bool, names: bool, whole: bool = False) -> list[Query]:
    """Return the queries of an asked text, each wider than the one before: so called, so written, similar.

    With `whole`, beginnings of words do not count.
    """
    terms = telling(words)
    if not terms:
        return [Query.empty_query() if words.strip() else Query.all_query()]

    def every(options: Callable[[str], list[Query]]) -> Query:
        return Query.boolean_query([(Occur.Must, any_of(options(term))) for term in terms])

    texts = ("name",) if names else TEXTS[:-1]
    found = [
        every(lambda term: [Query.term_query(schema, "name", term)]),
        every(lambda term: _written(schema, term, texts, whole)),
    ]
    if similar:
        found.append(every(lambda term: alike(schema, term, texts, len(terms) > 1)))
    return found


def alike(schema: Schema, term: str, texts: tuple[str, ...] = TEXTS[:-1], several: bool = True) -> list[Query]:
    """Return where a word stands as it is written, or nearly so, or shortened; of `several` words, as an initial
    too."""
    found = [*_written(schema, term, texts), *_similar(schema, term, texts)]
    if several and len(term) == 1 and term.isalpha():
        found.append(Query.fuzzy_term_query(schema, "name", term, distance=0, prefix=True))
    elif several and len(term) > 2:
        found.append(Query.term_query(schema, "name", term[0]))
    return found


def any_of(options: list[Query], least: int = 1) -> Query:
    """Return what matches at least so many of some queries."""
    return Query.boolean_query([(Occur.Should, one) for one in options], least)


def apart(wider: list[Query]) -> list[Query]:
    """Return the tiers without what the one before each already has."""
    return wider[:1] + [
        Query.boolean_query([(Occur.Must, wide), (Occur.MustNot, narrow)]) for narrow, wide in pairwise(wider)
    ]


def _written(schema: Schema, term: str, texts: tuple[str, ...], whole: bool = False) -> list[Query]:
    """Return where a word stands as it is written, or begins a name or a place."""
    found = [Query.term_query(schema, name, term) for name in texts]
    beginning = [name for name in texts if len(term) >= 3 and name in ("name", "place") and not whole]
    return found + [Query.fuzzy_term_query(schema, name, term, distance=0, prefix=True) for name in beginning]


def _similar(schema: Schema, term: str, texts: tuple[str, ...]) -> list[Query]:
    """Return where a word stands with a letter or two of difference, or written short, or a name sounds the same."""
    sounds = [Query.term_query(schema, "sound", sound(term))]
    sounds += [
        Query.term_query(schema, "name", fold(one)) for one in (*SHORT.get(term, ()), WHOLE.get(term, "")) if one
    ]
    if len(term) < 4:
        return sounds
    distance = 1 if len(term) < 8 else 2
    spelt = [name for name in texts if name != "office"]
    return sounds + [Query.fuzzy_term_query(schema, name, term, distance=distance) for name in spelt]
