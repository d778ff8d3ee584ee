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
    """Return the pieces of both texts in order: joined without the gone ones they are `after`, without the new ones `before`."""
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    pieces: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal" and "".join(old[a:b]) == "".join(new[c:d]):
            pieces.append(Piece("same", "".join(new[c:d])))
        else:
            pieces += [Piece("gone", "".join(old[a:b]))] if a < b else []
            pieces += [Piece("new", "".join(new[c:d]))] if c < d else []
    return _joined(pieces)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces with short equal stretches between changes made part of the change: easier to read than a sieve."""
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
