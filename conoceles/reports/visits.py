"""Keeping how many visits there were: the logs from which they are counted are thrown away some day."""

from datetime import date

from django.conf import settings

from conoceles.elections.models import Election
from conoceles.reports.models import DayVisits
from conoceles.site.language import languages
from conoceles.site.visits import counted, lines_of, logs

# Logs that nothing was written to for so long were read before.
READ = 5 * 86_400.0


def keep(election: Election, today: date, now: float) -> int:
    """Keep the visits of the days that are over and are still in the logs, and return of how many days they changed.

    A log that was rotated in between never makes a count smaller. Raises OSError for one that may not be read.
    """
    found = counted(lines_of(logs(settings.VISITS_LOGS, now - READ)), languages()[1:])
    changed = set()
    for (day, slug, kind), visits in found.items():
        if slug != election.slug or day >= today.isoformat():
            continue
        row, made = DayVisits.objects.get_or_create(election=election, day=day, kind=kind, defaults={"visits": visits})
        if not made and row.visits < visits:
            row.visits, made = visits, True
            row.save(update_fields=["visits"])
        if made:
            changed.add(day)
    return len(changed)
