"""Letters and codes for many accounts: what would be done, and doing it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from conoceles.accounts.adapters import unknown_address
from conoceles.accounts.models import User
from conoceles.elections import jobs, letter_acts, letter_jobs
from conoceles.elections.job_views import before, started
from conoceles.elections.letter_jobs import CODES, GRANT, LETTERS, Wanted
from conoceles.elections.models import Election, Role
from conoceles.elections.prepared_views import answered
from conoceles.elections.works import ACCOUNTS
from conoceles.lib.access import FORM
from conoceles.lib.forms import sent
from conoceles.lib.text import so_many

NOTHING = "No hay ninguna carta por hacer: las que siguen en pie no se tocan. Para reponer una, elíjala en la lista."
ASKED = ("grant", "party", "all", "by")


class NumberForm(forms.Form):
    number = forms.CharField(label="Número de oficio", required=False, max_length=60)


@ACCOUNTS.view(*FORM, only=(Role.LIAISON,))
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what the letters that were asked for would do and undo, and make them once that is pressed."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    asked = request.POST if request.method == "POST" else request.GET
    found, by_mail = letter_jobs.wanted(election, asked), asked.get("by") == "mail"
    if not found.left and not found.used:
        messages.error(request, NOTHING)
        return redirect("accounts", slug)
    if found.used and not found.left and len(found.used) == 1:
        return _for_used(request, election, found, by_mail=by_mail)
    form = NumberForm(sent(request))
    replaces = found.replaced > 0
    confirmed = request.POST.get("confirm") == "1" or not found.delivered
    if request.method == "POST" and confirmed and form.is_valid():
        job = jobs.begin(
            CODES if by_mail else LETTERS,
            election,
            User.objects.get(pk=request.user.pk or 0),
            found.title.replace("Carta", "Código", 1) if by_mail else found.title,
            # Those in use come last, and are said to be left as they are.
            [*found.left, *(f"{GRANT}{one.pk}" for one in found.used)],
            {"number": form.cleaned_data["number"], "replaces": replaces},
            request.POST.get("press", ""),
        )
        return started(request, job)
    return before(request, _context(election, found, asked, form, by_mail=by_mail, unconfirmed=not confirmed))


def _context(
    election: Election, found: Wanted, asked: QueryDict, form: NumberForm, *, by_mail: bool, unconfirmed: bool
) -> dict[str, object]:
    what = ("código", "códigos") if by_mail else ("carta", "cartas")
    counts = [("Cuentas que se abren", found.opened)] if found.opened else []
    if found.replaced:
        counts.append(("Cartas de antes que dejan de servir", found.replaced))
    if by_mail and found.by_mail < len(found.left):
        counts.append(("Sin correo: no se les enviará", len(found.left) - found.by_mail))
    warns = [said] if not by_mail and (said := unknown_address()) else []
    if found.used:
        names = ", ".join(one.user.name for one in found.used[:5])
        warns.append(
            f"{so_many(len(found.used), 'cuenta ya se usa y se deja', 'cuentas ya se usan y se dejan')} como está "
            f"({names}): la carta nueva de una cuenta en uso se pide de una en una."
        )
    delivered = so_many(found.delivered, "carta ya se entregó", "cartas ya se entregaron")
    return {
        "election": election,
        "title": found.title.replace("Carta", "Código", 1) if by_mail else found.title,
        "above": "Cuentas y cartas",
        "back": reverse("accounts", args=[election.slug]),
        "counts": [("Se harán" if not by_mail else "Se enviarán", len(found.left)), *counts],
        "of": what,
        "warns": warns,
        "says": "Cada una lleva un código que sirve una vez y está solo en ese papel. El PDF queda aquí un día para "
        "tomarlo de nuevo; después se borra."
        if not by_mail
        else "Cada mensaje lleva un código que sirve una vez.",
        "confirm": f"Sé que {delivered} y que con la nueva dejará de abrir su cuenta." if found.delivered else "",
        "unconfirmed": unconfirmed and form.is_bound,
        "form": None if by_mail else form,
        "hidden": [(name, value) for name in ASKED for value in asked.getlist(name)],
        "button": f"{'Enviar' if by_mail else 'Hacer'} {so_many(len(found.left), *what)}",
    }


def _for_used(request: HttpRequest, election: Election, found: Wanted, *, by_mail: bool) -> HttpResponse:
    """Give a new letter for an account in use, or prepare it, once what it undoes was said."""
    grant, form = found.used[0], NumberForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            done = letter_acts.ask(
                grant,
                User.objects.get(pk=request.user.pk or 0),
                by_mail=by_mail,
                number=form.cleaned_data["number"],
            )
        except ValueError as error:
            messages.error(request, str(error))
            return redirect("accounts", election.slug)
        return answered(request, done, election.slug, "accounts")
    context = _context(election, Wanted(found.title), QueryDict(mutable=True), form, by_mail=by_mail, unconfirmed=False)
    context |= {
        "counts": [],
        "warns": [
            f"{grant.user.name} ya entró con esta cuenta. Con la carta nueva su contraseña, sus sesiones, su segundo "
            "factor y su correo dejan de servir en ese momento, y se le avisa."
        ],
        "hidden": [("grant", grant.pk), *([("by", "mail")] if by_mail else [])],
        "button": "Pedir el código nuevo" if by_mail else "Pedir la carta nueva",
    }
    return before(request, context)
