"""What a candidacy wrote, as search reads it: kept at build with where each word stands, so that a passage is found
without reading the text again."""

import json
import re
from dataclasses import dataclass

from conoceles.lib.canonical import Document
from conoceles.lib.stems import JOINING, WORD
from conoceles.site.state.older import meaning
from conoceles.site.words.topics import Catalogue, Span, Token, tokens

# Characters of a passage: the same for everyone.
LENGTH = 220
# How far before the first hit a passage may begin, at the beginning of its sentence.
BEFORE = 90
SENTENCE = re.compile(r"[.;:!?]\s+|\n")
TOPIC = "#"


@dataclass(frozen=True)
class Passage:
    """Part of an answer: the key and the label of its question, and its text in parts, each with whether it is what was
    looked for; `before` and `after` say whether something of the answer is left out there."""

    question: str
    label: str
    parts: list[tuple[str, bool]]
    before: bool
    after: bool


@dataclass(frozen=True)
class Said:
    """The long answers of a profile as one text: [(question, label, rank, start, end)], and where its words stand.

    `rank` is 0 for proposals, 1 for other words to who votes, 2 for the rest. `places` has a line for each stem, «agu
    12,80», and for each topic, «#agua 12-16,80-85».
    """

    answers: list[tuple[str, str, int, int, int]]
    text: str
    places: str

    @classmethod
    def of(cls, document: Document, catalogue: Catalogue) -> "Said":
        """Return what a profile's document says; of topics, only what it says to who votes, not its past."""
        answers, text = [], ""
        for answer in document["answers"]:
            means = meaning(answer)
            if answer["type"] != "long" or means.get("contact"):
                continue
            rank = 0 if means.get("proposal") else 1 if means.get("lead") or means.get("printed") else 2
            start = len(text)
            text += "\n".join(" ".join(line.split()) for line in answer["value"].splitlines() if line.strip())
            answers.append((answer["key"], answer["label"], rank, start, len(text)))
            text += "\n"
        words = tokens(text)
        stems: dict[str, list[str]] = {}
        for token in words:
            if token.word not in JOINING:
                stems.setdefault(token.stem, []).append(str(token.start))
        lines = [f"{name} {','.join(places)}" for name, places in stems.items()]
        for topic, spans in _topics(catalogue, answers, words).items():
            lines.append(f"{TOPIC}{topic} {','.join(f'{start}-{end}' for start, end in spans)}")
        return cls(answers, text, "\n" + "\n".join(lines) + "\n")

    @classmethod
    def kept(cls, answers: str, text: str, places: str) -> "Said":
        """Return one as the store has it."""
        return cls([tuple(one) for one in json.loads(answers)], text, places)

    @property
    def stems(self) -> list[str]:
        """The stems of its words, each once."""
        return [name for name in self._names if not name.startswith(TOPIC)]

    @property
    def topics(self) -> list[str]:
        """The keys of the topics that it speaks of."""
        return [name.removeprefix(TOPIC) for name in self._names if name.startswith(TOPIC)]

    @property
    def _names(self) -> list[str]:
        return [line.partition(" ")[0] for line in self.places.split("\n") if line]

    def spans(self, name: str) -> list[Span]:
        """Return where a stem, or a topic with its mark, stands in the text."""
        at = self.places.find(f"\n{name} ")
        if at < 0:
            return []
        line = self.places[at + len(name) + 2 : self.places.index("\n", at + 1)]
        return [self._span(place) for place in line.split(",")]

    def _span(self, place: str) -> Span:
        start, dash, end = place.partition("-")
        if dash:
            return int(start), int(end)
        found = WORD.match(self.text, int(start))
        return (found.start(), found.end()) if found else (int(start), int(start))

    def passage(self, names: list[str]) -> Passage | None:
        """Return the passage that has most of some stems or topics, of a proposal before any other answer; None when
        there is none."""
        spans = [self.spans(name) for name in names]
        best, most = None, (0, 0)
        for answer in self.answers:
            here = sum(any(answer[3] <= span[0] < answer[4] for span in one) for one in spans)
            if (here and (here, -answer[2]) > most) or (here and best is None):
                best, most = answer, (here, -answer[2])
        if best is None:
            return None
        hits = sorted({span for one in spans for span in one if best[3] <= span[0] < best[4]})
        return self._passage(best, hits)

    def _passage(self, answer: tuple[str, str, int, int, int], hits: list[Span]) -> Passage:
        question, label, _rank, first, last = answer
        start = self._start(first, hits[0][0])
        end = min(last, start + LENGTH)
        if end < last:
            end = max(self.text.rfind(" ", start, end), hits[0][1])
        elif end - start < LENGTH:
            # The answer ends here: the passage begins earlier, so that it is as long as any other.
            early = max(first, end - LENGTH)
            start = early if early == first else self.text.find(" ", early, start) + 1 or start
        parts, at = [], start
        for hit_start, hit_end in (hit for hit in hits if start <= hit[0] and hit[1] <= end):
            if hit_start >= at:
                parts += [(self.text[at:hit_start], False), (self.text[hit_start:hit_end], True)]
                at = hit_end
        parts.append((self.text[at:end], False))
        return Passage(question, label, [part for part in parts if part[0]], start > first, end < last)

    def _start(self, first: int, hit: int) -> int:
        """Return where a passage begins: with the sentence of its first hit, or a few words before it."""
        if hit - first <= BEFORE:
            return first
        ends = [found.end() for found in SENTENCE.finditer(self.text, hit - BEFORE, hit)]
        blank = self.text.find(" ", hit - BEFORE, hit)
        return ends[0] if ends else blank + 1 if blank >= 0 else hit


def _topics(
    catalogue: Catalogue, answers: list[tuple[str, str, int, int, int]], words: list[Token]
) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for _question, _label, rank, start, end in answers:
        if rank < 2:
            here = [token for token in words if start <= token.start < end]
            for topic, spans in catalogue.spans(here).items():
                found.setdefault(topic, []).extend(spans)
    return found
