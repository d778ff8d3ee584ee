"""Charts of figures: what each says in words, and how it is drawn."""

from collections import Counter
from statistics import median
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conoceles.lib.text import figure
from conoceles.site.pages.figures import Crossed, Share, Table

# Up to so many groups each has its bar; of more, it is drawn how many are at each step, and the bars are in a table.
BARS, STEPS = 8, 5
# Where a drawing of steps stands: it is 600 wide, and its columns go from the bottom line up.
LEFT, WIDE, BASE, TALL = 20, 112, 180, 140


def chart(table: Table) -> dict[str, Any]:
    """Return a table of participation with what it says in words and, where it has many groups, its steps."""
    many = len(table.rows) > BARS
    return {"table": table, "reading": _spread(table.rows) if many else "", "steps": _steps(table.rows) if many else []}


def _spread(rows: list[Share]) -> str:
    percents = sorted(row.percent for row in rows)
    if percents[0] == percents[-1]:
        return _("En todos, %(percent)s%%.") % {"percent": percents[0]}
    return _("De %(least)s%% a %(most)s%%; en la mitad, %(half)s%% o más.") % {
        "least": percents[0],
        "most": percents[-1],
        "half": int(median(percents)),
    }


def _steps(rows: list[Share]) -> list[dict[str, Any]]:
    """Return how many groups are between 0 and 19 per cent, 20 and 39, up to 100: each as a column with its label."""
    width = 100 // STEPS
    counts = Counter(min(row.percent // width, STEPS - 1) for row in rows)
    most = max(counts.values())
    found = []
    for place in range(STEPS):
        height = round(TALL * counts[place] / most)
        label = f"{place * width}–{100 if place == STEPS - 1 else (place + 1) * width - 1}%"
        left = LEFT + place * WIDE
        found.append(
            {
                "label": label,
                "count": counts[place],
                "x": left + 8,
                "y": BASE - height,
                "width": WIDE - 16,
                "height": height,
                "middle": left + WIDE // 2,
                "above": BASE - height - 8,
            }
        )
    return found


def by_sex(crossed: list[Crossed]) -> dict[str, Any]:
    """Return how many stand of each sex, in words and as shares of a bar; {} for nobody."""
    table = crossed[0] if crossed else None
    total = sum(counts[-1] for _label, _members, _url, counts in table.rows) if table else 0
    if table is None or not total:
        return {}
    sums = [sum(counts[place] for *_row, counts in table.rows) for place in range(len(table.columns))]
    shares = [Share(name, count, total) for name, count in zip(table.columns, sums, strict=True)]
    widths = [100 * count / total for count in sums]
    parts = [
        {"share": share, "x": round(sum(widths[:place]), 2), "width": round(widths[place], 2)}
        for place, share in enumerate(shares)
    ]
    said = ngettext("%(count)s candidatura: %(parts)s.", "%(count)s candidaturas: %(parts)s.", total) % {
        "count": figure(total),
        "parts": ", ".join(f"{share.label.lower()} {share.percent}%" for share in shares),
    }
    return {"reading": said, "parts": parts}
