"""The stem of a Spanish word: what its inflections share, whether or not its accents were written."""

import re
from functools import cache

import snowballstemmer

from conoceles.lib.text import fold

# What is looked for in a text: words of letters and figures.
WORD = re.compile(r"[^\W_]+")
PLURAL = re.compile(r"(?<=[rlndy])es$|(?<=[aeiou])s$")
# The stemmer knows «-ación» by its accent.
SION = re.compile(r"(?<=[csx])ion$")
SHORTEST = 4


@cache
def stem(word: str) -> str:
    """Return the stem of a word, folded: «agua» and «aguas», «mujer» and «mujeres», «educación», «educacion» and
    «educativo» are each one.

    The stemmer alone keeps apart «mujer» and «mujeres», and what was written without its accents.
    """
    plain = fold(word)
    if len(plain) < SHORTEST or not plain.isalpha():
        return plain
    one = f"{plain[:-3]}z" if plain.endswith("ces") else PLURAL.sub("", plain)
    return fold(str(_stemmer().stemWord(SION.sub("ión", one)))) or plain


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("spanish")
