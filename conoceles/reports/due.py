"""What time causes in this room."""

from datetime import datetime

from conoceles.elections.models import Election
from conoceles.lib.dates import local_date
from conoceles.reports import tally
from conoceles.reports.year import noticing, raising, reminding


def every_minute(at: datetime) -> list[str]:
    """Raise what the acts of each election owe the INE; count how far everybody is."""
    said = []
    for election in Election.objects.filter(practice=False).select_related("institute"):
        tally.keep(election, at)
        if raised := raising.follow(election):
            said.append(f"{election.slug}: {raised} entregables nacieron de lo que se hizo.")
    return said


def once_a_day(at: datetime) -> list[str]:
    """Propose as activities what was done; mail what is due and what is late."""
    said = []
    for election in Election.objects.filter(practice=False).select_related("institute"):
        today = local_date(at, election.zone)
        if seen := noticing.notice(election, today):
            said.append(f"{election.slug}: {seen} actividades esperan el visto bueno para el informe.")
        if told := reminding.remind(election, today):
            said.append(f"{election.slug}: lo que vence se recordó a {told} personas.")
    return said
