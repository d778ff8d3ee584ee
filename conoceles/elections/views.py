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

from conoceles.accounts.models import User
from conoceles.elections import register
from conoceles.elections.access import STAFF, grants, installation, staff, visible_elections, works
from conoceles.elections.forms import CandidacyForm, ElectionForm, InstituteForm, PersonForm, SettleNameForm
from conoceles.elections.models import Candidacy, Doubt, Election, Institute, Person, Role, Ticket
from conoceles.elections.screens import SCREENS, Screen
from conoceles.elections.settling import CannotSettle, settle_name, settle_roles
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import sent, whole_number

PAGE = 50


@staff(*STAFF)
def elections(request: HttpRequest) -> HttpResponse:
    whole = Role.COORDINATION in grants(request).everywhere
    context = {
        "elections": visible_elections(request),
        "institutes": Institute.objects.all() if whole else [],
        "whole": whole,
    }
    return render(request, "elections/elections.html", context)


@installation(FORM)
def institute(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Institute, pk=pk) if pk else Institute()
    form = InstituteForm(sent(request), instance=row)
    if request.method == "POST" and _saved(request, form):
        messages.success(request, f"Guardado: {row}.")
        return redirect("elections")
    return _form(request, form, "Instituto", row.name or "Instituto nuevo")


@installation(FORM)
def election_new(request: HttpRequest) -> HttpResponse:
    form = ElectionForm(sent(request))
    if request.method == "POST" and _saved(request, form):
        return redirect("election", form.instance.slug)
    return _form(request, form, "Elecciones", "Elección nueva")


@staff(*STAFF)
def election(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Election, slug=slug)
    candidacies = Candidacy.objects.of_election(found)
    context = {
        "election": found,
        "works": works(grants(request).roles(slug)),
        "register": bool({Role.COORDINATION, Role.REGISTER} & grants(request).roles(slug)),
        "coordination": Role.COORDINATION in grants(request).roles(slug),
        "campaign": found.may_publish(timezone.now()),
        "screens": [(screen, screen.rows(found).count()) for screen in SCREENS.values()],
        "roles": candidacies.registered().unconfirmed().count(),
        "names": Doubt.objects.filter(candidacy__election=found, outcome="").count(),
    }
    return render(request, "elections/election.html", context)


@staff(methods=FORM)
def election_edit(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Election, slug=slug)
    form = ElectionForm(sent(request), instance=found)
    if request.method == "POST" and _saved(request, form):
        messages.success(request, "Guardado. El sitio muestra el cambio en unos segundos.")
        return redirect("election", form.instance.slug)
    return _form(request, form, str(found), "Elección y calendario", election=Election.objects.get(pk=found.pk))


@staff(Role.REGISTER)
def rows(request: HttpRequest, slug: str, screen: str) -> HttpResponse:
    found, shown = get_object_or_404(Election, slug=slug), _screen(screen)
    words = request.GET.get("q", "").strip()[:200]
    page = Paginator(shown.found(found, words), PAGE).get_page(request.GET.get("pagina"))
    lines = [(row.pk, [value(row) for _label, value in shown.columns]) for row in page]
    context = {"election": found, "screen": shown, "words": words, "page": page, "lines": lines}
    return render(request, "elections/rows.html", context)


@staff(Role.REGISTER, methods=FORM)
def row(request: HttpRequest, slug: str, screen: str, pk: int | None = None) -> HttpResponse:
    found, shown = get_object_or_404(Election, slug=slug), _screen(screen)
    thing = get_object_or_404(shown.rows(found), pk=pk) if pk else shown.blank(found)
    if isinstance(thing, Candidacy):
        return _candidacy(request, found, thing)
    form = shown.form(sent(request), request.FILES or None, instance=thing, election=found)
    if request.method == "POST" and _saved(request, form):
        messages.success(request, f"Guardado: {thing}.")
        return redirect("rows", slug, screen)
    title = str(shown.rows(found).get(pk=pk)) if pk else f"Agregar {shown.one}"
    members = thing.candidacies.with_register() if isinstance(thing, Ticket) and pk else None
    return _form(request, form, shown.title, title, election=found, screen=shown, members=members)


