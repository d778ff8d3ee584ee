"""The calendar of deliverables as a calendar file, for whoever keeps an agenda."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from conoceles.elections.models import Election
from conoceles.lib.ics import calendar_bytes, escaped
from conoceles.reports.models import Deliverable


def calendar_file(election: Election, rows: Iterable[Deliverable]) -> bytes:
    """Return a whole-day event for each day on which something must be done or sent; what does not apply has none."""
    stamp = timezone.now().strftime("%Y%m%dT%H%M%SZ")
    events = [
        event
        for row in rows
        if not row.not_needed
        for event in (
            _event(election, row, "hacer", row.do_by, f"Hacer: {row.title}", stamp),
            _event(election, row, "remitir", row.send_until, f"Remitir al INE: {row.title}", stamp),
        )
    ]
    return calendar_bytes(f"Entregables al INE, {election}", events)


def _event(election: Election, row: Deliverable, what: str, day: date, title: str, stamp: str) -> list[str]:
    return [
        f"UID:{election.slug}-{row.pk}-{what}@conoceles",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"SUMMARY:{escaped(title)}",
        f"DESCRIPTION:{escaped(str(row.state.label).capitalize())}",
        "TRANSP:TRANSPARENT",
    ]
