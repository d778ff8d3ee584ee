"""Accounts of an election: who has one, whether its letter was handed over and used, and closing it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from conoceles.accounts import addresses
from conoceles.accounts.adapters import unknown_address
from conoceles.accounts.models import Invitation, User
from conoceles.elections import factor_acts
from conoceles.elections.access import grants
from conoceles.elections.grants import end, open_operator, without_account
from conoceles.elections.letter_jobs import letterless, outside
from conoceles.elections.models import Candidacy, Election, Grant, Party, Role
from conoceles.elections.prepared_views import answered
from conoceles.elections.works import ACCOUNTS
from conoceles.lib.access import FORM
from conoceles.lib.finding import with_words
from conoceles.lib.forms import AddressField, sent, whole_number, words_of

PAGE = 50
WORDS = (
    "user__name",
    "candidacy__person__name",
    "candidacy__folio",
    "candidacy__ticket__contest__area__name",
    "party__name",
    "candidacy__ticket__party__name",
)


def _undelivered(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    letters = Invitation.objects.standing().filter(channel=Invitation.Channel.LETTER, delivered_at__isnull=True)
    return rows.filter(user__in=letters.values("user"))


# How accounts are, and which those are.
STATES: dict[str, tuple[str, Callable[[QuerySet[Grant]], QuerySet[Grant]]]] = {
    "sin-carta": ("Sin carta en pie y sin entrar", letterless),
    "sin-entregar": ("Con carta sin entregar", _undelivered),
    "sin-usar": ("Sin entrar", lambda rows: rows.exclude(user__invitations__used_at__isnull=False)),
    "usadas": ("Ya entraron", lambda rows: rows.filter(user__invitations__used_at__isnull=False).distinct()),
}


@ACCOUNTS.view()
def accounts(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has an account, whether its letter was delivered, and whether it was used."""
    election = get_object_or_404(Election, slug=slug)
    rows: QuerySet[Grant] = Grant.objects.open().filter(election=election, role__in=(Role.CANDIDATE, Role.PARTY))
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
    rows = with_words(rows, WORDS, words)
    state, party = request.GET.get("estado", ""), whole_number(request.GET.get("partido"))
    if state in STATES:
        rows = STATES[state][1](rows)
    if party:
        rows = rows.filter(Q(party=party) | Q(candidacy__ticket__party=party))
    asked = Candidacy.objects.of_election(election).registered().filter(office__answers=True)
    without = without_account(asked)
    context = {
        "election": election,
        "page": Paginator(rows.order_by("party__order", "candidacy__ticket__party__order", "pk"), PAGE).get_page(
            request.GET.get("pagina")
        ),
        "words": words,
        "state": state,
        "states": [(key, label) for key, (label, _rows) in STATES.items()],
        "party": party,
        "query": urlencode({"estado": state, "partido": party or ""}) + "&" if state or party else "",
        "without": without.count(),
        "asked": asked.count(),
        "parties": election.parties.filter(tickets__candidacies__office__answers=True).distinct(),
        "letterless": letterless(outside(election)).count(),
        "nowhere": unknown_address(),
        "makes": bool({Role.COORDINATION, Role.LIAISON} & grants(request).roles(slug)),
    }
    return render(request, "elections/accounts.html", context)


class ClosingForm(forms.Form):
    reason = forms.CharField(label="Por qué se cierra", max_length=200, help_text="Queda en la auditoría.")


class OperatorForm(forms.Form):
    party = forms.ModelChoiceField(label="Partido o coalición", queryset=Party.objects.none(), empty_label="Elija")
    name = forms.CharField(label="Nombre de quien lo opera", max_length=160)
    email = AddressField(label="Su correo", required=False, help_text="Lo confirma al entrar.")

    def __init__(self, data: Any, *, election: Election, follows: Grant | None = None) -> None:
        super().__init__(data)
        parties = election.parties.exclude(kind=Party.Kind.INDEPENDENT)
        self.fields["party"].queryset = parties  # type: ignore[attr-defined]
        if follows is not None:
            del self.fields["party"]


