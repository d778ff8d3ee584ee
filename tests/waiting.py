"""Waiting for what another process does, however slow the machine: no deadline, but an end where nothing moves."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")
# Nothing of a server moved for so long, in seconds: it will not do what is waited for.
STILL = 90.0
# How long a browser, or a process that was told to end, may take before something is surely wrong: on a machine that is
# twenty times as busy, everything takes twenty times as long.
LONG = 300.0


def until(done: Callable[[], Found], *, pid: int = 0, log: Path | None = None, said: str = "") -> Found:
    """Return what `done` gives, once it gives something.

    As long as the processes below `pid` work, or the log grows, it is only slow. Fails with the end of the log where
    the process ended or all of it stood still.
    """
    last, at = -1.0, time.monotonic()
    while not (found := _asked(done)):
        moved = _worked(pid) + (log.stat().st_size if log and log.exists() else 0)
        if moved != last:
            last, at = moved, time.monotonic()
        if time.monotonic() - at > STILL or (pid and not Path(f"/proc/{pid}").exists()):
            text = log.read_text(errors="replace")[-3000:] if log and log.exists() else ""
            raise AssertionError(f"{said or 'It'} never came, and nothing moves.\n{text}")
        time.sleep(0.1)
    return found


def _asked(done: Callable[[], Found]) -> Found | None:
    try:
        return done()
    except OSError:
        return None


def _worked(pid: int) -> float:
    """Return how much processor time a process and those below it have used; of the whole machine where none is
    named."""
    if not pid:
        return 0.0
    parents, used = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parts = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(folder.name)], used[int(folder.name)] = int(parts[1]), int(parts[11]) + int(parts[12])
    return float(sum(used[one] for one in used if _is_below(one, pid, parents)))


def _is_below(one: int, pid: int, parents: dict[int, int]) -> bool:
    while one > 1:
        if one == pid:
            return True
        one = parents.get(one, 0)
    return False
