"""Mails that nobody wrote by hand: they greet, say which institute writes and whom to ask, and say that a machine sent
them, so that no machine answers (RFC 3834)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import make_msgid
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True)
class Sender:
    """Who a mail says that it is from."""

    name: str
    # The ways to ask: a telephone, an address, hours.
    ways: tuple[str, ...] = ()
    # The address that answers go to; '' for none.
    answers: str = ""


def sender(box: str = "", whose: object = None) -> Sender:
    """Return the institute that writes: the one that is given, or that of a box or of an account, as
    `settings.MAIL_SENDER` finds it."""
    found: Sender = import_string(settings.MAIL_SENDER)(box, whose)
    return found


def automatic(
    subject: str,
    body: str,
    to: str,
    *,
    name: str = "",
    box: str = "",
    whose: object = None,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> EmailMessage:
    """Return a mail to one person: a greeting by her name, the text, who writes and whom to ask, with the headers of an
    automatic message and others that are given. `whose` is the institute, or the account that it is about."""
    mail = EmailMessage(subject, body, to=[to], headers=headers, **more)
    return signed(mail, name, box, whose)


def signed(mail: EmailMessage, name: str = "", box: str = "", whose: object = None) -> EmailMessage:
    """Add to a mail its greeting, who writes it and whom to ask, and its headers; return it."""
    writer = sender(box, whose)
    greeting = f"{name}:" if name else "Buen día:"
    mail.body = "\n".join([greeting, "", str(mail.body).strip(), "", *_closing(writer)])
    names = {"Message-ID": make_msgid(domain=sender_domain())}
    mail.extra_headers = {**AUTOMATIC, **names, **(mail.extra_headers or {})}
    if writer.answers and not mail.reply_to:
        mail.reply_to = [writer.answers]
    return mail


def send_each(mails: Iterable[EmailMessage]) -> int:
    """Send mails of one person each, and return how many left: an address that a server refuses keeps no other from its
    mail, and is logged without being named. Raises OSError when the server fails."""
    sent = 0
    for mail in mails:
        try:
            sent += mail.send()
        except SMTPRecipientsRefused as error:
            log_refused(error)
    return sent


def log_refused(error: SMTPRecipientsRefused) -> None:
    """Log with which codes a mail was refused; what the server said names the address."""
    log.warning("A mail was refused: %s.", sorted({code for code, _words in error.recipients.values()}))


def _closing(writer: Sender) -> Iterable[str]:
    yield writer.name
    if writer.ways:
        yield f"¿Tiene dudas? Mesa de ayuda: {', '.join(writer.ways)}"


def sender_domain() -> str:
    """Return the domain that our mails come from: what names them is of it."""
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].rstrip("> ") or "localhost"
