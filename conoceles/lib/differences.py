"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

# Words with the blanks that follow them, so that the pieces join again into the text.
WORD = re.compile(r"\w+[^\S\n]*|[^\w\s][^\S\n]*|\n+|[^\S\n]+")
# Equal stretches shorter than this between two changes are taken for part of the change: «de», «la».
SHORT = 3


class Piece(NamedTuple):
    """A stretch of text: `kind` is "same", "gone" or "new"."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in order: joined without the gone ones they are `after`; without the new ones,
    `before`.

    Blanks are no words: where both have the same words, the blanks are those of `after`.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, [_plain(word) for word in old], [_plain(word) for word in new], autojunk=False)
    pieces: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(new[c:d])))
        else:
            pieces += [Piece("gone", "".join(old[a:b]))] if a < b else []
            pieces += [Piece("new", "".join(new[c:d]))] if c < d else []
    return _joined(pieces)


def _plain(word: str) -> str:
    """Return what a word is compared by: its blanks do not count, a line break does."""
    return word.strip() or (word if "\n" in word else " ")


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces with short equal stretches between changes made part of the change: easier to read than a
    sieve."""
    found: list[Piece] = []
    gone = new = ""
    for number, piece in enumerate(pieces):
        inside = bool(gone or new) and number + 1 < len(pieces)
        if piece.kind == "same" and not (inside and len(piece.text.split()) < SHORT and "\n" not in piece.text):
            found += [Piece(kind, text) for kind, text in (("gone", gone), ("new", new)) if text]
            gone = new = ""
            found.append(piece)
        else:
            gone += piece.text if piece.kind != "new" else ""
            new += piece.text if piece.kind != "gone" else ""
    return found + [Piece(kind, text) for kind, text in (("gone", gone), ("new", new)) if text]
