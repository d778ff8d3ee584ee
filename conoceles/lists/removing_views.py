"""The screens that undo a mistake: a row deleted with its reason, an import taken back."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.elections.access import OF_THE_INSTITUTE, may_change_institute
from conoceles.elections.models import Agreement, Area, DistrictPlan, Election, Section
from conoceles.elections.screens import SCREENS
from conoceles.elections.shared import OF_INSTITUTE, refuse_of_others
from conoceles.lib.access import FORM
from conoceles.lib.forms import sent
from conoceles.lists.models import ListUpload
from conoceles.lists.removing import remove, why_not
from conoceles.lists.taking_back import counts, take_back, why_stays
from conoceles.lists.works import DELETE, IMPORT

SHARED = (Agreement, Area, DistrictPlan, Section, *OF_INSTITUTE)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Motivo", max_length=300, help_text="Queda en la auditoría.", widget=forms.Textarea(attrs={"rows": 3})
    )


@DELETE.view(*FORM)
def row_delete(request: HttpRequest, slug: str, screen: str, pk: int) -> HttpResponse:
    """Delete a row of a catalogue that was made by mistake, with its reason; or say what keeps it."""
    election = get_object_or_404(Election.objects.select_related("plan", "institute"), slug=slug)
    if screen not in SCREENS:
        raise Http404
    shown = SCREENS[screen]
    thing = get_object_or_404(shown.rows(election), pk=pk)
    why = why_not(thing)
    if isinstance(thing, SHARED) and not may_change_institute(request, election):
        why = OF_THE_INSTITUTE
    if isinstance(thing, SHARED) and not why:
        try:
            refuse_of_others(thing, election)
        except ValidationError as error:
            why = " ".join(error.messages)
    form = ReasonForm(sent(request))
    if request.method == "POST" and not why and form.is_valid():
        name = str(thing)
        try:
            remove(thing, election, by=request.user.get_username(), reason=form.cleaned_data["reason"])
        except ValidationError as error:
            why = " ".join(error.messages)
        else:
            messages.success(request, f"Borrado: {name}.")
            return redirect("rows", slug, screen)
    context = {
        "election": election,
        "screen": shown,
        "thing": thing,
        "over": str(thing),
        "title": f"Borrar {shown.one}",
        "form": form,
        "why": why,
        "button": "Borrar",
    }
    return render(request, "lists/remove.html", context, status=422 if form.is_bound else 200)


@IMPORT.view(*FORM)
def import_undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an import back, saying before what goes; or say what keeps it."""
    election = get_object_or_404(Election, slug=slug)
    upload = get_object_or_404(ListUpload.objects.select_related("election"), pk=pk, election=election)
    why, form = why_stays(upload), ReasonForm(sent(request))
    if request.method == "POST" and not why and form.is_valid():
        try:
            stayed = take_back(upload, by=request.user.get_username(), reason=form.cleaned_data["reason"])
        except ValidationError as error:
            why = " ".join(error.messages)
        else:
            more = f" Quedaron como alguien las corrigió después: {', '.join(stayed)}." if stayed else ""
            messages.success(request, f"Deshecho: el registro está como antes de «{upload.name}».{more}")
            return redirect("import_read", slug, pk)
    context = {
        "election": election,
        "upload": upload,
        "over": upload.name,
        "title": "Deshacer esta importación",
        "form": form,
        "why": why,
        "counts": counts(upload) if not why else None,
        "button": "Deshacerla",
    }
    return render(request, "lists/remove.html", context, status=422 if form.is_bound else 200)
