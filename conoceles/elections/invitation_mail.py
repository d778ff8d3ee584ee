"""Invitations by mail: the same one-time code as on a letter."""

from typing import Any

from django.core.mail import get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from conoceles.accounts import addresses, invitations
from conoceles.accounts.models import Invitation
from conoceles.elections.models import Election, Grant
from conoceles.lib.automatic_mail import automatic
from conoceles.lib.dates import local_date, long_date
from conoceles.lib.outbox import leaves


def send_invitations(rows: list[Grant], election: Election, address: str, *, by: str) -> tuple[int, int]:
    """Send a new code to each account that has a mail; return how many were sent and how many have none.

    Raises OSError when the mail server fails: whoever was not written to keeps the code of before.
    """
    connection = get_connection()
    sent = without = 0
    connection.open()
    try:
        for grant in rows:
            if not addresses.of(grant.user):
                without += 1
                continue
            with transaction.atomic():
                invitation, code = invitations.issue(grant.user, Invitation.Channel.MAIL, by=by, election=election.slug)
                _send(grant, election, address, code, connection)
                if leaves():
                    # What lies in a folder was delivered to nobody.
                    invitation.delivered_at = timezone.now()
                    invitation.save(update_fields=["delivered_at"])
            sent += 1
    finally:
        connection.close()
    return sent, without


def _send(grant: Grant, election: Election, address: str, code: str, connection: Any) -> None:
    body = render_to_string(
        "elections/mail/invitation.txt",
        {
            "election": election,
            "address": f"{address}#{code}",
            "plain": address,
            "code": code,
            "username": grant.user.username,
            "expires": long_date(local_date(timezone.now() + Invitation.LIFE)),
        },
    )
    message = automatic(
        f"Conóceles: su cuenta para {election.name}",
        body,
        addresses.of(grant.user),
        name=grant.user.name,
        whose=election.institute,
        connection=connection,
    )
    message.send()
