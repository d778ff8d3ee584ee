"""How a name, a place, a party or an office is looked for: as it is written, with errors, shortened."""

from collections.abc import Iterator

from pyroaring import BitMap

from conoceles.lib.stems import JOINING
from conoceles.lib.text import fold, sound
from conoceles.site.search.index import TEXTS, WORD, ZEROS
from conoceles.site.search.postings import Postings, all_of, any_of

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
# The fields whose words are found though they are written with a letter or two of difference.
SPELT = ("name", "place", "party", "joined", "run")


def telling(words: str) -> list[str]:
    """Return the folded words that are looked for: none of those that only join others."""
    terms = WORD.findall(ZEROS.sub("", fold(words)))
    return [term for term in terms if term not in JOINING][:MOST_WORDS]


def tiers(index: Postings, words: str, *, similar: bool, names: bool, whole: bool = False) -> list[BitMap]:
    """Return who an asked text means, each time more than before: who is called so, written so, or similarly.

    With `whole`, beginnings of words do not count.
    """
    terms = telling(words)
    if not terms:
        return [BitMap() if words.strip() else index.everyone()]
    texts = ("name",) if names else TEXTS
    found = [
        all_of(index.having(f"name {term}") for term in terms),
        all_of(written(index, term, texts, whole) for term in terms),
    ]
    if similar:
        found.append(all_of(alike(index, term, texts, len(terms) > 1) for term in terms))
    return found


def alike(index: Postings, term: str, texts: tuple[str, ...] = TEXTS, several: bool = True) -> BitMap:
    """Return who has a word as it is written, or nearly so, or shortened; of `several` words, as an initial too."""
    return index.remembered(f"alike {term} {len(texts)} {several}", lambda: any_of(_alike(index, term, texts, several)))


def written(index: Postings, term: str, texts: tuple[str, ...], whole: bool = False) -> BitMap:
    """Return who has a word as it is written, or, unless it must be `whole`, in a name or a place that begins so."""
    found = [index.having(f"{field} {term}") for field in texts]
    if len(term) >= 3 and not whole:
        found += [index.begun(f"{field} {term}") for field in texts if field in ("name", "place")]
    return any_of(found)


def _alike(index: Postings, term: str, texts: tuple[str, ...], several: bool) -> Iterator[BitMap]:
    yield written(index, term, texts)
    yield index.having(f"sound {sound(term)}")
    for short in (*SHORT.get(term, ()), WHOLE.get(term, "")):
        yield index.having(f"name {fold(short)}")
    if len(term) >= 4:
        distance = 1 if len(term) < 8 else 2
        for field in texts:
            if field in SPELT:
                yield index.near(field, term, distance)
    if several and len(term) == 1 and term.isalpha():
        yield index.begun(f"name {term}")
    elif several and len(term) > 2:
        yield index.having(f"name {term[0]}")
