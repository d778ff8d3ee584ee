"""Words of a list that the register does not know: gathered once, with what they may be; a person pairs them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from conoceles.elections.models import SEVERAL, Area, Candidacy, Election, Person
from conoceles.lib.text import fold

# What may be paired, as a person calls it.
KEYS = {"office": "Cargo", "area": "Lugar", "party": "Partido", "role": "Calidad", "sex": "Sexo"}
QUOTED = re.compile(r"«([^»]+)»")
# So many are offered for a word.
MOST = 3


@dataclass
class Word:
    """A word that nobody knows: in which field, in how many rows, and what in the register is most like it."""

    key: str
    text: str
    count: int
    like: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return KEYS[self.key]

    @property
    def name(self) -> str:
        """Return how a form names it."""
        return f"{self.key}:{self.text}"


def unknown(report: dict[str, Any], election: Election, most: int) -> list[Word]:
    """Return the words of a report that the register does not know, those of most rows first, at most so many."""
    counts: Counter[tuple[str, str]] = Counter()
    for item in report["items"]:
        if item["key"] in KEYS and item["unknown"] and (found := QUOTED.search(item["reason"])):
            counts[item["key"], found[1]] += 1
    there_are = {key: options(key, election) for key in {key for key, _text in counts}}
    shown = counts.most_common(most)
    return [Word(key, text, count, _like(text, there_are[key])) for (key, text), count in shown]


def _like(text: str, there_are: dict[str, str]) -> list[str]:
    folded = {fold(label): label for label in there_are}
    return [folded[one] for one in get_close_matches(fold(text), folded, MOST, 0.6)]


def options(key: str, election: Election) -> dict[str, str]:
    """Return {what a person chooses: what a format says} of a field."""
    if key == "office":
        return {one.name: one.name if one.kind in SEVERAL else one.kind for one in election.offices.all()}
    if key == "party":
        return {one.name: one.name for one in election.parties.all()}
    if key == "area":
        return {one.name: one.name for one in Area.objects.of_plan(election.plan)}
    choices = Candidacy.Role.choices if key == "role" else Person.Sex.choices
    return {str(label).capitalize(): value for value, label in choices}


def known(words: dict[str, dict[str, str]], election: Election) -> list[tuple[Word, str]]:
    """Return the words that were paired before, each with what a person chose for it."""
    found = []
    for key, pairs in words.items():
        labels = {value: label for label, value in options(key, election).items()}
        found += [(Word(key, text, 0), labels.get(value, value)) for text, value in pairs.items()]
    return found


def paired(form: dict[str, str], words: list[Word], election: Election) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Return what was chosen as the vocabulary of a format, {field: {word: value}}, and a sentence for each choice that
    the register does not have. What is left blank is not paired, or no more."""
    found: dict[str, dict[str, str]] = {}
    wrong = []
    for word in words:
        said = form.get(word.name, "").strip()
        if not said:
            continue
        there_are = {fold(label): value for label, value in options(word.key, election).items()}
        if fold(said) in there_are:
            found.setdefault(word.key, {})[word.text] = there_are[fold(said)]
        else:
            wrong.append(f"«{said}», para «{word.text}», no está en el registro: elija uno de la lista.")
    return found, wrong
