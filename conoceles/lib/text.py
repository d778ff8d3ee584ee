"""Rules of text: what counts as the same word, how long an answer is, where a paragraph ends."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

# As Unicode has them: a line's end in Windows and old Macs, vertical tab, form feed, next line, line and paragraph.
BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls, format marks, surrogates, characters that are none.
UNSEEN = ("Cc", "Cf", "Cs", "Cn")
# What people type for an apostrophe and for a hyphen.
ONE_KIND = {**dict.fromkeys(map(ord, "’‘ʼʹ´`′"), "'"), **dict.fromkeys(map(ord, "‐‑‒–−"), "-")}
BLANKS = re.compile(r"\s+")
NOT_COUNTED = re.compile(r"[\s\ufeff]+")
# In this order: «ch» is no «h», «qu» and «c» are one sound before some vowels. In letters and figures, which the index
# keeps together.
SOUNDS = tuple(
    (re.compile(spelling), said)
    for spelling, said in (
        ("ch", "0"),
        ("h", ""),
        ("ll", "y"),
        ("qu?", "k"),
        ("c(?=[ei])|z|x", "s"),
        ("c", "k"),
        ("v", "b"),
        ("w", "gu"),
        ("gu(?=[ei])", "1"),
        ("g(?=[ei])", "j"),
        ("1", "g"),
        (r"(.)\1+", r"\1"),
    )
)
PARAGRAPH = re.compile(r"[^\S\n]{2,}|\s*\n\s*|\t+")
# Characters of a text whose folded form is kept, the last few thousand of them.
LONGEST_REMEMBERED = 200
REMEMBERED = 4096
# How alike two words are that are one, written twice.
NEARLY = 0.75


def in_list(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: «a», «a y b», «a, b y c»; '' for none."""
    return " y ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def same_person(one: str, other: str) -> bool:
    """Return whether a name may be another one written better: at least half of the words of the shorter are in both,
    as they are or nearly so."""
    short, long = sorted((fold(one).split(), fold(other).split()), key=len)
    found = sum(any(SequenceMatcher(None, word, wanted).ratio() >= NEARLY for wanted in long) for word in short)
    return found * 2 >= len(short) and found > 0


def fold(text: str) -> str:
    """Return text without accents, case or repeated blanks, with one kind of apostrophe and hyphen; Ñ becomes n.

    Two official lists agree on a name when their folded forms are equal. What is short is remembered: a list says the
    same words thousands of times.
    """
    return _short_folded(text) if len(text) <= LONGEST_REMEMBERED else _folded(text)


def _folded(text: str) -> str:
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text)
    plain = plain.translate(ONE_KIND)
    if not plain.isascii():
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    return BLANKS.sub(" ", plain.casefold()).strip()


_short_folded = lru_cache(maxsize=REMEMBERED)(_folded)


@lru_cache(maxsize=REMEMBERED)
def sound(word: str) -> str:
    """Return a folded word as Mexican Spanish says it: «llamas» and «yamas» are one, and so are «Joaquín» and
    «joaqin»."""
    for spelling, said in SOUNDS:
        word = spelling.sub(said, word)
    return word


def cleaned(text: str) -> str:
    """Return text as it is kept: accents with their letter (NFC), each line break one character, and nothing that
    cannot be seen (controls, marks that turn the direction of writing, zero-width blanks).

    What a word processor puts for a line break within a paragraph is one. Pictures made of several keep what joins
    them.
    """
    text = BREAKS.sub("\n", unicodedata.normalize("NFC", text))
    return "".join(char for char in text if char in "\n\t\u200d" or unicodedata.category(char) not in UNSEEN)


def plain_address(text: str) -> str:
    """Return an e-mail address as it is kept: in small letters, without blanks nor anything that cannot be seen, which
    whoever copies it from a page or a message brings along."""
    return "".join(char for char in cleaned(text) if not char.isspace() and char != "\u200d").lower()


def slugify(text: str, limit: int = 90) -> str:
    """Return the folded text as lower-case words joined by hyphens, at most `limit` characters; never empty."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > limit:
            break
        slug = longer
    return slug or (words[0][:limit] if words else "sin-nombre")


def numbered(slug: str, taken: set[str]) -> str:
    """Return `slug`, or the first of slug-2, slug-3… that is not in `taken`."""
    candidate, number = slug, 1
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def length_without_blanks(text: str) -> int:
    """Return the number of characters that are not blanks: the unit of every limit of a questionnaire.

    An accent counts with its letter however it was typed. The counter of a page counts the same (capture/filling.js).
    """
    return len(NOT_COUNTED.sub("", unicodedata.normalize("NFC", text)))


def figure(number: int) -> str:
    """Return a count as Mexico writes it: «12,345»."""
    return f"{number:,}"


def so_many(number: int, one: str, several: str) -> str:
    """Return a number and what is counted: «1 área», «1,024 secciones»."""
    return f"{figure(number)} {one if number == 1 else several}"


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of an answer.

    Official lists lose line breaks: a run of two or more blanks stands where one was.
    """
    return [part.strip() for part in PARAGRAPH.split(text) if part and part.strip()]
