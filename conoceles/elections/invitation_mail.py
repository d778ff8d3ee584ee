"""Invitations by mail: the same one-time code as on a letter."""

from email.utils import make_msgid
from typing import Any

from django.core.mail import get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from conoceles.accounts import addresses, invitations
from conoceles.accounts.models import Invitation
from conoceles.elections.models import Election, Grant
from conoceles.lib.automatic_mail import automatic, sender_domain
from conoceles.lib.dates import local_date, long_date
from conoceles.lib.outbox import leaves
from conoceles.mail.models import Delivery


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
                name = make_msgid(domain=sender_domain())
                _send(grant, election, address, code, name, connection)
                # By its name, a notification says whose did not arrive.
                Delivery.objects.create(
                    user=grant.user, outcome=Delivery.Outcome.SENT, tries=1, at=timezone.now(), name=name, code=True
                )
                if leaves():
                    # What lies in a folder was delivered to nobody.
                    invitation.delivered_at = timezone.now()
                    invitation.save(update_fields=["delivered_at"])
            sent += 1
    finally:
        connection.close()
    return sent, without


def _send(grant: Grant, election: Election, address: str, code: str, name: str, connection: Any) -> None:
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
        headers={"Message-ID": name},
        connection=connection,
    )
    message.send()
