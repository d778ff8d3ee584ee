"""What is due and what is late, by mail to whoever sends it: once before its day, and each week that it is late."""

import logging
from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import Q

from conoceles.accounts.models import User
from conoceles.elections.models import Election, Grant, Role
from conoceles.lib.automatic_mail import automatic, send_each
from conoceles.lib.dates import long_date
from conoceles.reports.models import Deliverable

BEFORE, AGAIN = timedelta(days=3), timedelta(days=7)
log = logging.getLogger(__name__)


def remind(election: Election, day: date) -> int:
    """Mail what is due within three days or late, and was not mailed this week; return to how many accounts.

    It goes to liaison and coordination, and to the area that is responsible. A mail server that fails is tried
    tomorrow.
    """
    rows = Deliverable.objects.of_election(election).select_related("unit")
    fresh = Q(reminded_on__isnull=True) | Q(reminded_on__lte=day - AGAIN)
    chosen = [*rows.overdue(day).filter(fresh), *rows.upcoming(day, day + BEFORE).filter(fresh)]
    addresses = {*_staff(election), *(row.unit.email for row in chosen if row.unit and row.unit.email)}
    if not chosen or not addresses:
        return 0
    connection = get_connection()
    try:
        connection.open()
        subject, text, whose = _subject(chosen, day), _text(election, chosen, day), election.institute
        told = send_each(
            automatic(subject, text, address, whose=whose, connection=connection) for address in sorted(addresses)
        )
    except OSError:
        log.exception("What is due could not be mailed.")
        return 0
    finally:
        connection.close()
    if not told:
        return 0
    Deliverable.objects.filter(pk__in=[row.pk for row in chosen]).update(reminded_on=day)
    return told


def _staff(election: Election) -> Iterable[str]:
    held = Grant.objects.open().filter(role__in=(Role.LIAISON, Role.COORDINATION), user__is_active=True)
    users = held.filter(Q(election=election) | Q(election__isnull=True)).values("user")
    return User.objects.filter(pk__in=users).exclude(email="").values_list("email", flat=True)


def _subject(rows: list[Deliverable], day: date) -> str:
    late = sum(row.is_late(day) for row in rows)
    if late:
        return f"Conóceles: {late} {'entregable vencido' if late == 1 else 'entregables vencidos'}"
    return f"Conóceles: {len(rows)} por entregar al INE en estos días"


def _text(election: Election, rows: list[Deliverable], day: date) -> str:
    lines = [f"- {row.title}: {_when(row, day)}" for row in rows]
    where = f"{settings.WORKSHOP_ADDRESS}/registro/{election.slug}/entregables/"
    return (
        f"{election.name}.\n\n" + "\n".join(lines) + f"\n\nCon qué oficio se remitió y su acuse se anotan en {where}\n"
    )


def _when(row: Deliverable, day: date) -> str:
    what = "remitir" if row.done_on else "hacer"
    verb = "debió" if row.due_on < day else "se debe"
    return f"{verb} {what} a más tardar el {long_date(row.due_on)}"
