"""What an address asks of the search, within limits: words, where, facets, order, page."""

import re
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from conoceles.lib.stems import JOINING, WORD, stem
from conoceles.lib.text import fold
from conoceles.site.search.index import FACETS
from conoceles.site.search.names import WHOLE
from conoceles.site.search.reading import store

PAGE = 20
LAST_PAGE = 5000
LONGEST = 200
MOST_VALUES = 50
MOST_STEMS = 12
# Letters of a name written short, at most, where it would be another word.
LONGEST_SHORT = 3
# What a facet is called in an address.
PARAMETERS = {
    "answered": "respondio",
    "office": "cargo",
    "municipality": "municipio",
    "district": "distrito",
    "contest": "contienda",
    "party": "partido",
    "role": "calidad",
    "principle": "principio",
    "age": "edad",
    "sex": "sexo",
    "degree": "estudios",
    "group": "grupo",
    "topic": "tema",
}
ORDERS = {"boleta": "ballot", "nombre": "order"}
# Where words are looked for, when not everywhere.
NAMES, ANSWERS = "nombres", "respuestas"
PLACED = re.compile(
    r"^(?P<what>.*\S)?\s*\b(?:(?:en|de)\s+(?P<where>\S.*)|(?P<section>secci[oó]n\s*\d+))$", re.IGNORECASE
)
SECTION = re.compile(r"^(?:la\s+)?(?:secci[oó]n\s*)?0*(\d{1,5})$", re.IGNORECASE)


class Asked:
    """What an address asks of the search."""

    def __init__(self, query: QueryDict) -> None:
        self.words = " ".join(query.get("q", "").replace("\x00", " ").split())[:LONGEST]
        self.where = " ".join(query.get("donde", "").replace("\x00", " ").split())[:LONGEST]
        self.inside = query.get("en", "") if query.get("en") in (NAMES, ANSWERS) else ""
        self.exact = query.get("exacto") == "1"
        self.everyone = query.get("todas") == "1"
        self.order = query.get("orden", "") if query.get("orden") in ORDERS else ""
        self.chosen = {
            name: [value for value in query.getlist(PARAMETERS[name]) if value][:MOST_VALUES] for name in FACETS
        }
        text = query.get("pagina", "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
        self.page = max(1, min(number, LAST_PAGE))

    @property
    def chosen_any(self) -> bool:
        return any(self.chosen.values())

    @property
    def stems(self) -> dict[str, str]:
        """Return {stem: word} of the words that are looked for in what people wrote."""
        return stems_of(self.words)

    @property
    def start(self) -> int:
        return (self.page - 1) * PAGE


def stems_of(words: str) -> dict[str, str]:
    """Return {stem: word} of some words, without those that only join others."""
    telling = [word for word in WORD.findall(words) if fold(word) not in JOINING and (len(word) > 1 or word.isdigit())]
    # «Ma.» is María, and never «más».
    telling = [word for word in telling if len(word) > LONGEST_SHORT or fold(word) not in WHOLE]
    return {stem(word): word for word in telling[:MOST_STEMS]}


def place_named(election: str, shared: dict[str, Any], text: str) -> str:
    """Return the name under which the store has the place that a text names, a section's number, a municipality or its
    head town; '' for none."""
    found = SECTION.match(text)
    if found:
        return found[1] if store().place(election, found[1]) else ""
    wanted = fold(text).removeprefix("municipio de ").removeprefix("el municipio de ")
    names = {
        slug: (fold(shared["labels"]["municipality"][key]), fold(shared["towns"].get(key, "")), slug)
        for key, slug in shared["slugs"].items()
    }
    whole = next((slug for slug, called in names.items() if wanted in called), "")
    # «Gómez» for Gómez Palacio, where no other begins so.
    begins = [slug for slug, called in names.items() if any(one.startswith(f"{wanted} ") for one in called)]
    return whole or (begins[0] if len(begins) == 1 else "")


def split_place(election: str, shared: dict[str, Any], words: str) -> tuple[str, str]:
    """Return («agua», name of the place) of «agua en Lerdo»; the words as they are and '' where no place is named."""
    found = PLACED.match(words)
    place = place_named(election, shared, found["where"] or found["section"]) if found else ""
    return (found["what"] or "", place) if found and place else (words, "")


def changed(query: QueryDict, **changes: str) -> str:
    """Return the query of an address with some parameters in other words; '' drops one."""
    pairs = [(name, value) for name, values in query.lists() if name not in changes for value in values if value]
    return urlencode(pairs + [(name, value) for name, value in changes.items() if value])


def without(query: QueryDict, parameter: str, value: str) -> str:
    """Return the query of an address without one value of a facet."""
    kept = query.copy()
    kept.setlist(parameter, [other for other in query.getlist(parameter) if other != value])
    return changed(kept, pagina="")
