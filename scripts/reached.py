"""A plugin of pytest that notes which test reaches which line of some modules, and how long each test takes.

`pytest -p scripts.reached` writes into the folder REACHED_TO: the lines as a coverage file, whose contexts are the
tests, and the seconds of each as JSON; a file of each for every process that runs tests.
"""

import json
import os
from pathlib import Path
from typing import Any

import coverage
import pytest


class Noting:
    """Follows one process from its first test to its last."""

    def __init__(self, folder: Path) -> None:
        self.seconds: dict[str, float] = {}
        self.folder = folder
        self.lines = coverage.Coverage(
            data_file=str(folder / "lines"),
            data_suffix=True,
            include=os.environ["REACHED_IN"].split(":"),
            config_file=False,
        )
        self.lines.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        self.lines.switch_context(item.nodeid)
        done = yield
        self.lines.switch_context("")
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration

    def pytest_sessionfinish(self) -> None:
        self.lines.stop()
        self.lines.save()
        (self.folder / f"seconds-{os.getpid()}.json").write_text(json.dumps(self.seconds), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    # With several workers, whoever only hands out tests runs none.
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        config.pluginmanager.register(Noting(Path(os.environ["REACHED_TO"])))
