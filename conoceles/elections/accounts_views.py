"""Accounts of an election: opened and delivered in batches, by letter or mail."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from conoceles.accounts import addresses, invitations
from conoceles.accounts.adapters import at_workshop, unknown_address
from conoceles.accounts.models import Invitation, User
from conoceles.elections import letter_acts
from conoceles.elections.access import grants
from conoceles.elections.grants import end, in_use, open_for_candidacy, open_for_party, without_account
from conoceles.elections.invitation_mail import send_invitations
from conoceles.elections.letters import BATCH, issue_letters, letters_pdf
from conoceles.elections.models import Candidacy, Election, Grant, Party, Role
from conoceles.elections.prepared_views import answered
from conoceles.elections.works import ACCOUNTS
from conoceles.lib.access import FORM, POST
from conoceles.lib.finding import with_words
from conoceles.lib.forms import MomentField, sent, whole_number, words_of
from conoceles.lib.outbox import told

PAGE = 50


@ACCOUNTS.view()
def accounts(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has an account, whether its letter was delivered, and whether it was used."""
    election = get_object_or_404(Election, slug=slug)
    rows = Grant.objects.open().filter(election=election, role__in=(Role.CANDIDATE, Role.PARTY))
    rows = rows.select_related(
        "user",
        "party",
        "candidacy__person",
        "candidacy__office",
        "candidacy__ticket__contest__area",
        "candidacy__ticket__party",
    )
    rows = rows.prefetch_related(Prefetch("user__invitations", Invitation.objects.order_by("-issued_at")))
    words = words_of(request.GET.get("q"), 100)
    names = ("candidacy__person__name", "party__name", "candidacy__ticket__party__name")
    rows = with_words(rows, names, words)
    state = request.GET.get("estado", "")
    if state == "sin-usar":
        rows = rows.exclude(user__invitations__used_at__isnull=False)
    asked = Candidacy.objects.of_election(election).registered().filter(office__answers=True)
    without = without_account(asked)
    context = {
        "election": election,
        "page": Paginator(rows.order_by("party__order", "candidacy__ticket__party__order", "pk"), PAGE).get_page(
            request.GET.get("pagina")
        ),
        "words": words,
        "state": state,
        "without": without.count(),
        "asked": asked.count(),
        "parties": election.parties.filter(tickets__candidacies__office__answers=True).distinct(),
        "letterless": _outside()
        .filter(~Exists(Invitation.objects.standing().filter(user=OuterRef("user"))), election=election)
        .exclude(user__invitations__used_at__isnull=False)
        .count(),
        "batch": BATCH,
        "nowhere": unknown_address(),
        "makes": bool({Role.COORDINATION, Role.LIAISON} & grants(request).roles(slug)),
    }
    return render(request, "elections/accounts.html", context)


