"""A new election, and the works that prepare one."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.elections.access import grants
from conoceles.elections.models import Election, Institute, Role
from conoceles.lib.access import FORM, POST, may_open
from conoceles.lib.forms import DateInput, sent
from conoceles.lists.models import SettledWork
from conoceles.lists.preparing import set_up as works
from conoceles.lists.preparing.starting import begin, outlines
from conoceles.lists.works import SET_UP, START


class StartForm(forms.Form):
    institute = forms.ModelChoiceField(label="Instituto", queryset=Institute.objects.all())
    name = forms.CharField(
        label="Nombre", max_length=160, help_text="Como lo leerá la gente: Elección local de Colima 2027."
    )
    day = forms.DateField(
        label="Día de la elección",
        widget=DateInput(),
        help_text="De él se propone el calendario completo, que después se corrige.",
    )
    elects = forms.MultipleChoiceField(
        label="Qué se elige", required=False, widget=forms.CheckboxSelectMultiple, help_text="Una o varias."
    )
    mandatory = forms.ChoiceField(
        label="Responder el cuestionario es",
        choices=[("True", "Obligatorio"), ("False", "Voluntario")],
        widget=forms.RadioSelect,
        required=False,
        help_text="Lo dice su acuerdo o reglamento; así lo escribe el sitio, y así se cuenta.",
    )
    like = forms.ModelChoiceField(
        label="Como una elección anterior",
        queryset=Election.objects.filter(practice=False),
        required=False,
        empty_label="No: desde el principio",
        help_text="Copia cargos (salvo que marque arriba qué se elige), partidos con sus emblemas, reglas y plazos; "
        "cuestionarios y textos del sitio, como borradores. No copia personas, acuerdos ni textos de privacidad. Lo "
        "que deje sin marcar arriba queda como en aquella.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        elects = self.fields["elects"]
        if isinstance(elects, forms.MultipleChoiceField):
            elects.choices = [(one.name, one.title) for one in outlines().values()]
        only = list(Institute.objects.all()[:2])
        if len(only) == 1:
            self.fields["institute"].initial = only[0]
        if not Election.objects.filter(practice=False).exists():
            del self.fields["like"]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not 2000 <= day.year <= 2100:
            raise ValidationError("Revise el año de la elección.")
        return day

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("elects") and not values.get("like"):
            self.add_error("elects", "Diga qué se elige, o a qué elección se parece.")
        if not values.get("mandatory") and not values.get("like"):
            self.add_error("mandatory", "Diga si responder es obligatorio o voluntario.")
        return values


@START.view(*FORM)
def election_new(request: HttpRequest) -> HttpResponse:
    """Make an election from what it elects and its day, or like an earlier one."""
    form = StartForm(sent(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        chosen = [outlines()[name] for name in values["elects"]]
        try:
            election = begin(
                values["institute"],
                values["name"],
                values["day"],
                by=request.user.get_username(),
                elects=chosen,
                like=values.get("like"),
                mandatory=values["mandatory"] == "True" if values["mandatory"] else None,
            )
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, f"{election} está en el taller. Estos son los trabajos que la preparan.")
            return redirect("set_up", election.slug)
    return render(request, "lists/start.html", {"form": form}, status=422 if form.is_bound else 200)


def _steps(request: HttpRequest, election: Election) -> list[works.Step]:
    return works.steps(election, lambda path: may_open(request, path.partition("#")[0]))


@SET_UP.view()
def set_up(request: HttpRequest, slug: str) -> HttpResponse:
    """The works that prepare an election, as they stand."""
    election = get_object_or_404(Election.objects.select_related("institute", "plan"), slug=slug)
    steps = _steps(request, election)
    context = {
        "election": election,
        "steps": steps,
        "done": sum(step.state == works.DONE for step in steps),
        "lacks": [step for step in steps if step.found.lacks],
        "next": next((step for step in steps if step.state != works.DONE and step.url), None),
        "coordination": Role.COORDINATION in grants(request).roles(slug),
    }
    return render(request, "lists/set_up.html", context)


@SET_UP.view(*POST, only=(Role.COORDINATION,))
def settle(request: HttpRequest, slug: str) -> HttpResponse:
    """Say of a work that it is well as it is, or no longer."""
    election = get_object_or_404(Election.objects.select_related("institute", "plan"), slug=slug)
    work = request.POST.get("settle") or request.POST.get("again") or ""
    found = next((step for step in _steps(request, election) if step.name == work), None)
    if found is None:
        raise Http404
    if request.POST.get("settle"):
        values = {"by": request.user.get_username(), "mark": found.found.mark}
        SettledWork.objects.update_or_create(election=election, work=work, defaults=values)
    else:
        SettledWork.objects.filter(election=election, work=work).delete()
    return redirect("set_up", slug)
