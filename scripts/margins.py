"""How wide what an attacker can find out stays: real anonymous answers are published in three cuts, and attacked."""

import csv
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT.parent / "shared" / "data" / "candidacies" / "ine_identity_2022_anonymous.csv"
# How many persons are in each cut; the next differs by five or more.
CUTS = (300, 380, 452)
ABOUT = ("CARGO", "ENTIDAD", "SEXO")


def published(rows: list[dict[str, str]], public: int = 0) -> list[dict[str, Any]]:
    """Return the tables of some answers, as a cut publishes them; the first `public` persons made theirs public."""
    from conoceles.reports.suppression import suppressed

    found = []
    for column in rows[0]:
        if column in ABOUT:
            continue
        values = [row[column].strip() or "Sin respuesta" for row in rows]
        known = Counter(values[:public])
        told = suppressed(Counter(values), known=known)
        found.append({"key": column, "cells": list(told.items()), "asked": len(rows), "known": dict(known)})
    return found


def attacked(public: int = 0) -> tuple[dict[Any, tuple[int, int]], list[Any]]:
    """Return ({hidden cell: (least, most)}, those that are too narrow) of the real answers in three cuts, after what
    says too much was hidden as the product hides it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conoceles.config.settings")
    import django

    django.setup()
    from conoceles.reports.identity_figures import veil_what_says_too_much
    from conoceles.reports.margins import Cut, Told, margins, narrow

    with SOURCE.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    told: list[Cut] = []
    for size in CUTS:
        tables = [{**one, "several": False, "answered": one["asked"]} for one in published(rows[:size], public)]
        members = list(range(size))
        veil_what_says_too_much(tables, told, members)
        cells = [Told(one["key"], dict(one["cells"]), one["asked"], known=one["known"]) for one in tables]
        told.append(Cut(cells, frozenset(members)))
    return margins(told), narrow(told)


def main() -> int:
    if not SOURCE.is_file():
        sys.stderr.write("../shared/data is missing: there is nothing to attack.\n")
        return 1
    worst = 0
    for public in (0, 20):
        found, wrong = attacked(public)
        widths = Counter(most - least for least, most in found.values())
        sys.stdout.write(f"\n{len(found)} hidden cells in {len(CUTS)} cuts, {public} persons with public answers.\n")
        for width in sorted(widths)[:12]:
            sys.stdout.write(f"  range of {width:3} persons: {widths[width]} cells\n")
        sys.stdout.write(f"  narrower than 0 to 4: {len(wrong)}\n")
        worst += len(wrong)
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main())
