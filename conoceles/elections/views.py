"""Staff screens of the register: fetch, guard, form, act, answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from conoceles.audit import seals
from conoceles.audit.acts import record
from conoceles.elections import register
from conoceles.elections.access import OF_THE_INSTITUTE, grants, may_change_institute, visible_elections
from conoceles.elections.forms import ElectionForm, InstituteForm
from conoceles.elections.models import Agreement, Election, Institute, Role, Ticket
from conoceles.elections.screens import SCREENS, Screen
from conoceles.elections.shared import OF_INSTITUTE, refuse_of_others
from conoceles.elections.windows import strange_dates
from conoceles.elections.works import CALENDAR, CATALOGUES, ELECTION, INSTALLATION
from conoceles.ledger import witness
from conoceles.lib import clock
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import sent

PAGE = 50


@ELECTION.view()
def elections(request: HttpRequest) -> HttpResponse:
    whole = Role.COORDINATION in grants(request).everywhere
    context = {
        "elections": visible_elections(request),
        "institutes": Institute.objects.all() if whole else [],
        "whole": whole,
        "troubles": [said for said in (witness.trouble(), seals.trouble()) if said],
        "clock": clock.trouble(),
        "coordination": Role.COORDINATION in grants(request).roles(),
    }
    return render(request, "elections/elections.html", context)


@ELECTION.view(*POST, only=(Role.COORDINATION,))
def confirm_clock(request: HttpRequest) -> HttpResponse:
    """Take the hour of the server as right, when it waits for a person to say so."""
    if clock.trouble():
        record("clock-confirmed", by=request.user.get_username())
        clock.confirm()
        messages.success(request, "Confirmado: desde ahora se publica y vencen los plazos con esta hora.")
    return redirect("elections")


@INSTALLATION.view(*FORM)
def institute(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Institute, pk=pk) if pk else Institute()
    form = InstituteForm(sent(request), instance=row)
    if request.method == "POST" and _saved(request, form):
        messages.success(request, f"Guardado: {row}.")
        return redirect("elections")
    return _form(request, form, "Instituto", row.name or "Instituto nuevo")


@ELECTION.view()
def election(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Election, slug=slug)
    context = {
        "election": found,
        "register": bool({Role.COORDINATION, Role.REGISTER} & grants(request).roles(slug)),
        "campaign": found.may_publish(timezone.now()),
        "screens": [(screen, screen.rows(found).count()) for screen in SCREENS.values()],
    }
    return render(request, "elections/election.html", context)


@CALENDAR.view(*FORM)
def election_edit(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Election, slug=slug)
    form = ElectionForm(sent(request), instance=found)
    if request.method == "POST" and _saved(request, form):
        shown = " El sitio muestra el cambio en unos segundos." if found.published_at else ""
        messages.success(request, f"Guardado.{shown}")
        for strange in strange_dates(form.instance):
            messages.warning(request, f"Compruebe el calendario. {strange}")
        return redirect("election", form.instance.slug)
    return _form(request, form, str(found), "Elección y calendario", election=Election.objects.get(pk=found.pk))


@CATALOGUES.view()
def rows(request: HttpRequest, slug: str, screen: str) -> HttpResponse:
    found, shown = get_object_or_404(Election, slug=slug), _screen(screen)
    words = request.GET.get("q", "").strip()[:200]
    page = Paginator(shown.found(found, words), PAGE).get_page(request.GET.get("pagina"))
    lines = [
        (reverse("row", args=[slug, screen, row.pk]), [value(row) for _label, value in shown.columns]) for row in page
    ]
    context = {"election": found, "screen": shown, "words": words, "page": page, "lines": lines}
    return render(request, "elections/rows.html", context)


@CATALOGUES.view(*FORM)
def row(request: HttpRequest, slug: str, screen: str, pk: int | None = None) -> HttpResponse:
    found, shown = get_object_or_404(Election, slug=slug), _screen(screen)
    if shown.form is None:
        # A candidacy is written in the form of the lists, whose address is the same and is looked at first.
        raise Http404
    thing = get_object_or_404(shown.rows(found), pk=pk) if pk else shown.blank(found)
    form = shown.form(sent(request), request.FILES or None, instance=thing, election=found)
    if request.method == "POST" and _may_change(request, form, found) and _saved(request, form, found):
        messages.success(request, f"Guardado: {thing}.")
        return redirect("rows", slug, screen)
    title = str(shown.rows(found).get(pk=pk)) if pk else f"Agregar {shown.one}"
    members = thing.candidacies.with_register() if isinstance(thing, Ticket) and pk else None
    return _form(request, form, shown.title, title, election=found, screen=shown, members=members)


def _screen(slug: str) -> Screen:
    if slug not in SCREENS:
        raise Http404
    return SCREENS[slug]


def _saved(request: HttpRequest, form: Any, at: Election | None = None) -> bool:
    """Save a valid form by the register's own rules; return whether it was, with the reasons on the form when not."""
    if not form.is_valid():
        return False
    try:
        register.save(form.instance, related=form._save_m2m, by=request.user.get_username(), at=at)
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True


def _may_change(request: HttpRequest, form: Any, election: Election) -> bool:
    """Return whether a valid form may be saved from this election; what other institutes share says why not."""
    if not form.is_valid() or Role.COORDINATION in grants(request).everywhere:
        return bool(form.is_valid())
    shared = isinstance(form.instance, OF_INSTITUTE) or _shown_elsewhere(form, election)
    if shared and not may_change_institute(request, election):
        form.add_error(None, OF_THE_INSTITUTE)
        return False
    try:
        refuse_of_others(form.instance, election)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _shown_elsewhere(form: Any, election: Election) -> bool:
    """Return whether a form changes an agreement that the sites of other elections show."""
    row = form.instance
    if not isinstance(row, Agreement) or not row.pk or set(form.changed_data) <= {"shown"}:
        return False
    return row.shown_in.exclude(pk=election.pk).exists()


def add_errors(form: Any, error: ValidationError) -> None:
    """Put the reasons of a refusal on the fields that they are about, or above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, reasons in error.error_dict.items():
        form.add_error(name if name in form.fields else None, reasons)


def _form(request: HttpRequest, form: Any, above: str, title: str, **context: Any) -> HttpResponse:
    wrong = form.is_bound or (context.get("first") is not None and context["first"].is_bound)
    election: models.Model | None = context.pop("election", None)
    values = {"form": form, "above": above, "title": title, "election": election, **context}
    return render(request, "elections/form.html", values, status=422 if wrong else 200)
