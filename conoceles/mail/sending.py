"""Mails: queued as each account prefers, sent when their time comes, tried again when they cannot be."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from email.utils import make_msgid
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.lib import signs
from conoceles.lib.automatic_mail import automatic, sender_domain
from conoceles.mail import refusals
from conoceles.mail.models import Delivery, Message

DAILY_AT = time(7)
# What the mail server said when it took nothing; empty while it takes mails.
SERVER = "mail.json"
# So many refusals in a row, and nothing taken: the server refuses us, not them.
ROW = 5


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

    What is refused for now is tried again, ever later, five times; a server that is away costs no try, however long.
    Two who run at once send each once.
    """
    at = at or timezone.now()
    sent = failed = 0
    rows = Delivery.objects.filter(outcome=Delivery.Outcome.QUEUED, due_at__lte=at).order_by("due_at", "pk")
    waiting = list(rows.select_related("user")[:most])
    if not waiting:
        return 0, 0
    connection, in_a_row = get_connection(), []
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
        except OSError as error:
            if not refused(error):
                # The server is away, or takes no more of us: nobody's mail loses a try, and whoever waits goes on from
                # here the next minute.
                connection.close()
                Delivery.objects.filter(pk=delivery.pk).update(tries=delivery.tries - 1, due_at=at)
                signs.put(SERVER, {"said": why(error)})
                return sent, failed + 1
            done = _failed(delivery, error)
            in_a_row.append(delivery.pk)
            if not sent and len(in_a_row) >= ROW:
                # It is not they: the server takes nothing of us.
                rows = Delivery.objects.filter(pk__in=in_a_row)
                rows.update(outcome=Delivery.Outcome.QUEUED, tries=F("tries") - 1, due_at=at)
                connection.close()
                signs.put(SERVER, {"said": f"rechaza todo ({delivery.reason})"})
                return sent, failed + 1
        sent += done
        failed += not done
    connection.close()
    signs.put(SERVER, {})
    return sent, failed


def refused(error: OSError) -> bool:
    """Return whether a server answered and would not take this mail: not that it is away, or refuses us all."""
    if isinstance(error, SMTPAuthenticationError | SMTPServerDisconnected | SMTPConnectError | SMTPHeloError):
        return False
    if isinstance(error, SMTPSenderRefused):
        return False
    return isinstance(error, SMTPResponseException | SMTPRecipientsRefused)


def why(error: OSError) -> str:
    """Return why a mail server takes nothing, in Spanish; nothing of a mail is in it."""
    code = getattr(error, "smtp_code", 0)
    if isinstance(error, SMTPAuthenticationError):
        return f"no acepta la cuenta o la contraseña ({code})"
    if isinstance(error, SMTPSenderRefused):
        return f"no acepta al remitente, CONOCELES_MAIL_FROM ({code})"
    if isinstance(error, SMTPServerDisconnected):
        return "cortó la conexión"
    if isinstance(error, SMTPException):
        return f"no acepta la conexión ({code})" if code else "no acepta la conexión"
    if isinstance(error, TimeoutError):
        return "no responde a tiempo"
    return "no responde en esa dirección"


def _failed(delivery: Delivery, error: OSError) -> bool:
    """Keep why a mail could not be sent; a lasting refusal or the last try ends it."""
    code, words = answer(error)
    delivery.reason = refusals.code_of(code, words)
    if delivery.tries >= Delivery.TRIES or 500 <= code < 600:
        delivery.outcome = Delivery.Outcome.FAILED
    delivery.save(update_fields=["reason", "outcome"])
    return False


def answer(error: OSError) -> tuple[int, bytes | str]:
    """Return with which code and words a server refused: a mail of ours has one recipient; 0 where none answered."""
    if isinstance(error, SMTPRecipientsRefused):
        return next(((int(code), words) for code, words in error.recipients.values()), (0, ""))
    return int(getattr(error, "smtp_code", 0)), getattr(error, "smtp_error", "")


def again(rows: "QuerySet[Delivery]") -> int:
    """Put mails that did not arrive into the queue once more, and return how many: not those that carried a code, which
    is made anew."""
    failed = rows.filter(outcome__in=(Delivery.Outcome.FAILED, Delivery.Outcome.BOUNCED), code=False)
    return failed.update(outcome=Delivery.Outcome.QUEUED, tries=0, due_at=timezone.now(), reason="")


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
