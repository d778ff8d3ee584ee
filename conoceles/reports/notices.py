"""Notices to those whose questionnaire is missing or incomplete: sent in batches, received, and repeated when their day
comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.core.mail import get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.capture.party.dashboard import Line, lines
from conoceles.elections.asking import note_asked
from conoceles.elections.letters import institute_values
from conoceles.elections.models import Candidacy, Election, Grant, Role
from conoceles.lib.automatic_mail import automatic
from conoceles.lib.dates import local_date, long_date
from conoceles.lib.paper import make_pdf
from conoceles.profiles.mailbox import note_notices
from conoceles.profiles.models import Answer, State
from conoceles.reports.models import Notice

TEMPLATE = Path(__file__).parent / "paper" / "notices.typ"
BATCH = 300


@dataclass
class Sent:
    """What a batch did: notices by mail and by letter, the letters as one PDF (None when there is none), mails that
    failed."""

    mailed: int
    letters: int
    pdf: bytes | None
    failed: list[int]


def pending(election: Election, only: Iterable[int] | None = None) -> list[Line]:
    """Return a line for each candidacy, or each of some, that has not submitted everything, in the order of contests.

    What came by an official list counts as answered.
    """
    rows = Candidacy.objects.of_election(election).registered().filter(office__answers=True).with_register()
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    everyone = lines(
        list(rows.select_related("election").order_by("ticket__contest__name", "ticket__party__order", "pk")), election
    )
    by_list = set(
        Answer.objects.filter(
            profile__candidacy__election=election, profile__sections__isnull=True, listed__gt="", by=""
        ).values_list("profile__candidacy", flat=True)
    )
    waits = (State.EMPTY, State.DRAFT, State.OBSERVED)
    return [line for line in everyone if line.state in waits and line.candidacy.pk not in by_list]


def due(election: Election, day: date) -> list[Notice]:
    """Return the last notice of each candidacy that is to be reminded by a day and has not submitted yet."""
    last: dict[int, Notice] = {}
    for notice in (
        Notice.objects.filter(candidacy__election=election).select_related("candidacy__person").order_by("sent_at")
    ):
        last[notice.candidacy_id] = notice
    asked = {pk: notice for pk, notice in last.items() if notice.remind_on and notice.remind_on <= day}
    waiting = {line.candidacy.pk for line in pending(election, asked)} if asked else set()
    return [notice for pk, notice in asked.items() if pk in waiting]


def send(
    chosen: list[Line], election: Election, *, term: date, remind_on: date | None, number: str, address: str, by: str
) -> Sent:
    """Notify each candidacy: by mail where its account has one, by letter otherwise; record what each was told it
    misses."""
    rows = Grant.objects.open().filter(candidacy__in=[line.candidacy.pk for line in chosen], role=Role.CANDIDATE)
    mails = {grant.candidacy_id: grant.user.email for grant in rows.select_related("user") if grant.user.email}
    by_mail = [line for line in chosen if line.candidacy.pk in mails]
    failed = _mail(by_mail, mails, election, term, address)
    letters = [line for line in chosen if line.candidacy.pk not in mails or line.candidacy.pk in failed]
    now = timezone.now()
    with transaction.atomic():
        for line in chosen:
            Notice.objects.create(
                candidacy=line.candidacy,
                kind=_kind(line),
                channel=Notice.Channel.LETTER if line in letters else Notice.Channel.MAIL,
                missing=line.missing,
                number=number,
                sent_at=now,
                sent_by=by,
                term=term,
                remind_on=remind_on,
            )
        note_notices([line.candidacy for line in chosen], term)
        note_asked([line.candidacy for line in chosen], local_date(now))
        record(
            "notices-sent",
            by=by,
            election=election.slug,
            mailed=len(chosen) - len(letters),
            letters=len(letters),
            term=term.isoformat(),
        )
    return Sent(
        len(chosen) - len(letters), len(letters), _pdf(letters, election, term, number) if letters else None, failed
    )


def _kind(line: Line) -> str:
    if line.state == State.OBSERVED:
        return Notice.Kind.OBSERVED
    return Notice.Kind.INCOMPLETE if line.entered else Notice.Kind.MISSING


def receive(notice: Notice, *, received_by: str, by: str) -> None:
    """Record that a notice was received, and by whom."""
    with transaction.atomic():
        notice.received_at, notice.received_by = timezone.now(), received_by
        notice.full_clean()
        notice.save(update_fields=["received_at", "received_by"])
        candidacy = notice.candidacy
        record(
            "notice-received",
            by=by,
            election=candidacy.election.slug,
            thing=f"candidacy {candidacy.key}",
            notice=notice.pk,
        )


def default_term(election: Election) -> date:
    """Return three days from today, or the closing of capture when that comes first."""
    today = local_date(timezone.now())
    soon = today + timedelta(days=3)
    closing = local_date(election.capture_closes) if election.capture_closes else soon
    return min(soon, closing) if closing > today else soon


def _mail(chosen: list[Line], mails: dict[int | None, str], election: Election, term: date, address: str) -> list[int]:
    """Send one mail each and return the candidacies to which it could not be sent."""
    failed: list[int] = []
    if not chosen:
        return failed
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        return [line.candidacy.pk for line in chosen]
    for line in chosen:
        values = {
            "line": line,
            "election": election,
            "term": long_date(term),
            "address": address,
            "help_desk": election.institute.help_desk,
        }
        subject = (
            f"Conóceles: {'falta responder su cuestionario' if not line.entered else 'su cuestionario está incompleto'}"
        )
        message = automatic(
            subject,
            render_to_string("reports/mail/notice.txt", values),
            mails[line.candidacy.pk],
            reply_to=[election.institute.email] if election.institute.email else None,
            connection=connection,
        )
        try:
            message.send()
        except OSError:
            failed.append(line.candidacy.pk)
    connection.close()
    return failed


def _pdf(chosen: list[Line], election: Election, term: date, number: str) -> bytes:
    return make_pdf(
        TEMPLATE,
        {
            "institute": institute_values(election.institute),
            "election": election.name,
            "date": long_date(local_date(timezone.now())),
            "number": number,
            "term": long_date(term),
            "help_desk": election.institute.help_desk,
            "signer": election.institute.signer,
            "letters": [
                {
                    "name": line.candidacy.person.name,
                    "what": f"{line.candidacy.office.name}, {line.candidacy.ticket.contest.area.name}",
                    "party": line.candidacy.ticket.party.name,
                    "entered": line.entered,
                    "missing": line.missing,
                }
                for line in chosen
            ],
        },
    )
