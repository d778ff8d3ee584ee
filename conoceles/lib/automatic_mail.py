"""Mails that nobody wrote by hand say so, so that no answering machine answers them (RFC 3834)."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def automatic(subject: str, body: str, to: str, *, headers: dict[str, str] | None = None, **more: Any) -> EmailMessage:
    """Return a mail to one person with the headers of an automatic message, and others that are given."""
    return EmailMessage(subject, body, to=[to], headers={**AUTOMATIC, **(headers or {})}, **more)


def sender_domain() -> str:
    """Return the domain that our mails come from: what names them is of it."""
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].rstrip("> ") or "localhost"
