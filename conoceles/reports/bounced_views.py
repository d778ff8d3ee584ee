"""Mails that could not be sent, or came back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.accounts.adapters import at_workshop
from conoceles.elections.invitation_mail import send_invitations
from conoceles.elections.models import Election, Grant
from conoceles.lib.access import POST
from conoceles.lib.text import so_many
from conoceles.mail.models import Delivery
from conoceles.mail.sending import again
from conoceles.reports.troubled import to_accounts_of
from conoceles.reports.works import BOUNCED


@BOUNCED.view()
def bounced(request: HttpRequest, slug: str) -> HttpResponse:
    """Mails to this election's accounts that could not be sent or came back."""
    election = get_object_or_404(Election, slug=slug)
    mine = to_accounts_of(election)
    values = {
        "election": election,
        "rows": mine.select_related("user").order_by("-at")[:200],
        "many": mine.filter(code=False).count(),
    }
    return render(request, "reports/bounced.html", values)


@BOUNCED.view(*POST)
def bounced_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send once more a mail that could not be delivered: its address was corrected. What carried a code carries a new
    one."""
    election = get_object_or_404(Election, slug=slug)
    rows = to_accounts_of(election)
    delivery = get_object_or_404(rows.distinct(), pk=pk)
    if not delivery.code:
        again(Delivery.objects.filter(pk=delivery.pk))
        messages.success(request, "Se enviará otra vez en un momento.")
        return redirect("bounced", slug)
    grant = Grant.objects.open().filter(user=delivery.user_id, election=election).select_related("user").first()
    if grant is None or delivery.user.has_usable_password():
        messages.success(request, f"{delivery.user.name} ya entró a su cuenta: no necesita otro código.")
        Delivery.objects.filter(pk=delivery.pk).delete()
        return redirect("bounced", slug)
    try:
        sent, _without = send_invitations([grant], election, at_workshop("activate"), by=request.user.get_username())
    except OSError:
        messages.error(request, "El servidor de correo no lo aceptó: corrija la dirección, o entréguele carta.")
        return redirect("bounced", slug)
    Delivery.objects.filter(pk=delivery.pk).delete()
    messages.success(
        request, "Enviado, con un código nuevo." if sent else "La cuenta no tiene correo: entréguele carta."
    )
    return redirect("bounced", slug)


@BOUNCED.view(*POST)
def bounced_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Send once more all of them but codes; pressed twice, nothing is sent twice."""
    election = get_object_or_404(Election, slug=slug)
    count = again(Delivery.objects.filter(pk__in=to_accounts_of(election).values("pk")))
    done = so_many(count, "correo se enviará", "correos se enviarán")
    messages.success(request, f"{done} otra vez en un momento." if count else "No quedaba ninguno por enviar.")
    return redirect("bounced", slug)
