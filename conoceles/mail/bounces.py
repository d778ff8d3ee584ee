"""Mails that came back: a delivery status notification (RFC 3464) is matched to what we sent by its Message-ID."""

import re
from email.message import Message as Mail

from conoceles.mail.models import Delivery

NAME = re.compile(r"<[^<>@\s]{1,200}@[^<>@\s]{1,200}>")
STATUS = re.compile(r"^[245]\.\d{1,3}\.\d{1,3}$")


def take_in(mail: Mail) -> int:
    """Mark the mail that a notification says was not delivered, and return how many were (0 or 1).

    Only a failure counts: a notice of delay is none. What names no Message-ID of ours is left.
    """
    failed, reason = False, ""
    # Of the mail that came back, or of whatever else its headers name: only ours are known.
    names: set[str] = set()
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            for block in part.get_payload():
                if not isinstance(block, Mail):
                    continue
                failed = failed or str(block.get("Action", "")).strip().lower() == "failed"
                status = str(block.get("Status", "")).strip()
                reason = status if STATUS.match(status) else reason
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            inner = part.get_payload()
            headers = inner[0] if isinstance(inner, list) and inner else part
            said = str(headers.get("Message-ID", "")) if isinstance(headers, Mail) else ""
            names |= set(NAME.findall(said or (inner if isinstance(inner, str) else "")))
    if not failed or not names:
        return 0
    sent = Delivery.objects.filter(name__in=names, outcome=Delivery.Outcome.SENT)
    return sent.update(outcome=Delivery.Outcome.BOUNCED, reason=reason)
