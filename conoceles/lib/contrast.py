"""How well two colours can be told apart (WCAG 2.2, relative luminance and contrast ratio)."""

import re

COLOUR = re.compile(r"#[0-9a-f]{6}\Z")


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours written as «#0a5a66», from 1 to 21.

    Raises ValueError for a colour that is not written so.
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """Return the colour that has `share` (0 to 1) of `one` and the rest of `other`, channel by channel."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def _channels(colour: str) -> list[int]:
    if not COLOUR.match(colour):
        raise ValueError(f"{colour!r} is not a colour like #0a5a66.")
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _luminance(colour: str) -> float:
    parts = [value / 255 for value in _channels(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
