"""A builder that is really frozen, one that is really killed: what is said of it, and that it comes back."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from conoceles.config.watch.publishing import STOPPED
from tests.config.services import free, manage
from tests.config.test_every_variable import ask, served, written
from tests.waiting import until

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.environ.get("CONOCELES_DATABASE", "") != "", reason="it is the same with any database"),
]


def builder_of(pid):
    """Return the process below another that builds the site; 0 for none."""
    children = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    found = [line.split()[0] for line in children.stdout.splitlines() if "build_site --watch" in line]
    return int(found[0]) if found else 0


def state(data):
    """Return what doctor says of the builder: «well», «wrong»."""
    facts = json.loads(manage(data, "doctor", "--json").stdout)
    return next(fact["state"] for fact in facts if fact["name"] == "builder")


def grow_old(sign):
    moment = time.time() - STOPPED - 30
    os.utime(sign, (moment, moment))


def test_a_builder_that_is_frozen_is_said_and_one_that_is_killed_comes_back(tmp_path):
    data, port, log = tmp_path / "datos", free(), tmp_path / "log"
    file = written(tmp_path / "conoceles.env", DATA=data, HOSTS="127.0.0.1")
    with served(file, log, port, host="127.0.0.1") as server:
        pid = until(lambda: builder_of(server.pid), pid=server.pid, log=log, said="The builder")
        sign = data / "build" / "alive"
        until(sign.exists, pid=server.pid, log=log, said="Its sign")
        grow_old(sign)
        until(lambda: time.time() - sign.stat().st_mtime < STOPPED, pid=server.pid, log=log, said="A new sign")
        well = state(data)
        os.kill(pid, signal.SIGSTOP)
        try:
            until(lambda: "T" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0], said="Frozen")
            grow_old(sign)
            assert state(data) != well, "its sign grows old, and nobody else gives it"
            assert ask(port, "/salud/viva/", host="127.0.0.1")[0] == 200, "what was built is read meanwhile"
        finally:
            os.kill(pid, signal.SIGCONT)
        until(lambda: state(data) == well, said="It works again")
        os.kill(pid, signal.SIGKILL)
        other = until(lambda: builder_of(server.pid) not in (0, pid), pid=server.pid, log=log, said="Another builder")
        assert other and "Terminó «build_site» (-9)" in log.read_text(encoding="utf-8", errors="replace")
        until(lambda: state(data) == well, said="The other works")
