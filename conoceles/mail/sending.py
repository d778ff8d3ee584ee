"""Mails: queued as each account prefers, sent when their time comes, tried again when they cannot be."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from email.utils import make_msgid
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.lib.automatic_mail import automatic, sender_domain
from conoceles.mail.models import Delivery, Message

DAILY_AT = time(7)


def post(rows: list[Message], readers: Mapping[str, Iterable[User]], *, always: bool = False) -> None:
    """Put messages in their boxes, and queue a mail for every reader of a box who wants one.

    `readers` is {box: accounts}; those without an address are the caller's to leave out. What is `always` mailed goes
    at once and to all of them, whatever they want.
    """
    with transaction.atomic():
        Message.objects.bulk_create(rows)
        now = timezone.now()
        fresh: list[tuple[Delivery, Message]] = []
        for message in rows:
            for user in readers.get(message.box, ()):
                if always or user.mails == User.Mails.EACH:
                    fresh.append((Delivery(user=user, due_at=now), message))
                elif user.mails == User.Mails.DAILY:
                    delivery, _ = Delivery.objects.get_or_create(
                        user=user,
                        outcome=Delivery.Outcome.QUEUED,
                        digest=True,
                        tries=0,
                        defaults={"due_at": _tomorrow(now)},
                    )
                    delivery.messages.add(message)
        Delivery.objects.bulk_create([delivery for delivery, _message in fresh])
        through = Delivery.messages.through
        through.objects.bulk_create([through(delivery=delivery, message=message) for delivery, message in fresh])


def _tomorrow(now: datetime) -> datetime:
    local = timezone.localtime(now)
    day = local.date() if local.time() < DAILY_AT else local.date() + timedelta(days=1)
    return datetime.combine(day, DAILY_AT, tzinfo=timezone.get_current_timezone())


def send_due(at: datetime | None = None, most: int = 500) -> tuple[int, int]:
    """Send the mails whose time has come, at most so many; return how many were sent and how many could not be.

    What cannot be sent is tried again, ever later, five times; a server that hangs up costs no try. Two who run at once
    send each once.
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
        name = delivery.name or make_msgid(domain=sender_domain())
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
    code = _code(error)
    delivery.reason = str(code or "")
    if delivery.tries >= Delivery.TRIES or 500 <= code < 600:
        delivery.outcome = Delivery.Outcome.FAILED
    delivery.save(update_fields=["reason", "outcome"])
    return False


def _code(error: OSError) -> int:
    """Return with which code a server refused: a mail of ours has one recipient; 0 where no server answered."""
    if isinstance(error, SMTPRecipientsRefused):
        return next((int(code) for code, _words in error.recipients.values()), 0)
    return int(getattr(error, "smtp_code", 0))


def _send(delivery: Delivery, connection: Any) -> bool:
    letters = list(delivery.messages.order_by("id"))
    if not letters:
        delivery.delete()
        return True
    if not delivery.user.email:
        delivery.outcome, delivery.reason = Delivery.Outcome.FAILED, "sin correo"
        delivery.save(update_fields=["outcome", "reason"])
        return False
    subject = letters[0].subject if len(letters) == 1 else f"Conóceles: {len(letters)} mensajes"
    body = render_to_string("mail/mail.txt", {"letters": letters, "address": settings.WORKSHOP_ADDRESS})
    # In his mailbox he says which he wants, or none.
    headers = {"Message-ID": delivery.name, "List-Unsubscribe": f"<{settings.WORKSHOP_ADDRESS}/captura/buzon/>"}
    user = delivery.user
    mail = automatic(
        subject,
        body,
        user.email,
        name=user.name,
        box=letters[-1].box,
        whose=user,
        headers=headers,
        connection=connection,
    )
    mail.send()
    delivery.outcome, delivery.reason = Delivery.Outcome.SENT, ""
    delivery.save(update_fields=["outcome", "reason"])
    return True
