"""The cards of a result as a page shows them: names with what was looked for marked, and room for what each says."""

from collections.abc import Iterable
from html import unescape

from django.utils.html import escape

from conoceles.lib.stems import WORD
from conoceles.lib.text import fold, sound
from conoceles.site.search.names import SHORT, WHOLE, telling

# Where a card kept in the store has the name, before and after it, and where it has room for what was said.
NAME, SLOT = "\ue000", "\ue001"


def cards(kept: Iterable[str], words: str = "", said: Iterable[str] = ()) -> list[str]:
    """Return cards of the store with the words of their names marked and, in their order, what each says."""
    terms = telling(words) if words else []
    passages = iter(said)
    found = []
    for html in kept:
        before, name, after = html.split(NAME)
        found.append(before + (marked(name, terms) if terms else name) + after.replace(SLOT, next(passages, "")))
    return found


def marked(name: str, terms: list[str]) -> str:
    """Return an escaped name with the words that were looked for marked."""
    text, parts, at = unescape(name), [], 0
    for found in WORD.finditer(text):
        if _meant(fold(found[0]), terms):
            parts += [str(escape(text[at : found.start()])), f"<mark>{escape(found[0])}</mark>"]
            at = found.end()
    return "".join([*parts, str(escape(text[at:]))])


def _meant(word: str, terms: list[str]) -> bool:
    return any(
        word == term
        or (len(term) > 2 and word.startswith(term))
        or (len(term) > 3 and sound(word) == sound(term))
        or word in SHORT.get(term, ())
        or word == WHOLE.get(term)
        for term in terms
    )
