"""What time causes, as each room says it (`due.py`): every part is safe to run again."""

import logging
from datetime import datetime

from django.utils import timezone

from conoceles.config import integrity
from conoceles.config.rooms import each
from conoceles.config.sweep import sweep
from conoceles.lib import clock, doing, signs

log = logging.getLogger(__name__)
DAILY = 24 * 60 * 60


def every_minute(at: datetime) -> list[str]:
    """Do what cannot wait, the lowest room first, and return a sentence for each thing that was done; [] for nothing.

    While a person must say that the clock is right, nothing is: no term runs out by a wrong hour.
    """
    signs.touch(signs.TICK)
    if said := clock.trouble():
        return [said]
    clock.beat(begin=True)
    wrong = integrity.keep()
    for said in wrong:
        log.error(said)
    rooms = [room for room in each("due") if hasattr(room, "every_minute")]
    return wrong + [sentence for room in reversed(rooms) for sentence in room.every_minute(at)]


def once_a_day() -> list[str]:
    """Do what a day brings, throw away the files that nobody names, and say how much."""
    if clock.trouble():
        return []
    at = timezone.now()
    doing.sweep()
    rooms = [room for room in each("due") if hasattr(room, "once_a_day")]
    wrong = list(integrity.verify())
    for said in wrong:
        log.error(said)
    return wrong + [sentence for room in rooms for sentence in room.once_a_day(at)] + [f"Archivos borrados: {sweep()}."]
