"""The form of one candidacy and its person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.elections.models import Candidacy, Election, Person, Ticket
from conoceles.elections.register import save_candidacy
from conoceles.elections.screens import SCREENS
from conoceles.elections.views import add_errors
from conoceles.elections.works import CATALOGUES
from conoceles.lib.access import FORM
from conoceles.lib.forms import sent, whole_number
from conoceles.lists.forms import CandidacyForm, PersonForm
from conoceles.profiles.consents import follow_register

# What says who somebody is and for what she stands: once public, only a movement changes it.
OF_PERSON = ("name", "sex", "birth_date", "age")
OF_CANDIDACY = ("ticket", "office", "position", "role")


@CATALOGUES.view(*FORM)
def candidacy(request: HttpRequest, slug: str, pk: int | None = None, screen: str = "") -> HttpResponse:
    """Write a candidacy and its person: a new one of a ticket, or one that is corrected."""
    found = get_object_or_404(Election, slug=slug)
    rows = Candidacy.objects.of_election(found).with_register()
    thing = get_object_or_404(rows, pk=pk) if pk else Candidacy(election=found)
    initial: dict[str, Any] = {}
    if thing.pk is None:
        ticket = get_object_or_404(Ticket.objects.of_election(found), pk=whole_number(request.GET.get("planilla")))
        initial = {"ticket": ticket.pk, "contest": ticket.contest_id, "office": ticket.contest.office_id}
    person = Person.objects.get(pk=thing.person_id) if thing.pk else Person()
    about = PersonForm(sent(request), instance=person, prefix="persona")
    form = CandidacyForm(sent(request), instance=thing, election=found, initial=initial)
    if thing.pk and found.published_at:
        for field in [about.fields[name] for name in OF_PERSON] + [form.fields[name] for name in OF_CANDIDACY]:
            field.disabled = True
    if request.method == "POST" and about.is_valid() and form.is_valid():
        try:
            save_candidacy(thing, person, by=request.user.get_username(), follow=follow_register)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"Guardado: {thing}.")
            return redirect("rows", slug, "candidaturas")
    known = Person.objects.filter(pk=person.pk).first()
    context = {
        "election": found,
        "form": form,
        "first": about,
        "above": "Candidaturas",
        "screen": SCREENS["candidaturas"],
        "title": known.name if known else "Agregar candidatura",
        "public": bool(thing.pk and found.published_at),
    }
    return render(request, "lists/candidacy.html", context, status=422 if form.is_bound else 200)
