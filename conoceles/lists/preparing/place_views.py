"""The screens of places: the division in force, files of INE and INEGI read, their columns chosen, written once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.access import OF_THE_INSTITUTE, may_change_institute
from conoceles.elections.models import Area, DistrictPlan, Election, Section
from conoceles.elections.shared import refuse_of_others
from conoceles.lib import blobs
from conoceles.lib.access import FORM
from conoceles.lib.doing import doing
from conoceles.lib.forms import DateInput, sent
from conoceles.lib.states import STATES
from conoceles.lib.tables import BadTable
from conoceles.lib.text import so_many
from conoceles.lib.uploads import kept_for_a_moment, short_name
from conoceles.lists.models import PlaceFile
from conoceles.lists.preparing.place_files import (
    BOUNDARIES,
    FIELDS,
    KEYS,
    LABELS,
    SHOWN,
    PlaceRows,
    guessed,
    read_places,
    rows_of,
    whose_keys,
)
from conoceles.lists.preparing.place_writing import make_plan, planned, state_of, write
from conoceles.lists.works import PLACES

MAX_UPLOAD = 100 * 1024 * 1024
SHOWN_LINES = 40
PLACE_KINDS = {
    Area.Kind.MUNICIPALITY: "municipios",
    Area.Kind.DISTRICT: "distritos locales",
    Area.Kind.COMMUNITY: "comunidades",
    Area.Kind.CIRCUMSCRIPTION: "circunscripciones o distritos judiciales",
}


class PlanForm(forms.Form):
    name = forms.CharField(label="Nombre", max_length=120)
    valid_from = forms.DateField(label="Vigente desde", widget=DateInput())
    valid_to = forms.DateField(
        label="Vigente hasta", required=False, widget=DateInput(), help_text="En blanco, mientras no haya otra."
    )


class FileForm(forms.Form):
    kind = forms.ChoiceField(label="Qué trae el archivo", choices=list(LABELS.items()), widget=forms.RadioSelect)
    file = forms.FileField(label="Archivo", help_text="De hasta 100 MB, de todo el país o solo de su entidad.")

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > MAX_UPLOAD:
            raise forms.ValidationError("El archivo pasa de 100 MB: envíe solo la parte de su entidad.")
        return self.cleaned_data["file"]


class ColumnsForm(forms.Form):
    """Which column of a file is what, whose its keys are, and what its places are."""

    whose = forms.ChoiceField(
        label="De quién son las claves",
        choices=[("inegi", "del INEGI"), ("ine", "del INE")],
        help_text="No son las mismas: en Durango difieren las de 23 de sus 39 municipios.",
    )
    places = forms.ChoiceField(
        label="Qué lugares son", choices=[(kind.value, name) for kind, name in PLACE_KINDS.items()]
    )

    def __init__(self, *args: Any, file: PlaceFile, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in FIELDS[file.kind].items():
            none = "Elija" if field.required else "Ninguna"
            self.fields[name] = forms.ChoiceField(
                label=field.label,
                required=field.required,
                choices=[("", none), *((column, column) for column in columns if column)],
                initial=file.columns.get(name, ""),
            )
        self.fields["whose"].initial, self.fields["places"].initial = file.whose, file.places
        if file.kind == KEYS:
            del self.fields["whose"]
        if file.kind != BOUNDARIES:
            del self.fields["places"]

    def columns(self) -> dict[str, str]:
        own = {"whose", "places"}
        return {name: value for name, value in self.cleaned_data.items() if name not in own and value}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if "section" in self.fields and not values.get("code") and not values.get("name"):
            self.add_error("code", "Elija la columna de la clave o la del nombre del municipio.")
        return values


@PLACES.view(*FORM)
def places(request: HttpRequest, slug: str) -> HttpResponse:
    """The places of an election, with what each missing part leaves out; a division is made here, or a file sent."""
    election = get_object_or_404(Election.objects.select_related("institute", "plan"), slug=slug)
    year = election.day.year
    state = state_of(election)
    named = election.plan.state_name if election.plan else STATES[state][0] if state else ""
    first = {"name": f"Distritación {year} de {named}", "valid_from": f"{year}-01-01"}
    plan = PlanForm(sent(request) if "plan" in request.POST else None, initial=first)
    file = FileForm(*(((sent(request)), request.FILES) if "send" in request.POST else (None, None)))
    if plan.is_bound and plan.is_valid() and state:
        try:
            make_plan(election, **plan.cleaned_data, by=request.user.get_username())
        except ValidationError as error:
            plan.add_error(None, " ".join(error.messages))
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{election.plan}: ahora, sus lugares.")
            return redirect("places", slug)
    if file.is_bound and file.is_valid():
        try:
            return redirect("place_file", slug, _received(request, election, **file.cleaned_data).pk)
        except BadTable as error:
            file.add_error("file", str(error))
    areas = Area.objects.of_plan(election.plan)
    context = {
        "election": election,
        "state": named,
        "plan_form": plan,
        "valid": bool(election.plan and election.plan.holds_on(election.day)),
        "form": file,
        "counts": [(name.capitalize(), areas.filter(kind=kind).count()) for kind, name in PLACE_KINDS.items()],
        "drawn": areas.municipalities().filter(boundary__isnull=False).count(),
        "sections": Section.objects.filter(plan=election.plan).offered().count(),
        "files": election.place_files.all()[:10],
    }
    bound = plan.is_bound or file.is_bound
    return render(request, "lists/places.html", context, status=422 if bound else 200)


def _received(request: HttpRequest, election: Election, kind: str, file: Any) -> PlaceFile:
    with doing(request) as told, kept_for_a_moment(file, name=short_name(file.name)) as path:
        told("Leyendo el archivo", 0, 0)
        rows = read_places(path, kind)
    columns = guessed(kind, rows)
    return PlaceFile.objects.create(
        election=election,
        kind=kind,
        name=short_name(file.name),
        blob=blobs.put(rows.as_bytes(), "json", blobs.PRIVATE),
        columns=columns,
        whose=whose_keys(kind, columns),
        by=request.user.get_username(),
    )


@PLACES.view(*FORM)
def place_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a file of places would do, with its columns as they were guessed or chosen; pressing writes it, once."""
    election = get_object_or_404(Election.objects.select_related("institute", "plan"), slug=slug)
    file = get_object_or_404(PlaceFile, pk=pk, election=election)
    plan = election.plan
    if plan is None:
        messages.error(request, "Antes diga la distritación a la que pertenecen: su nombre y desde cuándo rige.")
        return redirect("places", slug)
    rows = rows_of(blobs.where(file.blob, blobs.PRIVATE).read_bytes())
    form = ColumnsForm(sent(request), file=file, columns=rows.columns)
    wrong, found = "", None
    if request.method == "POST" and not file.written_at and form.is_valid():
        file.columns = form.columns()
        file.whose = form.cleaned_data.get("whose", file.whose)
        file.places = form.cleaned_data.get("places", file.places)
        file.save(update_fields=["columns", "whose", "places"])
        if "write" in request.POST and not (wrong := _write(request, election, plan, file, rows)):
            return redirect("place_file", slug, pk)
    required = [name for name, field in FIELDS[file.kind].items() if field.required]
    if not wrong and not file.written_at and all(name in file.columns for name in required):
        try:
            found = planned(file.kind, rows, file.columns, plan, whose=file.whose, places=file.places)
        except BadTable as error:
            wrong = str(error)
    context = {
        "election": election,
        "file": file,
        "form": form,
        "found": found,
        "wrong": wrong,
        "told": rows.told,
        "columns": rows.columns,
        "first": rows.cells[:SHOWN],
        "shown": SHOWN_LINES,
        "lines": so_many(len(rows.cells), "renglón", "renglones"),
    }
    return render(request, "lists/place_file.html", context, status=422 if wrong or form.errors else 200)


def _write(request: HttpRequest, election: Election, plan: DistrictPlan, file: PlaceFile, rows: PlaceRows) -> str:
    """Write a file of places; return what is wrong, '' where it was written."""
    if not may_change_institute(request, election):
        return OF_THE_INSTITUTE
    try:
        refuse_of_others(plan, election)
        with transaction.atomic():
            locked = PlaceFile.objects.select_for_update().get(pk=file.pk)
            if locked.written_at:
                return ""
            found = planned(file.kind, rows, file.columns, plan, whose=file.whose, places=file.places)
            write(found)
            locked.written_at = timezone.now()
            locked.save(update_fields=["written_at"])
            record(
                "places-imported",
                by=request.user.get_username(),
                election=election.slug,
                thing=f"plan {plan.key}",
                places=len(found.new) + len(found.changed),
                sections=len(found.new_sections) + len(found.changed_sections),
            )
    except ValidationError as error:
        return " ".join(error.messages)
    except BadTable as error:
        return str(error)
    messages.success(request, "Escrito en el registro.")
    return ""