@ACCOUNTS.view(*POST, only=(Role.LIAISON,))
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the accounts that are missing and give their letters as one PDF; whatever letter they had opens nothing any
    more.

    For one party (`party`: its own account and its candidacies', with a list to sign), for chosen accounts (`grant`),
    or for all who have none.
    """
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    by, address = User.objects.get(pk=request.user.pk or 0), at_workshop("activate")
    by_mail, number = request.POST.get("by") == "mail", words_of(request.POST.get("number"), 60)
    # The codes exist only on this paper: if it cannot be made, the letters of before still open.
    with transaction.atomic():
        rows, receipts = _wanted(request, election, by.username)
        if (handed := _delivered(rows)) and request.POST.get("delivered") != "1":
            messages.error(
                request,
                f"De las {len(rows)} elegidas, {handed} cartas ya se entregaron y dejarían de abrir su cuenta: si es "
                "lo que quiere, marque «También las ya entregadas». Nada cambió.",
            )
            return redirect("accounts", slug)
        used = [grant for grant in rows if in_use(grant)]
        content = (
            b""
            if by_mail or used or not rows
            else letters_pdf(issue_letters(rows, by=by.username), election, address, number=number, receipts=receipts)
        )
    if not rows:
        messages.error(
            request,
            "No hay ninguna carta por hacer: las que siguen en pie no se tocan. Para reponer una, elíjala en la lista.",
        )
        return redirect("accounts", slug)
    if used:
        return _for_used(request, rows, by, by_mail=by_mail, number=number)
    if by_mail:
        _mail(request, rows, election, address)
        return redirect("accounts", slug)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="cartas-{slug}.pdf"'
    return response


def _for_used(request: HttpRequest, rows: list[Grant], by: User, *, by_mail: bool, number: str) -> HttpResponse:
    """Give a new letter for an account in use, or prepare it."""
    slug = rows[0].election.slug if rows[0].election else ""
    if len(rows) > 1:
        messages.error(request, "Entre las elegidas hay cuentas en uso: su carta nueva se pide de una en una.")
        return redirect("accounts", slug)
    try:
        done = letter_acts.ask(rows[0], by, by_mail=by_mail, number=number)
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("accounts", slug)
    return answered(request, done, slug, "accounts")


def _mail(request: HttpRequest, rows: list[Grant], election: Election, address: str) -> None:
    try:
        done, without = send_invitations(rows, election, address, by=request.user.get_username())
    except OSError:
        messages.error(
            request,
            (
                "El servidor de correo no responde: intente más tarde o entregue cartas. Los códigos de antes siguen "
                "sirviendo."
            ),
        )
        return
    rest = f" {without} cuentas no tienen correo: entrégueles carta." if without else ""
    said = told(f"Enviadas {done} invitaciones por correo.", f"Escritas {done} invitaciones, sin enviar.")
    messages.success(request, f"{said}{rest}")


def _wanted(request: HttpRequest, election: Election, by: str) -> tuple[list[Grant], str]:
    """Return the accounts that a press asks letters for, at most BATCH, and what the list to sign is called ('' for
    none)."""
    registered = Candidacy.objects.of_election(election).registered().filter(office__answers=True).with_register()
    mine = _outside().filter(election=election)
    if request.POST.getlist("grant"):
        chosen = [pk for text in request.POST.getlist("grant") if (pk := whole_number(text))]
        return list(_with_everything(mine.filter(pk__in=chosen)))[:BATCH], ""
    if request.POST.get("party"):
        party = get_object_or_404(Party, pk=whole_number(request.POST["party"]), election=election)
        if party.kind != Party.Kind.INDEPENDENT:
            open_for_party(party, by=by)
        for one in without_account(registered.filter(ticket__party=party)).select_related("election")[:BATCH]:
            open_for_candidacy(one, by=by)
        theirs = mine.filter(Q(party=party) | Q(candidacy__ticket__party=party))
        return _without_letter(theirs), party.name
    if not request.POST.get("all"):
        return [], ""
    for one in without_account(registered).select_related("election")[:BATCH]:
        open_for_candidacy(one, by=by)
    found = _without_letter(mine)
    return found, "Todas las cuentas sin carta" if found else ""


def _outside() -> Any:
    """Return the open accounts of candidacies and parties: staff never get a letter from this screen."""
    rows = Grant.objects.open().filter(role__in=(Role.CANDIDATE, Role.PARTY), election__practice=False)
    return rows.filter(user__is_staff=False)


def _without_letter(rows: Any) -> list[Grant]:
    """Return those who have not entered and have no letter that stands, at most BATCH: one that was handed over goes on
    opening its account, however often this is pressed."""
    unused = rows.exclude(user__invitations__used_at__isnull=False)
    stands = Exists(Invitation.objects.standing().filter(user=OuterRef("user")))
    pks = list(unused.filter(~stands).order_by("-role", "pk").values_list("pk", flat=True)[:BATCH])
    return list(_with_everything(Grant.objects.filter(pk__in=pks)))


def _delivered(rows: list[Grant]) -> int:
    """Return how many of some accounts have a letter that stands and was handed over."""
    users = [grant.user_id for grant in rows]
    return Invitation.objects.standing().filter(user__in=users, delivered_at__isnull=False).count()


def _with_everything(rows: Any) -> Any:
    return rows.select_related(
        "user",
        "election",
        "party",
        "candidacy__person",
        "candidacy__office",
        "candidacy__ticket__party",
        "candidacy__ticket__contest__area",
    ).order_by("-role", "candidacy__ticket__contest__name", "pk")


class DeliveryForm(forms.Form):
    received_by = forms.CharField(label="Quién la recibió, con su cargo", max_length=160)
    day = MomentField(label="Cuándo", required=False, help_text="Vacío: ahora.")


@ACCOUNTS.view(*FORM, only=(Role.LIAISON,))
def delivery(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Record that a letter was handed over, and to whom."""
    election = get_object_or_404(Election, slug=slug)
    grant = get_object_or_404(_outside().select_related("user"), pk=pk, election=election)
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
    return _form(
        request,
        election,
        form,
        "Cuentas",
        f"Entrega de la carta de {grant.user.name}",
        back=reverse("accounts", args=[slug]),
    )


class ClosingForm(forms.Form):
    reason = forms.CharField(label="Por qué se cierra", max_length=200, help_text="Queda en la auditoría.")


@ACCOUNTS.view(*FORM, only=(Role.LIAISON,))
def close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Close the account of a candidacy, or of whoever operated a party: nothing opens it any more, nor a forgotten
    password."""
    election = get_object_or_404(Election, slug=slug)
    grant = get_object_or_404(
        _outside().select_related("user", "election", "party", "candidacy"), pk=pk, election=election
    )
    form = ClosingForm(sent(request))
    if request.method == "POST" and form.is_valid():
        address = grant.user.email
        end(grant, by=request.user.get_username(), why=form.cleaned_data["reason"])
        addresses.tell(
            address,
            "se cerró su cuenta",
            f"El Instituto cerró su cuenta en {election}: ya nada la abre. Si es un error, avise a la mesa de ayuda.",
        )
        messages.success(request, f"Cerrada la cuenta de {grant.user.name}. Se le avisó por correo, si tiene.")
        return redirect("accounts", slug)
    title = f"Cerrar la cuenta de {grant.user.name}"
    return _form(request, election, form, "Cuentas", title, back=reverse("accounts", args=[slug]))


def _form(
    request: HttpRequest, election: Election, form: forms.Form, above: str, title: str, back: str
) -> HttpResponse:
    context = {"form": form, "above": above, "title": title, "election": election, "back": back}
    return render(request, "elections/form.html", context, status=422 if form.is_bound else 200)
