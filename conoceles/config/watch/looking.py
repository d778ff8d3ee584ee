"""Looking at everything that is watched, what costs much only now and then."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.db import DatabaseError
from redis.exceptions import RedisError

from conoceles.config.watch import keeping, machine, publishing, sender
from conoceles.config.watch.facts import Fact, State
from conoceles.lib.disk import is_unprepared

log = logging.getLogger(__name__)
# How what is looked at may fail.
FAILS = (DatabaseError, sqlite3.Error, RedisError, OSError, ValueError, LookupError, RuntimeError)
Look = Callable[[], Fact | Iterable[Fact] | None]
# How long what costs much is believed, in seconds.
OFTEN, SELDOM = 10.0, 900.0
ALWAYS: tuple[Look, ...] = (
    publishing.built,
    publishing.published,
    publishing.builder,
    machine.disk,
    publishing.history,
    publishing.hour,
    publishing.follower,
    machine.setting,
    machine.stopped,
    machine.load,
)
OF_WORKSHOP: tuple[Look, ...] = (
    publishing.tick,
    keeping.mails,
    keeping.backup,
    keeping.jobs,
    keeping.store,
    machine.counter,
)
COSTLY: tuple[Look, ...] = (machine.certificate,)
COSTLY_OF_WORKSHOP: tuple[Look, ...] = (keeping.keys, keeping.media, sender.sender)
_costly: list[tuple[float, list[Fact]]] = []
_serving: list[tuple[float, list[Fact]]] = []
_turn = threading.Lock()


def look(*, fresh: bool = False) -> list[Fact]:
    """Return every fact, the worst first. What costs much is looked at again every quarter of an hour, or now when it
    must be `fresh`."""
    first = publishing.database()
    if first.state != State.WELL:
        return [first, *_each((machine.disk, machine.setting, machine.stopped))]
    looks = (*ALWAYS, *OF_WORKSHOP) if settings.WORKSHOP else ALWAYS
    found = [first, *_each(looks), *_remembered(_costly, SELDOM, fresh, _all_costly)]
    return sorted(found, key=lambda fact: -fact.state)


def serving() -> list[Fact]:
    """Return the facts on which it depends whether visitors are answered; cheap, and as of some seconds ago at most."""
    with _turn:
        return _remembered(_serving, OFTEN, False, lambda: [publishing.database(), publishing.built()])


def ready(facts: Iterable[Fact]) -> bool:
    """Return whether visitors are answered as they should be."""
    return not any(fact.serving and fact.state == State.WRONG for fact in facts)


def _all_costly() -> list[Fact]:
    if settings.WORKSHOP:
        return list(_each((*COSTLY, *COSTLY_OF_WORKSHOP)))
    # A node that has its files from a store says which did not come.
    return list(_each((*COSTLY, keeping.media) if settings.STORE else COSTLY))


def _remembered(
    kept: list[tuple[float, list[Fact]]], most: float, fresh: bool, find: Callable[[], list[Fact]]
) -> list[Fact]:
    now = time.monotonic()
    if fresh or not kept or now - kept[0][0] > most:
        kept[:] = [(now, find())]
    return kept[0][1]


def _each(looks: Iterable[Look]) -> Iterator[Fact]:
    for one in looks:
        try:
            found = one()
            yield from [found] if isinstance(found, Fact) else found or ()
        except FAILS as error:
            if is_unprepared(error):
                raise
            # What cannot be looked at is itself a fact: one that fails hides no other.
            log.exception("A fact could not be looked at.")
            name = f"look-{one.__name__}"
            yield Fact(
                name,
                f"Comprobación ({one.__name__})",
                State.WRONG,
                f"No se pudo comprobar ({type(error).__name__}).",
                "Lea la bitácora.",
            )
