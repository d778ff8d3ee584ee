"""Roman numbers, in which old lists count districts."""

from conoceles.lib.text import fold

ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
MARKS = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def roman(text: str) -> tuple[int | None, bool]:
    """Return (value, written as the rule asks) of a Roman number up to 399; (None, False) when it is none."""
    letters = fold(text)
    if not letters or any(letter not in ROMAN for letter in letters):
        return None, False
    values = [ROMAN[letter] for letter in letters]
    pairs = zip(values, [*values[1:], 0], strict=True)
    total = sum(-value if value < following else value for value, following in pairs)
    return total, _to_roman(total) == letters


def _to_roman(number: int) -> str:
    text = ""
    for value, mark in MARKS:
        while number >= value:
            text, number = text + mark, number - value
    return text