@ACCOUNTS.view(*FORM, only=(Role.LIAISON,))
def close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Close the account of a candidacy, or of whoever operated a party: nothing opens it any more, nor a forgotten
    password."""
    election = get_object_or_404(Election, slug=slug)
    grant = get_object_or_404(outside(election).select_related("user", "election", "party", "candidacy"), pk=pk)
    form = ClosingForm(sent(request))
    if request.method == "POST" and form.is_valid():
        _end(grant, form.cleaned_data["reason"], by=request.user.get_username())
        messages.success(request, f"Cerrada la cuenta de {grant.user.name}. Se le avisó por correo, si tiene.")
        return redirect("accounts", slug)
    return _form(request, election, form, f"Cerrar la cuenta de {grant.user.name}")


def _end(grant: Grant, why: str, *, by: str) -> None:
    """End an account and tell whoever had it."""
    address = grant.user.email
    end(grant, by=by, why=why)
    addresses.tell(
        address,
        "se cerró su cuenta",
        f"El Instituto cerró su cuenta en {grant.election}: ya nada la abre. Si es un error, avise a la mesa de ayuda.",
        whose=grant.user,
    )


@ACCOUNTS.view(*FORM, only=(Role.LIAISON,))
def operator(request: HttpRequest, slug: str) -> HttpResponse:
    """Open an account for one more person who operates a party; her letter comes next."""
    election = get_object_or_404(Election, slug=slug)
    form = OperatorForm(sent(request), election=election)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = open_operator(values["party"], values["name"], values["email"], by=request.user.get_username())
        return redirect(f"{reverse('letters', args=[slug])}?grant={made.pk}")
    return _form(request, election, form, "Agregar a quien opera un partido")


@ACCOUNTS.view(*FORM, only=(Role.LIAISON,))
def hand_over(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hand the account of whoever operated a party over: hers is closed, and whoever follows has her own."""
    election = get_object_or_404(Election, slug=slug)
    rows = outside(election).filter(role=Role.PARTY).select_related("user", "election", "party")
    grant = get_object_or_404(rows, pk=pk)
    form = OperatorForm(sent(request), election=election, follows=grant)
    if request.method == "POST" and form.is_valid() and grant.party:
        values, by = form.cleaned_data, request.user.get_username()
        with transaction.atomic():
            made = open_operator(grant.party, values["name"], values["email"], by=by)
            _end(grant, f"La sigue {values['name']}.", by=by)
        return redirect(f"{reverse('letters', args=[slug])}?grant={made.pk}")
    return _form(request, election, form, f"Quién sigue a {grant.user.name}")


class FactorForm(forms.Form):
    reason = forms.CharField(
        label="Cómo se comprobó quién lo pide",
        max_length=200,
        help_text="Queda en la auditoría, y se le avisa a la cuenta.",
    )


@ACCOUNTS.view(*FORM, only=(Role.LIAISON,))
def factor(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a second factor that somebody lost off her account, of outside or of the staff, or prepare it."""
    election = get_object_or_404(Election, slug=slug)
    rows = Grant.objects.open().filter(election=election).select_related("user", "election", "party", "candidacy")
    grant = get_object_or_404(rows, pk=pk)
    form = FactorForm(sent(request))
    back = "people" if grant.user.is_staff else "accounts"
    if request.method == "POST" and form.is_valid():
        try:
            by = User.objects.get(pk=request.user.pk or 0)
            done = factor_acts.ask(grant, by, form.cleaned_data["reason"])
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            return answered(request, done, slug, back)
    return _form(request, election, form, f"Quitar el segundo factor de {grant.user.name}")


def _form(request: HttpRequest, election: Election, form: forms.Form, title: str) -> HttpResponse:
    context = {
        "form": form,
        "above": "Cuentas",
        "title": title,
        "election": election,
        "back": reverse("accounts", args=[election.slug]),
    }
    return render(request, "elections/form.html", context, status=422 if form.is_bound else 200)