def _candidacy(request: HttpRequest, found: Election, thing: Candidacy) -> HttpResponse:
    initial: dict[str, Any] = {}
    if thing.pk is None:
        ticket = get_object_or_404(Ticket.objects.of_election(found), pk=whole_number(request.GET.get("planilla")))
        initial = {"ticket": ticket.pk, "contest": ticket.contest_id, "office": ticket.contest.office_id}
    person = Person.objects.get(pk=thing.person_id) if thing.pk else Person()
    about = PersonForm(sent(request), instance=person, prefix="persona")
    form = CandidacyForm(sent(request), instance=thing, election=found, initial=initial)
    if request.method == "POST" and about.is_valid() and form.is_valid():
        try:
            register.save_candidacy(thing, person, by=request.user.get_username())
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, f"Guardado: {thing}.")
            return redirect("rows", found.slug, "candidaturas")
    known = Person.objects.filter(pk=person.pk).first()
    title = known.name if known else "Agregar candidatura"
    return _form(request, form, "Candidaturas", title, election=found, screen=SCREENS["candidaturas"], first=about)


@staff(Role.REGISTER)
def doubts(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Election, slug=slug)
    unconfirmed = Candidacy.objects.of_election(found).registered().unconfirmed().with_register()
    places = dict.fromkeys((one.ticket_id, one.office_id, one.position) for one in unconfirmed)
    everyone = Candidacy.objects.filter(ticket__in=[place[0] for place in places]).registered().with_register()
    pairs: dict[tuple[int, int, int], list[Candidacy]] = {}
    for candidacy in everyone.order_by("ticket__contest__name", "ticket", "position", "pk"):
        place = (candidacy.ticket_id, candidacy.office_id, candidacy.position)
        if place in places:
            pairs.setdefault(place, []).append(candidacy)
    page = Paginator(list(pairs.values()), 20).get_page(request.GET.get("pagina"))
    names = Doubt.objects.filter(candidacy__election=found, outcome="").select_related(
        "candidacy__person",
        "candidacy__office",
        "candidacy__ticket__party",
        "candidacy__ticket__contest__area",
    )
    context = {"election": found, "page": page, "names": names, "total": len(pairs)}
    return render(request, "elections/doubts.html", context)


@staff(Role.REGISTER, methods=POST)
def doubt_role(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Election, slug=slug)
    owner = get_object_or_404(Candidacy.objects.of_election(found), pk=whole_number(request.POST.get("owner")))
    try:
        settled = settle_roles(owner, by=request.user.get_username())
    except CannotSettle as error:
        messages.error(request, str(error))
    else:
        names = " y ".join(f"{candidacy.person.name}, {candidacy.get_role_display()}" for candidacy in settled)
        messages.success(request, f"Resuelto: {names}.")
    return redirect(f"{reverse('doubts', args=[slug])}?pagina={whole_number(request.POST.get('pagina')) or 1}")


@staff(Role.REGISTER, methods=FORM)
def doubt_name(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = get_object_or_404(Election, slug=slug)
    doubt = get_object_or_404(Doubt.objects.select_related("candidacy__person"), pk=pk, candidacy__election=found)
    form = SettleNameForm(sent(request), election=found)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            settle_name(
                doubt,
                values["outcome"],
                User.objects.get(pk=request.user.pk or 0),
                day=values["day"],
                agreement=values["agreement"],
            )
        except CannotSettle as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Duda resuelta.")
            return redirect("doubts", slug)
    title = f"¿{doubt.candidacy.person.name} o {doubt.name}?"
    return _form(request, form, "Dudas", title, election=found, doubt=doubt)


def _screen(slug: str) -> Screen:
    if slug not in SCREENS:
        raise Http404
    return SCREENS[slug]


def _saved(request: HttpRequest, form: Any) -> bool:
    """Save a valid form by the register's own rules; return whether it was, with the reasons on the form when not."""
    if not form.is_valid():
        return False
    try:
        register.save(form.instance, related=form._save_m2m, by=request.user.get_username())
    except ValidationError as error:
        _add_errors(form, error)
        return False
    return True


def _add_errors(form: Any, error: ValidationError) -> None:
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
