"""What happens to a deliverable: it is done, it is sent with a letter, its receipt comes."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from conoceles.audit.acts import record
from conoceles.reports.models import Correspondence, Deliverable


def save(row: Deliverable, *, by: str) -> None:
    """Save a deliverable as a form left it: once it is done, the days to send it count from then.

    Raises ValidationError.
    """
    with transaction.atomic():
        row.send_until = row.done_on + timedelta(days=row.term_days) if row.done_on else row.send_by
        row.full_clean()
        row.save()
        _recorded(row, by)


def send(rows: Iterable[Deliverable], letter: Correspondence, day: date, *, by: str) -> int:
    """Write that a letter took some deliverables with it on a day, and return how many; those that were sent stay.

    What nobody had marked as done was done that day. Raises ValidationError.
    """
    sent = 0
    with transaction.atomic():
        for row in Deliverable.objects.select_for_update().filter(pk__in=[one.pk for one in rows]):
            if row.sent_on is not None:
                continue
            row.done_on = row.done_on or day
            row.sent_on, row.letter = day, letter
            save(row, by=by)
            sent += 1
    return sent


def follow(letter: Correspondence, chosen: Iterable[Deliverable], *, by: str) -> None:
    """Make what a letter took with it agree with the letter as it was written last: which they are, when they were
    sent, and its receipt. Raises ValidationError."""
    keys = {row.pk for row in chosen}
    with transaction.atomic():
        for row in Deliverable.objects.select_for_update().filter(letter=letter):
            if row.pk not in keys:
                row.letter = row.sent_on = row.acknowledged_on = None
                save(row, by=by)
            elif (row.sent_on, row.acknowledged_on) != (letter.date, letter.acknowledged_on):
                row.sent_on, row.acknowledged_on = letter.date, letter.acknowledged_on
                row.done_on = min(row.done_on or letter.date, letter.date)
                save(row, by=by)


def acknowledge(letter: Correspondence, *, by: str) -> None:
    """Give the receipt of a letter to everything that went with it."""
    for row in Deliverable.objects.filter(letter=letter, sent_on__isnull=False):
        if row.acknowledged_on != letter.acknowledged_on:
            row.acknowledged_on = letter.acknowledged_on
            save(row, by=by)


def _recorded(row: Deliverable, by: str) -> None:
    record(
        "deliverable-changed",
        by=by,
        election=row.election.slug,
        thing=f"deliverable {row.pk}",
        change=str(row.state.label),
        number=row.letter.number if row.letter else "",
    )
