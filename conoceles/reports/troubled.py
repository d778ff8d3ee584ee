"""Mails to the accounts of an election that could not be sent, or came back."""

from django.db.models import QuerySet

from conoceles.elections.models import Election, Grant
from conoceles.mail.models import Delivery


def to_accounts_of(election: Election) -> "QuerySet[Delivery]":
    """Return the deliveries that did not arrive, of whoever has a role in an election."""
    working = Grant.objects.open().filter(election=election)
    return Delivery.objects.troubled().filter(user__in=working.values("user"))
