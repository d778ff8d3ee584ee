"""Sceneries: what many tests start from, made once and found by each test as it was made.

A scenery is a function that writes rows and files and returns what tests name of them; its arguments are sceneries it
stands on. It is made in a transaction of its own, above those it stands on and below that of the test, which finds a
copy of what it returned and of its files; what the test changes is rolled back. The next test that asks for the same
sceneries finds them standing. Where a test needs a database that several threads write, they are made for it alone.
"""

import copy
import inspect
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

Make = Callable[..., Any]


def folders(root: Path) -> dict[str, Path]:
    """Return the settings that keep everything written to files under a folder."""
    return {
        "BUILD_DIR": root / "build",
        "STATIC_ROOT": root / "build" / "site" / "activos",
        "MEDIA_ROOT": root / "media",
        "WITNESS_DIR": root / "witness",
        "SIGNS_DIR": root / "signs",
    }


@dataclass
class Level:
    """A scenery that stands: what all up to it returned, its files and the transaction it is in."""

    make: Make
    values: dict[Make, Any]
    files: Path
    transaction: transaction.Atomic


class Stage:
    """The sceneries that stand in this process, each on those before it."""

    def __init__(self, files: Path) -> None:
        self.files = files
        self.levels: list[Level] = []
        self.values: dict[Make, Any] = {}
        self.made = 0

    def hold(self, wanted: list[tuple[Make, list[Make]]], files: Path) -> None:
        """Leave exactly these sceneries standing, in this order, each with those it stands on; their files copied to a
        folder and their values to `values`."""
        kept = 0
        if transaction.get_connection().closed_in_transaction:
            self.clear()
        while kept < min(len(wanted), len(self.levels)) and self.levels[kept].make is wanted[kept][0]:
            kept += 1
        self.clear(kept)
        for make, below in wanted[kept:]:
            self._add(make, below)
        self.values = copy.deepcopy(self.levels[-1].values) if self.levels else {}
        if self.levels:
            shutil.copytree(self.levels[-1].files, files, dirs_exist_ok=True)

    def clear(self, kept: int = 0) -> None:
        """Roll back all sceneries above the first `kept`."""
        while len(self.levels) > kept:
            level = self.levels.pop()
            transaction.set_rollback(True)
            level.transaction.__exit__(None, None, None)
            shutil.rmtree(level.files)
        self.values = {}

    def _add(self, make: Make, below: list[Make]) -> None:
        self.made += 1
        files = self.files / str(self.made)
        if self.levels:
            shutil.copytree(self.levels[-1].files, files)
        else:
            files.mkdir(parents=True)
        values = copy.deepcopy(self.levels[-1].values) if self.levels else {}
        own = transaction.atomic()
        # As Django's own test cases do: what asks to be the outermost transaction may be made here.
        own._from_testcase = True  # type: ignore[attr-defined]
        own.__enter__()
        try:
            with override_settings(**folders(files)):
                values[make] = make(*(values[one] for one in below))
        except BaseException:
            transaction.set_rollback(True)
            own.__exit__(None, None, None)
            raise
        self.levels.append(Level(make, values, files, own))


def scenery(make: Make) -> Any:
    """Make a fixture of a function whose arguments are sceneries."""
    below = list(inspect.signature(make).parameters)

    def standing(the_stage: Stage, db: None, **given: Any) -> Any:
        if make in the_stage.values:
            return the_stage.values[make]
        return make(*(given[name] for name in below))

    standing.__name__, standing.__doc__, standing.__module__ = make.__name__, make.__doc__, make.__module__
    keyword = inspect.Parameter.KEYWORD_ONLY
    standing.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, keyword) for name in ("the_stage", "db", *below)]
    )
    standing.scenery = make  # type: ignore[attr-defined]
    return pytest.fixture(standing)


def wanted(item: pytest.Function) -> list[tuple[Make, list[Make]]]:
    """Return the sceneries that a test asks for, each after those it stands on."""
    found: dict[Make, list[Make]] = {}
    fixtures = item._fixtureinfo.name2fixturedefs

    def visit(name: str) -> Make:
        function = fixtures[name][-1].func
        make = function.scenery
        if make not in found:
            found[make] = [visit(one) for one in inspect.signature(make).parameters]
            found[make] = found.pop(make)
        return make

    for name in item.fixturenames:
        if name in fixtures and hasattr(fixtures[name][-1].func, "scenery"):
            visit(name)
    return list(found.items())
