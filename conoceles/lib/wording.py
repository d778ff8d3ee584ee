"""How a text is written: all in capitals, with links, with slogans, or filled with nothing."""

import re
from collections.abc import Container

from conoceles.lib.text import fold, length_without_blanks

# A name in an address has 63 letters at most: without that, a long run of them is read again from each of its letters.
LINK = re.compile(
    r"\b(?:https?://\S+|www\.\S+|(?<!-)[\w-]{1,63}\.(?:com|mx|org|net|gob|info|me|ly)(?:\.mx)?(?:/\S*)?)",
    re.IGNORECASE,
)
SLOGAN = re.compile(
    r"¡[^!¡\n]{3,80}!+|(?<!\w)#[^\W\d]\w{2,}"
    r"|\b(?:vot[ae]n?|votemos|votar)\s+(?:por|x|este|as[ií])\b[^.\n]{0,60}"
    r"|\bpide?\s+tu\s+voto\b|\b(?:juntos|unidos|juntas|unidas)\s+(?:ganaremos|venceremos)\b",
    re.IGNORECASE,
)
NOTHING = {
    "",
    "no",
    "na",
    "nada",
    "ninguno",
    "ninguna",
    "no aplica",
    "n a",
    "sin informacion",
    "sin comentarios",
    "sin dato",
    "sin datos",
    "pendiente",
    "por definir",
    "por confirmar",
    "s n",
    "sin",
    "no tengo",
    "no proporciono",
    "prueba",
    "test",
    "texto",
    "asdf",
    "lorem ipsum",
    "si",
    "ok",
    "ver anexo",
    "idem",
    "lo mismo",
    "igual que la anterior",
    "x definir",
    "no hay",
    "no cuento",
    "no participo",
}


def all_capitals(text: str) -> bool:
    """Return whether a text of several words is written in capitals: at least nine of its letters in ten."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 30 and sum(char.isupper() for char in letters) >= 0.9 * len(letters)


def links(text: str) -> list[tuple[int, int]]:
    """Return the places of web addresses in a text; those of a mail are not links."""
    found = LINK.finditer(text)
    return [m.span() for m in found if text[max(m.start() - 1, 0) : m.start()] != "@" and "@" not in m[0]]


def slogans(text: str) -> list[tuple[int, int]]:
    """Return the places of what reads as campaign: exclamations, hashtags, calls to vote."""
    return [match.span() for match in SLOGAN.finditer(text)]


def is_filler(text: str) -> bool:
    """Return whether an answer says nothing: a sign, a letter repeated, a formula of not answering, one word over and
    over."""
    plain = re.sub(r"[\W_]+", " ", fold(text)).strip()
    if plain in NOTHING or len(set(plain.replace(" ", ""))) <= 1:
        return True
    tokens = plain.split()
    return len(tokens) >= 3 and len(set(tokens)) <= max(1, len(tokens) // 5)


def is_short(text: str, least: int) -> bool:
    """Return whether a text has fewer characters than its limit once blanks are taken away."""
    return length_without_blanks(text) < least


def named(text: str, names: Container[str], longest: int = 9) -> list[tuple[int, int, str]]:
    """Return (first, one-after-last character, folded words) of each name that a text mentions, of at most `longest`
    words.

    A name of one word counts only when it is written in capitals inside a text that is not: «PAN» is a party, «pan» is
    bread.
    """
    tokens = [(fold(m[0]), m.start(), m.end()) for m in re.finditer(r"\w+", text)]
    capitals, found, place = all_capitals(text), [], 0
    while place < len(tokens):
        # No name begins with a small letter.
        if text[tokens[place][1]].islower():
            place += 1
            continue
        for size in range(min(longest, len(tokens) - place), 0, -1):
            words = " ".join(word for word, _s, _e in tokens[place : place + size])
            start, end = tokens[place][1], tokens[place + size - 1][2]
            if words not in names or not _proper(text[start:end], size, capitals):
                continue
            found.append((start, end, words))
            place += size - 1
            break
        place += 1
    return found


def _proper(written: str, size: int, capitals: bool) -> bool:
    if size == 1:
        return written.isupper() and not capitals
    return written[0].isupper()
