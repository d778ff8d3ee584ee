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
    """Covers in the answers of some people the name of whoever writes, the whole names of the others, and all their
    parties."""

    def __init__(self, names: list[str], parties: list[tuple[str, str]]) -> None:
        """Take the names of the people and (name, acronym) of their parties."""
        self.names = {name: {word for word in _folded(name) if len(word) > 2 and word not in LINKS} for name in names}
        found = {phrase for name, short in parties for phrase in _phrases(_folded(name), _folded(short))}
        self.phrases = {phrase for phrase in found if len(phrase) > 1}
        self.shorts = {phrase[0] for phrase in found if len(phrase) == 1}

    def cover(self, text: str, writer: str) -> str:
        """Return the text with «[nombre]» and «[partido]» in the place of what it covers; the rest as it is."""
        words = [(found.start(), found.end(), found[0]) for found in WORD.finditer(text)]
        # Of two that begin together, the longer.
        spans = sorted([*self._parties(words), *self._named(words, writer, text)], key=lambda span: (span[0], -span[1]))
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

    def _named(self, words: list[Span], writer: str, text: str) -> Iterator[Span]:
        """Yield each run of the words of one name: of the writer's own any in capitals, of anybody's two or more."""
        for name, parts in self.names.items():
            run: list[Span] = []
            for word in [*words, (len(text), len(text), "")]:
                said = fold(word[2])
                if run and (text[run[-1][1] : word[0]].strip() or said not in parts | LINKS):
                    yield from self._run(run, writer == name)
                    run = []
                if said in parts or (run and said in LINKS and run[0][2][0].isupper()):
                    run.append(word)
                elif any(one + other in said for one in parts for other in parts if one != other):
                    # «@MarinaVitela», «marinavitela2027».
                    yield word[0], word[1], NAME
            yield from self._run(run, writer == name)

    def _run(self, run: list[Span], own: bool) -> Iterator[Span]:
        while run and fold(run[-1][2]) in LINKS:
            run = run[:-1]
        if len(run) > 1 or (run and own and run[0][2][0].isupper()):
            yield run[0][0], run[-1][1], NAME


def _phrases(name: list[str], short: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield how people write a party: its name, that without «Partido», its first two words, its acronym, this with
    dots."""
    yield tuple(name)
    yield tuple(short)
    if len(short) == 1 and 1 < len(short[0]) < ACRONYM:
        yield tuple(short[0])
    telling = name[1:]
    while telling and telling[0] in LINKS:
        telling = telling[1:]
    if name[:1] == ["partido"] and name[1:2] and name[1] not in LINKS:
        yield tuple(name[:2])
    if name[:1] == ["partido"] and len([word for word in telling if word not in LINKS]) > 1:
        yield tuple(telling)


def _folded(text: str) -> list[str]:
    return [fold(word) for word in WORD.findall(text)]
