"""Waiting for what another process does, however slow the machine: no deadline, but an end where nothing moves."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")
# Nothing of a server moved for so long, in seconds: it will not do what is waited for. One that only looks now and then
# whether there is work moves less than this share of a processor.
STILL, IDLE = 90.0, 0.06
# Whoever moves so long without doing it never will.
EVER = 1200.0
# How long a browser, or a process that was told to end, may take before something is surely wrong: on a machine that is
# twenty times as busy, everything takes twenty times as long.
LONG = 300.0


def until(done: Callable[[], Found], *, pid: int = 0, log: Path | None = None, said: str = "") -> Found:
    """Return what `done` gives, once it gives something.

    As long as the processes below `pid` work, or the log grows, it is only slow. Fails with the end of the log where
    the process ended or all of it stood still.
    """
    began = at = time.monotonic()
    size, used = _size(log), _worked(pid)
    while not (found := _asked(done)):
        now, worked = time.monotonic(), _worked(pid)
        if _size(log) != size or worked - used > IDLE * (now - at) + 1:
            size, used, at = _size(log), worked, now
        if now - at > STILL or now - began > EVER or (pid and not Path(f"/proc/{pid}").exists()):
            text = log.read_text(errors="replace")[-3000:] if log and log.exists() else ""
            raise AssertionError(f"{said or 'It'} never came, and nothing moves.\n{text}")
        time.sleep(0.1)
    return found


def _asked(done: Callable[[], Found]) -> Found | None:
    try:
        return done()
    except OSError:
        return None


def _size(log: Path | None) -> int:
    return log.stat().st_size if log and log.exists() else 0


def _worked(pid: int) -> float:
    """Return how many seconds a process and those below it have worked, or waited for a processor that others had: on a
    busy machine that is nearly all that they do. 0 where none is named."""
    if not pid:
        return 0.0
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    return sum(_ran(one) for one in parents if _is_below(one, pid, parents))


def _ran(pid: int) -> float:
    """Return the seconds that the threads of a process ran, and waited to run (`/proc/PID/task/TID/schedstat`)."""
    total = 0
    for file in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            ran, waited, _turns = file.read_text().split()
        except (OSError, ValueError):
            continue
        total += int(ran) + int(waited)
    return total / 1e9


def _is_below(one: int, pid: int, parents: dict[int, int]) -> bool:
    while one > 1:
        if one == pid:
            return True
        one = parents.get(one, 0)
    return False
