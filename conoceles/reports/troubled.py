"""Mails to the accounts of an election that could not be sent, or came back."""

from django.db.models import QuerySet

from conoceles.elections.models import Election
from conoceles.mail.models import Delivery


def to_accounts_of(election: Election) -> "QuerySet[Delivery]":
    """Return the deliveries that did not arrive, of whoever has a role in an election."""
    rows = Delivery.objects.troubled().filter(user__grants__election=election, user__grants__ended_at__isnull=True)
    return rows.distinct()
