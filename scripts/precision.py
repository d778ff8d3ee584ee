"""The precision of the machine's flags, from the table in which each flag on the real texts was judged by hand."""

import csv
import sys
from collections import Counter
from pathlib import Path

JUDGED = Path(__file__).resolve().parent.parent / "tests" / "profiles" / "flags_durango.csv"


def precision(path: Path = JUDGED) -> list[tuple[str, int, int]]:
    """Return (flag, how many were right, how many were raised) of each kind in a table of judgements."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            total[row["flag"]] += 1
            right[row["flag"]] += row["judged"] == "right"
    return [(kind, right[kind], count) for kind, count in total.most_common()]


def main() -> None:
    rows = precision()
    rows.append(("all", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    for kind, right, total in rows:
        sys.stdout.write(f"{kind:10} {right:4} right of {total:4} raised: {100 * right / total:5.1f} %\n")


if __name__ == "__main__":
    main()
