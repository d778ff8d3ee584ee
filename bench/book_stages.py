"""Books of lists of many states: every row accounted for, the memory that it takes, and nothing by a second reading."""

import json
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from conoceles.elections import register
from conoceles.elections.models import Candidacy, Election, Institute
from conoceles.lists import importing
from conoceles.lists.models import HeldRow
from conoceles.lists.preparing.place_writing import make_plan
from conoceles.lists.preparing.starting import begin, outlines
from conoceles.lists.presets import load

ROOT = Path(__file__).resolve().parent.parent
AGAIN = 20


def books(many: int, sheets: int, rows: int) -> dict[str, float]:
    """Write the lists of so many books, each sheet into an election of its own; return rows/s, s, the peak memory in
    MB, and how many rows are doubts.

    Stops where a sheet has other doubts than those that were put into it, and where a list that comes twice changes
    anything.
    """
    call_command("migrate", verbosity=0)
    folder = Path(settings.DATA_DIR) / "books"
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-m", "bench.books", str(folder), str(many), str(sheets), str(rows)], cwd=ROOT, check=True
    )
    truth = json.loads((folder / "truth.json").read_text())
    made = [_election(number) for number in range(len(truth))]
    started, doubts = time.perf_counter(), 0
    for election, one in zip(made, truth, strict=True):
        doubts += _accounted(election, one, folder)
    seconds = time.perf_counter() - started
    for election, one in list(zip(made, truth, strict=True))[:: max(1, len(truth) // AGAIN)]:
        again = _written(election, one, folder)
        assert again["created"] == again["updated"] == 0, (one, again["items"][:3])
    return {
        "rows": rows,
        "rows_per_second": rows / seconds,
        "seconds": seconds,
        "doubts": doubts,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _election(number: int) -> Election:
    state = "Colima"
    institute = Institute.objects.first() or register.save(
        Institute(name="Instituto de prueba", state=state, site="https://conoceles.example.org")
    )
    election = begin(
        institute,
        f"Elección {number}",
        date(2027, 6, 6),
        by="bench",
        slug=f"libro-{number}",
        elects=[outlines()["congreso"]],
    )
    if election.plan is None:
        make_plan(election, "Distritación", date(2000, 1, 1), None)
    return election


def _written(election: Election, one: dict[str, Any], folder: Path) -> dict[str, Any]:
    plan = importing.plan_import(folder / one["book"], load("ine-estados"), election, sheets=[one["sheet"]])
    importing.write(plan)
    return plan.report()


def _accounted(election: Election, one: dict[str, Any], folder: Path) -> int:
    report = _written(election, one, folder)
    put = sum(one["kinds"].values())
    assert report["rows"] == one["rows"], (one, report["rows"])
    assert report["refused"] == 0 and report["doubtful"] == put, (one, report["doubtful"], report["items"][:5])
    assert report["created"] == one["rows"] - put == Candidacy.objects.of_election(election).count()
    assert HeldRow.objects.filter(election=election).count() == put - one["kinds"].get("emblems", 0) // 2
    return put
