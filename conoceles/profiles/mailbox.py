"""Telling candidacies and parties: a message in the mailbox at once, and a mail as each account prefers."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from email.utils import make_msgid
from smtplib import SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.elections.models import Candidacy, Grant, Party, Role
from conoceles.lib.dates import MEXICO, long_date
from conoceles.profiles.models import Delivery, Message

# What each kind says to a candidacy, and to a party of several of its candidacies.
WORDS = {
    Message.Kind.APPROVED: (
        "El Instituto validó su cuestionario",
        "Lo que entregó ya está validado. Se publicará en la fecha que marca el calendario; le avisaremos.",
        "El Instituto validó el cuestionario de",
    ),
    Message.Kind.PUBLISHED: (
        "Su información ya es pública",
        "Lo que el Instituto validó ya se lee en el sitio.",
        "Ya es pública la información de",
    ),
}
DAILY_AT = time(7)
NAMED = 60


def tell_candidacies(candidacies: Iterable[Candidacy], kind: str) -> None:
    """Tell many candidacies the same in one act, and each of their parties once, naming them. Practices are told nothing."""
    chosen = [one for one in candidacies if not one.election.practice]
    subject, text, of_party = WORDS[Message.Kind(kind)]
    rows = [
        Message(candidacy=one, kind=kind, subject=subject, text=text, link=reverse("capture", args=[one.key]))
        for one in chosen
    ]
    for party, members in _by_party(chosen).items():
        head = f"{of_party} {members[0]}" if len(members) == 1 else f"{of_party} {len(members)} candidaturas"
        rest = f"\n- y {len(members) - NAMED} más" if len(members) > NAMED else ""
        names = "\n".join(f"- {name}" for name in members[:NAMED]) + rest
        rows.append(
            Message(party=party, kind=kind, subject=head[:160], text=names, link=reverse("party", args=[party.key]))
        )
    _post(rows)


def tell(candidacy: Candidacy, kind: str, subject: str, text: str, *, link: str = "", to_party: bool = True) -> None:
    """Tell one candidacy something, and its party the same unless it is the person's own affair."""
    if candidacy.election.practice:
        return
    link = link or reverse("capture", args=[candidacy.key])
    rows = [Message(candidacy=candidacy, kind=kind, subject=subject[:160], text=text, link=link)]
    if to_party:
        party = candidacy.ticket.party
        rows.append(
            Message(
                party=party, kind=kind, subject=f"{candidacy.person.name}: {subject}"[:160], text=text,
                link=reverse("capture", args=[candidacy.key]),
            )
        )  # fmt: skip
    _post(rows)


def note_notices(candidacies: Iterable[Candidacy], term: date) -> None:
    """Put the institute's formal notices in the mailboxes; each was already written to the person, so only the party gets a mail."""
    chosen = list(candidacies)
    until = f"Responda y entregue hasta el {long_date(term)}."
    rows = [
        Message(
            candidacy=one, kind=Message.Kind.NOTICE, subject="Aviso formal: falta responder su cuestionario", text=until,
            link=reverse("capture", args=[one.key]),
        )
        for one in chosen
    ]  # fmt: skip
    Message.objects.bulk_create(rows)
    for party, members in _by_party(chosen).items():
        names = "\n".join(f"- {name}" for name in members[:NAMED])
        tell_party(
            party, Message.Kind.NOTICE, f"Aviso formal a {len(members)} de sus candidaturas", f"{until}\n{names}"
        )


def tell_party(party: Party, kind: str, subject: str, text: str, *, link: str = "") -> None:
    """Tell a party something of its own."""
    link = link or reverse("party", args=[party.key])
    _post([Message(party=party, kind=kind, subject=subject[:160], text=text, link=link)])


def _by_party(candidacies: Iterable[Candidacy]) -> dict[Party, list[str]]:
    pks = [one.pk for one in candidacies]
    found: dict[Party, list[str]] = defaultdict(list)
    rows = Candidacy.objects.filter(pk__in=pks).select_related("ticket__party", "person").order_by("person__name")
    for one in rows:
        if one.ticket.party.kind != Party.Kind.INDEPENDENT:
            found[one.ticket.party].append(one.person.name)
    return found


