"""Letters handed over: one, or many of a signed list; and the scans of those lists."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from conoceles.accounts import invitations
from conoceles.accounts.models import Invitation
from conoceles.elections.letter_jobs import ORDER, outside
from conoceles.elections.models import Election, Grant, Role
from conoceles.elections.receipts import ReceiptForm, Receipts, moment_of, party_of, taken
from conoceles.elections.works import ACCOUNTS
from conoceles.lib.access import FORM
from conoceles.lib.forms import MomentField, sent
from conoceles.lib.private_file import private_file

# Letters on one page of receipts.
MOST = 1000


class DeliveryForm(forms.Form):
    received_by = forms.CharField(label="Quién la recibió, con su cargo", max_length=160)
    day = MomentField(label="Cuándo", required=False, help_text="Vacío: ahora.")


@ACCOUNTS.view(*FORM, only=(Role.LIAISON,))
def delivery(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Record that a letter was handed over, and to whom."""
    election = get_object_or_404(Election, slug=slug)
    grant = get_object_or_404(outside(election).select_related("user"), pk=pk)
    letter = get_object_or_404(grant.user.invitations.filter(closed_at__isnull=True).order_by("-issued_at")[:1])
    form = DeliveryForm(sent(request), initial={"received_by": letter.received_by})
    if request.method == "POST" and form.is_valid():
        invitations.deliver(
            letter,
            received_by=form.cleaned_data["received_by"],
            at=form.cleaned_data["day"],
            by=request.user.get_username(),
            election=slug,
        )
        messages.success(request, f"Registrada la entrega a {form.cleaned_data['received_by']}.")
        return redirect("accounts", slug)
    context = {
        "form": form,
        "above": "Cuentas",
        "title": f"Entrega de la carta de {grant.user.name}",
        "election": election,
        "back": reverse("accounts", args=[slug]),
    }
    return render(request, "elections/form.html", context, status=422 if form.is_bound else 200)


def _handed(election: Election, party: int) -> QuerySet[Grant]:
    """Return the accounts whose letter stands and nobody says that it was handed over, of one party or of all."""
    letters = Invitation.objects.standing().filter(channel=Invitation.Channel.LETTER, delivered_at__isnull=True)
    rows = outside(election).filter(user__in=letters.values("user"))
    if party:
        rows = rows.filter(Q(party=party) | Q(candidacy__ticket__party=party))
    related = ("user", "party", "candidacy__office", "candidacy__ticket__contest__area", "candidacy__ticket__party")
    return rows.select_related(*related).order_by(*ORDER)


@ACCOUNTS.view(*FORM, only=(Role.LIAISON,))
def deliveries(request: HttpRequest, slug: str) -> HttpResponse:
    """Record that many letters were handed over: one day, one name, the signed list."""
    election = get_object_or_404(Election, slug=slug)
    rows = list(_handed(election, party_of(request))[:MOST])
    shown = [(one.pk, one.user.name, _what(one)) for one in rows]
    back = reverse("accounts", args=[slug])

    def take(chosen: set[int], form: ReceiptForm) -> None:
        users = [one.user_id for one in rows if one.pk in chosen]
        with transaction.atomic():
            for letter in Invitation.objects.standing().filter(user__in=users).select_related("user"):
                invitations.deliver(
                    letter,
                    received_by=form.cleaned_data["received_by"],
                    at=moment_of(form.cleaned_data["day"]),
                    by=request.user.get_username(),
                    election=slug,
                    scan=form.kept,
                )

    return taken(request, Receipts(election, shown, "Acuses de cartas", "Cuentas y cartas", back), take)


def _what(grant: Grant) -> str:
    if grant.candidacy is None:
        return "cuenta del partido"
    one = grant.candidacy
    return f"{one.office}, {one.ticket.contest.area.name} · {one.ticket.party.name}"


@ACCOUNTS.view(only=(Role.LIAISON,))
def delivery_scan(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The signed list of receipts in which an account's letter is."""
    grant = get_object_or_404(outside(get_object_or_404(Election, slug=slug)), pk=pk)
    scan = grant.user.invitations.exclude(scan="").order_by("-issued_at").values_list("scan", flat=True).first()
    if not scan:
        raise Http404
    return private_file(scan)
