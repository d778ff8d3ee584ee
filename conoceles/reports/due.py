"""What time causes in this room."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from conoceles.elections.models import Election
from conoceles.lib.dates import local_date
from conoceles.reports import notices, tally, visits
from conoceles.reports.publishing import publish_allies
from conoceles.reports.year import noticing, raising, reminding

YEAR = timedelta(days=365)
# Acts on many of this room, which the clock goes on with.
ACTS_ON_MANY = (notices.NOTIFY,)
log = logging.getLogger(__name__)


def every_minute(at: datetime) -> list[str]:
    """Raise what the acts of each election owe the INE; count how far everybody is; publish its allies."""
    return list(_each(_minute, at))


def once_a_day(at: datetime) -> list[str]:
    """Propose as activities what was done; mail what is due and what is late."""
    return list(_each(_day, at))


def _each(act: Callable[[Election, datetime], Iterator[str]], at: datetime) -> Iterator[str]:
    """Yield what was done in each election whose year is not over; what fails in one is logged, and stops no other."""
    for election in Election.objects.filter(practice=False, polls_close__gt=at - YEAR).select_related("institute"):
        try:
            yield from act(election, at)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            log.exception("What time causes failed in %s.", election.slug)


def _minute(election: Election, at: datetime) -> Iterator[str]:
    tally.keep(election, at)
    publish_allies(election)
    if raised := raising.follow(election):
        yield f"{election.slug}: {raised} entregables nacieron de lo que se hizo."


def _day(election: Election, at: datetime) -> Iterator[str]:
    today = local_date(at, election.zone)
    if seen := noticing.notice(election, today):
        yield f"{election.slug}: {seen} actividades esperan el visto bueno para el informe."
    try:
        if kept := visits.keep(election, today, at.timestamp()):
            yield f"{election.slug}: visitas contadas de {kept} días."
    except OSError:
        log.warning("The logs of visits may not be read: see CONOCELES_VISITS.")
    if told := reminding.remind(election, today):
        yield f"{election.slug}: lo que vence se recordó a {told} personas."
