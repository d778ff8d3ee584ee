"""The stem of a Spanish word: what its inflections share, whether or not its accents were written."""

import re
from functools import lru_cache
from threading import local

import snowballstemmer

from conoceles.lib.text import fold

# What is looked for in a text: words of letters and figures.
WORD = re.compile(r"[^\W_]+")
# Words that only join others, folded: nobody looks for them.
JOINING = frozenset(
    word
    for line in (
        "a al con cual de del e el en es ese esta este la las le les lo los me mi mis muy ni no o para pero por que",
        "quien se ser si sin sobre son su sus te tu u un una y ya",
    )
    for word in line.split()
)
PLURAL = re.compile(r"(?<=[rlndys])es$|(?<=[aeiou])s$")
# «Veces» and «vez», «avances» and «avance».
LUCES = re.compile(r"(?:ces|ce|z)$")
# Their singular ends as a plural does.
SINGULAR = frozenset("analisis autobus bus campus crisis dios gas interes mes pais tos virus".split())  # noqa: SIM905
# The stemmer knows «-ación» by its accent.
SION = re.compile(r"(?<=[csx])ion$")
SHORTEST = 4
# Words remembered: a language has fewer, and visitors may write any.
REMEMBERED = 60_000
_own = local()


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """Return the stem of a word, folded: «agua» and «aguas», «mujer» and «mujeres», «educación», «educacion» and
    «educativo» are each one.

    The stemmer alone keeps apart «mujer» and «mujeres», and what was written without its accents.
    """
    plain = fold(word)
    if len(plain) < SHORTEST - 1 or not plain.isalpha():
        return plain
    one = plain if plain in SINGULAR else PLURAL.sub("", LUCES.sub("c", plain))
    if len(one) < SHORTEST:
        return one
    return fold(str(_stemmer().stemWord(SION.sub("ión", one)))) or plain


def _stemmer() -> snowballstemmer.stemmer:
    """Return the stemmer of this thread: it keeps the word that it is at."""
    if not hasattr(_own, "stemmer"):
        _own.stemmer = snowballstemmer.stemmer("spanish")
    return _own.stemmer
