"""The catalogue of topics of an institute, and where a text speaks of each: by words and phrases that anyone can read.

Nothing here ranks anybody: a text speaks of a topic or it does not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from conoceles.lib.canonical import Document
from conoceles.lib.stems import WORD, stem
from conoceles.lib.text import fold

# How a catalogue marks a word that only counts as it is written, and a phrase that does not count.
AS_WRITTEN, NOT = "=", "-"
Span = tuple[int, int]


class Token(NamedTuple):
    """A word of a text: folded, its stem, and where it is."""

    word: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True)
class _Phrase:
    """Consecutive words, each as a stem or, after «=», as it is written; of a topic, or what does not count for it."""

    topic: str
    words: tuple[str, ...]
    counts: bool

    def is_at(self, tokens: list[Token], place: int) -> bool:
        here = tokens[place : place + len(self.words)]
        return len(here) == len(self.words) and all(
            token.word == word[1:] if word[0] == AS_WRITTEN else token.stem == word
            for token, word in zip(here, self.words, strict=True)
        )


def tokens(text: str) -> list[Token]:
    """Return the words of a text."""
    return [Token(fold(found[0]), stem(found[0]), *found.span()) for found in WORD.finditer(text)]


class Catalogue:
    """What an institute calls each topic, and the words that mean it."""

    def __init__(self, topics: Iterable[Document]) -> None:
        """Take topics as the ledger has them: `key`, `name`, `words`."""
        self.topics: dict[str, Any] = {topic["key"]: topic for topic in topics}
        self._starts: dict[str, list[_Phrase]] = defaultdict(list)
        for key, topic in self.topics.items():
            for line in topic["words"]:
                phrase = _phrase(key, line)
                if phrase:
                    self._starts[phrase.words[0].lstrip(AS_WRITTEN)].append(phrase)

    def spans(self, words: list[Token]) -> dict[str, list[Span]]:
        """Return {topic key: [(start, end)]} of the topics that a text speaks of, with where it does."""
        counted: dict[str, list[Span]] = defaultdict(list)
        not_counted: dict[str, list[Span]] = defaultdict(list)
        for phrase, span in self._found(words):
            (counted if phrase.counts else not_counted)[phrase.topic].append(span)
        found = {
            topic: [one for one in spans if not any(_within(one, other) for other in not_counted[topic])]
            for topic, spans in counted.items()
        }
        return {topic: _apart(spans) for topic, spans in found.items() if spans}

    def _found(self, words: list[Token]) -> Iterator[tuple[_Phrase, Span]]:
        for place, token in enumerate(words):
            starting = {*self._starts.get(token.stem, ()), *self._starts.get(token.word, ())}
            for phrase in starting:
                if phrase.is_at(words, place):
                    yield phrase, (token.start, words[place + len(phrase.words) - 1].end)


def _phrase(topic: str, line: str) -> _Phrase | None:
    counts = not line.startswith(NOT)
    exact = line.lstrip(NOT).startswith(AS_WRITTEN)
    said = WORD.findall(line)
    words = tuple(f"{AS_WRITTEN}{fold(word)}" if exact else stem(word) for word in said)
    return _Phrase(topic, words, counts) if words else None


def _within(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _apart(spans: list[Span]) -> list[Span]:
    """Return spans in their order without those that lie within another one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one[0], -one[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
