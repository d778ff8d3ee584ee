"""A plugin of pytest that notes which test reaches which line of some modules, and how long each test takes.

`pytest -p scripts.reached` writes into the folder REACHED_TO: the lines as a coverage file, whose contexts are the
tests and the sceneries on which they stand, and as JSON the seconds of each test and the tests of each scenery; a file
of each for every process that runs tests.
"""

import json
import os
from pathlib import Path
from typing import Any

import coverage
import pytest

from tests.scenery import Make, Stage, wanted


class Noting:
    """Follows one process from its first test to its last."""

    def __init__(self, folder: Path) -> None:
        self.seconds: dict[str, float] = {}
        self.standing: dict[str, list[str]] = {}
        self.folder = folder
        self.lines = coverage.Coverage(
            data_file=str(folder / "lines"),
            data_suffix=True,
            include=os.environ["REACHED_IN"].split(":"),
            config_file=False,
        )
        self.lines.start()
        self._name_what_sceneries_reach()

    def _name_what_sceneries_reach(self) -> None:
        """A scenery is made once, during the test that is first to ask for it: what it reaches, all of them do."""
        add = Stage._add

        def named(stage: Stage, make: Make, below: list[Make]) -> None:
            self.lines.switch_context(_name(make))
            try:
                add(stage, make, below)
            finally:
                self.lines.switch_context(self.test)

        Stage._add = named  # type: ignore[method-assign]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        self.test = item.nodeid
        self.lines.switch_context(self.test)
        for make, _below in wanted(item) if isinstance(item, pytest.Function) else ():
            self.standing.setdefault(_name(make), []).append(item.nodeid)
        done = yield
        self.lines.switch_context("")
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration

    def pytest_sessionfinish(self) -> None:
        self.lines.stop()
        self.lines.save()
        for name, found in (("seconds", self.seconds), ("sceneries", self.standing)):
            (self.folder / f"{name}-{os.getpid()}.json").write_text(json.dumps(found), encoding="utf-8")


def _name(make: Make) -> str:
    return f"scenery {make.__module__}.{make.__qualname__}"


def pytest_configure(config: pytest.Config) -> None:
    # With several workers, whoever only hands out tests runs none.
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        config.pluginmanager.register(Noting(Path(os.environ["REACHED_TO"])))
