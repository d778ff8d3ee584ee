"""The cards of a result as a page shows them: names with what was looked for marked, and room for what each says."""

import json
from collections.abc import Iterable
from html import escape, unescape
from typing import Any

from conoceles.lib.stems import WORD
from conoceles.lib.text import fold, sound
from conoceles.site.search.names import SHORT, WHOLE, telling

# Where a card kept in the store has the name, before and after it, and where it has room for what was said: characters
# that are none, so that no text has them.
NAME, SLOT = "\ufdd0", "\ufdd1"


def without_marks(card: dict[str, Any]) -> dict[str, Any]:
    """Return a card without what marks places in it, wherever a list has it."""
    text = json.dumps(card, ensure_ascii=False)
    if NAME not in text and SLOT not in text:
        return card
    found: dict[str, Any] = json.loads(text.replace(NAME, "").replace(SLOT, ""))
    return found


def suggested(card: dict[str, Any]) -> str:
    """Return a card as it is suggested while somebody types, with room for its number."""
    about = f"{card['office']}{', ' if card['place'] else ''}{card['place']} · {card['party']['name']}"
    return (
        f'<li role="option" id="sugerencia-{SLOT}" aria-selected="false" data-url="{escape(card["url"])}">'
        f'<strong>{escape(card["name"])}</strong> <span class="small">{escape(about)}</span></li>'
    )


def cards(kept: Iterable[tuple[str, str]], words: str = "", said: dict[str, str] | None = None) -> list[str]:
    """Return cards of the store, given as (key, HTML), with the words of their names marked and what each says."""
    terms = telling(words) if words else []
    found = []
    for key, html in kept:
        before, name, after = html.split(NAME)
        whole = before + (marked(name, terms) if terms else name) + after
        found.append(whole.replace(SLOT, (said or {}).get(key, "")))
    return found


def marked(name: str, terms: list[str]) -> str:
    """Return an escaped name with the words that were looked for marked."""
    text, parts, at = unescape(name), [], 0
    for found in WORD.finditer(text):
        if _meant(fold(found[0]), terms):
            parts += [escape(text[at : found.start()]), f"<mark>{escape(found[0])}</mark>"]
            at = found.end()
    return "".join([*parts, escape(text[at:])])


def _meant(word: str, terms: list[str]) -> bool:
    return any(
        word == term
        or (len(term) > 2 and word.startswith(term))
        or (len(term) > 3 and sound(word) == sound(term))
        or word in SHORT.get(term, ())
        or word == WHOLE.get(term)
        for term in terms
    )
