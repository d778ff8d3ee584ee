"""What a blind comparison covers of an answer: who wrote it, and of which party, where the answer itself says so."""

import re
from collections.abc import Iterator

from conoceles.lib.text import fold

WORD = re.compile(r"[^\W_]+")
LINKS = {"de", "del", "la", "las", "los", "el", "y"}
# Shorter than this, an acronym is one only in capitals: «PAN» and not «pan».
ACRONYM = 5
# In Spanish always: they stand within what somebody wrote in it.
NAME, PARTY = "[nombre]", "[partido]"
Span = tuple[int, int, str]


class Cover:
    """Covers in the answers of some people the name of whoever writes, the whole names of the others, and all their parties."""

    def __init__(self, names: list[str], parties: list[tuple[str, str]]) -> None:
        """Take the names of the people and (name, acronym) of their parties."""
        self.names = {name: {word for word in _folded(name) if len(word) > 2 and word not in LINKS} for name in names}
        self.phrases = sorted({tuple(_folded(name)) for name, _short in parties if name}, key=len, reverse=True)
        self.shorts = {fold(short) for _name, short in parties if short}

    def cover(self, text: str, writer: str) -> str:
        """Return the text with «[nombre]» and «[partido]» in the place of what it covers; the rest as it is."""
        words = [(found.start(), found.end(), found[0]) for found in WORD.finditer(text)]
        spans = sorted([*self._parties(words), *self._named(words, writer)])
        out, at = [], 0
        for start, end, said in spans:
            if start >= at:
                out += [text[at:start], said]
                at = end
        return "".join([*out, text[at:]])

    def _parties(self, words: list[Span]) -> Iterator[Span]:
        folded = [fold(word) for _start, _end, word in words]
        for place, (start, end, word) in enumerate(words):
            for phrase in self.phrases:
                if tuple(folded[place : place + len(phrase)]) == phrase and word[0].isupper():
                    yield start, words[place + len(phrase) - 1][1], PARTY
            if any(self._is_short(word, folded[place], short) for short in self.shorts):
                yield start, end, PARTY

    def _is_short(self, word: str, folded: str, short: str) -> bool:
        if folded == short:
            return word.isupper() if len(short) < ACRONYM else word[0].isupper()
        # «priista», «panistas», «morenista».
        follower = folded.removesuffix("s").removesuffix("ista")
        return follower != folded.removesuffix("s") and follower in (short, short.rstrip("aeiou"))

    def _named(self, words: list[Span], writer: str) -> Iterator[Span]:
        """Yield each run of the words of one name: of the writer's own any, of another's two or more."""
        for name, parts in self.names.items():
            run: list[Span] = []
            for word in [*words, (0, 0, "")]:
                said = word[2]
                if said and said[0].isupper() and fold(said) in parts:
                    run.append(word)
                elif not (run and said.lower() in LINKS):
                    if len(run) > (0 if name == writer else 1):
                        yield run[0][0], run[-1][1], NAME
                    run = []


def _folded(text: str) -> list[str]:
    return [fold(word) for word in WORD.findall(text)]
