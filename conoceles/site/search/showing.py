"""The cards of a result as a page shows them: names with what was looked for marked, and the passage that says it."""

from collections.abc import Iterable
from html import unescape

from django.utils.html import escape
from django.utils.translation import gettext as _

from conoceles.lib.stems import WORD
from conoceles.lib.text import fold, sound
from conoceles.site.language import SPANISH, current
from conoceles.site.search.names import SHORT, WHOLE, telling
from conoceles.site.words.said import Passage

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


def passage(found: Passage, address: str, name: str) -> str:
    """Return a passage as HTML: which question it answers, its words with the hits marked, the way to all of it."""
    tongue = ' lang="es"' if current() != SPANISH else ""
    text = "".join(f"<mark>{escape(part)}</mark>" if hit else str(escape(part)) for part, hit in found.parts)
    before, after = "… " if found.before else "", " …" if found.after else ""
    # What a passage leaves out of an answer is one press away.
    return (
        f'<div class="said hit"><p class="small soft">{escape(_(found.label))}</p>'
        f'<blockquote class="voice"{tongue}><p>{before}{text}{after}</p></blockquote>'
        f'<p class="small"><a href="{escape(address)}#{escape(found.question)}">{escape(_("Leer la respuesta"))}'
        f'<span class="hidden">: {escape(name)}</span></a></p></div>'
    )


def nothing(sentence: str) -> str:
    """Return what stands in the place of a passage."""
    return f'<p class="said soft">{escape(sentence)}</p>'


def lead(text: str) -> str:
    """Return how somebody begins her answers, as HTML."""
    tongue = ' lang="es"' if current() != SPANISH else ""
    return f'<blockquote class="voice said"{tongue}><p>{escape(text)}</p></blockquote>'