def _post(rows: list[Message]) -> None:
    """Write messages, and queue a mail for every account that wants one."""
    with transaction.atomic():
        Message.objects.bulk_create(rows)
        accounts = _accounts(rows)
        now = timezone.now()
        fresh: list[tuple[Delivery, Message]] = []
        for message in rows:
            for user in accounts.get((message.candidacy_id, message.party_id), ()):
                if user.mails == User.Mails.EACH:
                    fresh.append((Delivery(user=user, due_at=now), message))
                elif user.mails == User.Mails.DAILY:
                    delivery, _ = Delivery.objects.get_or_create(
                        user=user, outcome=Delivery.Outcome.QUEUED, digest=True, tries=0,
                        defaults={"due_at": _tomorrow(now)},
                    )  # fmt: skip
                    delivery.messages.add(message)
        Delivery.objects.bulk_create([delivery for delivery, _message in fresh])
        through = Delivery.messages.through
        through.objects.bulk_create([through(delivery=delivery, message=message) for delivery, message in fresh])


def _accounts(rows: list[Message]) -> dict[tuple[int | None, int | None], list[User]]:
    """Return {(candidacy, party): the accounts with a mail that receive what it is told}."""
    found: dict[tuple[int | None, int | None], list[User]] = defaultdict(list)
    grants = Grant.objects.open().filter(role__in=(Role.CANDIDATE, Role.PARTY), user__is_active=True)
    grants = grants.exclude(user__email="").exclude(user__mails=User.Mails.NONE).select_related("user")
    mine = grants.filter(candidacy__in=[row.candidacy_id for row in rows if row.candidacy_id])
    theirs = grants.filter(party__in=[row.party_id for row in rows if row.party_id])
    for grant in [*mine, *theirs]:
        found[grant.candidacy_id, grant.party_id].append(grant.user)
    return found


def _tomorrow(now: datetime) -> datetime:
    local = now.astimezone(MEXICO)
    day = local.date() if local.time() < DAILY_AT else local.date() + timedelta(days=1)
    return datetime.combine(day, DAILY_AT, tzinfo=MEXICO)


def send_due(at: datetime | None = None, most: int = 500) -> tuple[int, int]:
    """Send the mails whose time has come, at most so many; return how many were sent and how many could not be.

    What cannot be sent is tried again, ever later, five times; a server that hangs up costs no try. Two who run at once send each once.
    """
    at = at or timezone.now()
    sent = failed = 0
    rows = Delivery.objects.filter(outcome=Delivery.Outcome.QUEUED, due_at__lte=at).order_by("due_at", "pk")
    waiting = list(rows.select_related("user")[:most])
    if not waiting:
        return 0, 0
    connection = get_connection()
    for delivery in waiting:
        later = at + timedelta(minutes=5 * 4**delivery.tries)
        name = delivery.name or make_msgid(domain="conoceles.invalid")
        if not rows.filter(pk=delivery.pk, tries=delivery.tries).update(
            tries=delivery.tries + 1, due_at=later, at=at, name=name
        ):
            continue
        delivery.refresh_from_db()
        try:
            connection.open()
            done = _send(delivery, connection)
        except SMTPServerDisconnected:
            # It takes no more in this connection, or went away: whoever waits goes on from here the next minute.
            connection.close()
            Delivery.objects.filter(pk=delivery.pk).update(tries=delivery.tries - 1, due_at=at)
            return sent, failed + 1
        except OSError as error:
            done = _failed(delivery, error)
        sent += done
        failed += not done
    connection.close()
    return sent, failed


def _failed(delivery: Delivery, error: OSError) -> bool:
    """Keep why a mail could not be sent; a lasting refusal or the last try ends it."""
    code = getattr(error, "smtp_code", "")
    delivery.reason = str(code)[:40]
    if delivery.tries >= Delivery.TRIES or 500 <= int(code or 0) < 600:
        delivery.outcome = Delivery.Outcome.FAILED
    delivery.save(update_fields=["reason", "outcome"])
    return False


def _send(delivery: Delivery, connection: Any) -> bool:
    letters = list(delivery.messages.order_by("id"))
    if not letters:
        delivery.delete()
        return True
    subject = letters[0].subject if len(letters) == 1 else f"Conóceles: {len(letters)} mensajes"
    body = render_to_string("mailbox/mail.txt", {"letters": letters, "address": settings.WORKSHOP_ADDRESS})
    mail = EmailMessage(
        subject, body, to=[delivery.user.email], headers={"Message-ID": delivery.name}, connection=connection
    )
    mail.send()
    delivery.outcome, delivery.reason = Delivery.Outcome.SENT, ""
    delivery.save(update_fields=["outcome", "reason"])
    return True
