"""Accounts of an election: who has one, whether its letter was handed over and used, and closing it."""

from collections.abc import Callable
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from conoceles.accounts import addresses
from conoceles.accounts.adapters import unknown_address
from conoceles.accounts.models import Invitation
from conoceles.elections.access import grants
from conoceles.elections.grants import end, without_account
from conoceles.elections.letter_jobs import letterless, outside
from conoceles.elections.models import Candidacy, Election, Grant, Role
from conoceles.elections.works import ACCOUNTS
from conoceles.lib.access import FORM
from conoceles.lib.finding import with_words
from conoceles.lib.forms import sent, whole_number, words_of

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


@ACCOUNTS.view(*FORM, only=(Role.LIAISON,))
def close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Close the account of a candidacy, or of whoever operated a party: nothing opens it any more, nor a forgotten
    password."""
    election = get_object_or_404(Election, slug=slug)
    grant = get_object_or_404(outside(election).select_related("user", "election", "party", "candidacy"), pk=pk)
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
