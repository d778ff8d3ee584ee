"""Turns for heavy work: as many at a time as the server has processors, one at a time for each account, and whoever
finds too many waiting is told so at once, so that other visitors never wait for them."""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

from conoceles.lib.limited import BadFile
from conoceles.lib.locks import first_free

# Of the threads of a process that answer visitors (`serve`: eight), how many may work or wait here, in all and for one
# account.
IN_A_PROCESS, OF_AN_ACCOUNT = 4, 2
PATIENCE = 25.0
# The account that asks, "" where nobody does (a command).
asker: ContextVar[str] = ContextVar("asker", default="")

_here: Counter[str] = Counter()
_door = threading.Lock()


class Busy(BadFile):
    """Too many files are being made; the same one can be sent again in a while."""


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn and keep it. Raises Busy where too many wait, or the turn does not come."""
    who = asker.get()
    until = time.monotonic() + PATIENCE
    with ExitStack() as held:
        if who:
            held.enter_context(_admitted(who))
            held.enter_context(_held([f"account-{who}"], until, MINE))
        slots = [f"slot-{number}" for number in range(os.cpu_count() or 1)]
        held.enter_context(_held(slots, until if who else float("inf"), OTHERS))
        yield


MINE = "Otro archivo suyo se está preparando: espere a que termine y súbalo otra vez. Lo demás quedó guardado."
OTHERS = (
    "El servidor está preparando archivos de otras personas: súbalo otra vez en un minuto. Lo demás quedó guardado."
)


@contextmanager
def _admitted(who: str) -> Iterator[None]:
    """Count whoever is in; raise Busy where no more fit."""
    with _door:
        if _here[who] >= OF_AN_ACCOUNT:
            raise Busy(MINE)
        if _here.total() >= IN_A_PROCESS:
            raise Busy(OTHERS)
        _here[who] += 1
    try:
        yield
    finally:
        with _door:
            _here.subtract([who])
            if not _here[who]:
                del _here[who]


@contextmanager
def _held(names: list[str], until: float, sentence: str) -> Iterator[None]:
    with first_free(names, until) as held:
        if not held:
            raise Busy(sentence)
        yield
