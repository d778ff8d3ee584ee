"""Mails that could not be sent, or came back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.elections.models import Election
from conoceles.lib.access import POST
from conoceles.mail.models import Delivery
from conoceles.reports.troubled import to_accounts_of
from conoceles.reports.works import BOUNCED


@BOUNCED.view()
def bounced(request: HttpRequest, slug: str) -> HttpResponse:
    """Mails to this election's accounts that could not be sent or came back."""
    election = get_object_or_404(Election, slug=slug)
    rows = to_accounts_of(election).select_related("user").order_by("-at")[:200]
    return render(request, "reports/bounced.html", {"election": election, "rows": rows})


@BOUNCED.view(*POST)
def bounced_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send once more a mail that could not be delivered: its address was corrected."""
    rows = Delivery.objects.troubled().filter(user__grants__election__slug=slug)
    delivery = get_object_or_404(rows.distinct(), pk=pk)
    Delivery.objects.filter(pk=delivery.pk).update(
        outcome=Delivery.Outcome.QUEUED, tries=0, due_at=timezone.now(), reason=""
    )
    messages.success(request, "Se enviará otra vez en un momento.")
    return redirect("bounced", slug)
