"""Boxes and arrows as a drawing, SVG in black and white: columns from what points to what is pointed to."""

from collections import defaultdict
from xml.sax.saxutils import escape, quoteattr

from conoceles.reports.documents.content import Drawing

# Of a box and of the space between boxes, in points.
HEIGHT, LETTER, PADDING, GAP, BETWEEN, STEP = 24, 5.6, 16, 9, 56, 14
SWEEPS = 6
# So many one after another are drawn downwards.
LONG = 6
Places = dict[str, tuple[float, float, float]]


def as_svg(drawing: Drawing) -> str:
    """Return a drawing as SVG. The same drawing gives the same letters."""
    columns = _columns(drawing)
    if len(columns) > LONG and all(len(column) == 1 for column in columns):
        places, width, height = _chain(drawing, columns)
        beside = _beside
    else:
        places, width, height = _places(drawing, columns)
        beside = _arrow
    lines = [beside(places[start], places[end]) for start, end in drawing.arrows if start != end]
    boxes = [_box(places[key], label, faint) for key, label, faint in drawing.boxes]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label={quoteattr(drawing.alt)} font-family="Source Sans Pro" '
        'font-size="11"><defs><marker id="a" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>' + "".join([*lines, *boxes]) + "</svg>"
    )


def _columns(drawing: Drawing) -> list[list[str]]:
    """Return the boxes in columns: each after all that point to it, and in each those near what they are tied to."""
    keys = [key for key, *_more in drawing.boxes]
    ahead = _without_circles(keys, drawing.arrows)
    ranks = dict.fromkeys(keys, 0)
    for _turn in keys:
        for start, end in ahead:
            ranks[end] = max(ranks[end], ranks[start] + 1)
    # A box that only points stands just before what it points to.
    nearest: dict[str, int] = {}
    for start, end in ahead:
        nearest[start] = min(nearest.get(start, ranks[end]), ranks[end])
    pointed = {end for _start, end in ahead}
    for key, rank in nearest.items():
        if key not in pointed:
            ranks[key] = rank - 1
    columns: dict[int, list[str]] = defaultdict(list)
    for key in keys:
        columns[ranks[key]].append(key)
    found = [columns[rank] for rank in sorted(columns)]
    for _sweep in range(SWEEPS):
        _straighten(found, ahead)
    return found


def _without_circles(keys: list[str], arrows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the arrows without those that close a circle, in the order given."""
    kept: list[tuple[str, str]] = []
    after: dict[str, set[str]] = {key: set() for key in keys}
    for start, end in arrows:
        if start != end and start not in _reached(end, after):
            kept.append((start, end))
            after[start].add(end)
    return kept


def _reached(start: str, after: dict[str, set[str]]) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        for one in after[waiting.pop()] - seen:
            seen.add(one)
            waiting.append(one)
    return seen


def _straighten(columns: list[list[str]], arrows: list[tuple[str, str]]) -> None:
    """Order each column by the middle of what its boxes are tied to, so that arrows cross less."""
    tied: dict[str, list[str]] = defaultdict(list)
    for start, end in arrows:
        tied[start].append(end)
        tied[end].append(start)
    for column in columns:
        height = {key: place / max(1, len(each) - 1) for each in columns for place, key in enumerate(each)}
        middle = {
            key: sum(height[one] for one in tied[key]) / len(tied[key]) if tied[key] else height[key] for key in column
        }
        column.sort(key=lambda key: middle[key])


def _places(drawing: Drawing, columns: list[list[str]]) -> tuple[Places, float, float]:
    labels = {key: label for key, label, _faint in drawing.boxes}
    tallest = max((len(column) for column in columns), default=1) * (HEIGHT + GAP)
    places: Places = {}
    left = 1.0
    for column in columns:
        width = max(len(labels[key]) for key in column) * LETTER + PADDING
        top = (tallest - len(column) * (HEIGHT + GAP)) / 2 + 1
        for key in column:
            places[key] = (left, top, width)
            top += HEIGHT + GAP
        left += width + BETWEEN
    return places, max(left - BETWEEN, 0) + 1, tallest + 20


def _chain(drawing: Drawing, columns: list[list[str]]) -> tuple[Places, float, float]:
    """Return the places of boxes that follow each other, one below the other, with room at both sides for what skips
    some or leads back."""
    labels = {key: label for key, label, _faint in drawing.boxes}
    width = max(map(len, labels.values())) * LETTER + PADDING
    side = len(columns) * STEP + PADDING
    places: Places = {key: (side, 1 + row * 2 * HEIGHT, width) for row, (key,) in enumerate(columns)}
    return places, side * 2 + width, len(columns) * 2 * HEIGHT


def _beside(start: tuple[float, float, float], end: tuple[float, float, float]) -> str:
    """Return the line between two boxes of a chain: straight to the next, at the right further on, at the left back."""
    y1, y2 = start[1] + HEIGHT / 2, end[1] + HEIGHT / 2
    rows = round((y2 - y1) / (2 * HEIGHT))
    left, right = start[0], start[0] + start[2]
    if rows == 1:
        middle = start[0] + start[2] / 2
        return _line(f"M{middle:.1f} {start[1] + HEIGHT:.1f}L{middle:.1f} {end[1]:.1f}")
    x, out = (right, right + abs(rows) * STEP) if rows > 0 else (left, left - (abs(rows) + 1) * STEP)
    # Leaving above the middle and arriving below it, or the other way, so that both ends are told apart.
    y1, y2 = (y1 + 5, y2 - 5) if rows > 0 else (y1 - 5, y2 + 5)
    return _line(f"M{x:.1f} {y1:.1f}C{out:.1f} {y1:.1f} {out:.1f} {y2:.1f} {x:.1f} {y2:.1f}")


def _box(place: tuple[float, float, float], label: str, faint: bool) -> str:
    left, top, width = place
    look = 'stroke="#777" stroke-dasharray="3 2"' if faint else 'stroke="#000"'
    middle = f'x="{left + width / 2:.1f}" y="{top + HEIGHT / 2 + 4:.1f}"'
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{HEIGHT}" rx="3" fill="#fff" {look}/>'
        f'<text {middle} text-anchor="middle">{escape(label)}</text>'
    )


def _arrow(start: tuple[float, float, float], end: tuple[float, float, float]) -> str:
    """Return the line from the side of a box to that of another; one that goes back passes below."""
    x1, y1, x2, y2 = start[0] + start[2], start[1] + HEIGHT / 2, end[0], end[1] + HEIGHT / 2
    if x2 > x1:
        bend = min((x2 - x1) / 2, BETWEEN)
        path = f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    else:
        x1, x2 = start[0] + start[2] / 2, end[0] + end[2] / 2
        y1, y2 = start[1] + HEIGHT, end[1] + HEIGHT
        low = max(y1, y2) + 26
        path = f"M{x1:.1f} {y1:.1f}C{x1:.1f} {low:.1f} {x2:.1f} {low:.1f} {x2:.1f} {y2:.1f}"
    return _line(path)


def _line(path: str) -> str:
    return f'<path d="{path}" fill="none" stroke="#444" stroke-width=".8" marker-end="url(#a)"/>'
