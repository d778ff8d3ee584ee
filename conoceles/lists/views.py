"""Staff screens of the acts on a whole election: import a list, take the template out, publish."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections.models import Election
from conoceles.elections.prepared_views import WAITS, answered
from conoceles.elections.publication import CannotPublish
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import sent
from conoceles.lib.tables import BadTable
from conoceles.lib.uploads import kept_for_a_moment
from conoceles.lists import presets
from conoceles.lists.exporting import as_csv, as_xlsx
from conoceles.lists.importing import ImportPlan, plan_import, write
from conoceles.lists.works import IMPORT, PUBLISH, TEMPLATE
from conoceles.profiles.public import publishing

MAX_UPLOAD = 50 * 1024 * 1024
SHOWN = 300
FATES = {
    "created": "creada",
    "updated": "actualizada",
    "unchanged": "sin cambios",
    "doubtful": "dudosa",
    "refused": "rechazada",
    "absent": "ausente",
}
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(forms.Form):
    preset = forms.ChoiceField(label="Formato de la lista", initial="conoceles")
    file = forms.FileField(label="Archivo", help_text="CSV, XLSX, XLS u ODS, de hasta 50 MB.")
    only = forms.CharField(
        label="Solo estas filas",
        required=False,
        help_text="COLUMNA=VALOR, si el archivo trae más de una elección.",
    )
    confirmed = forms.BooleanField(
        label="Escribir en el registro",
        required=False,
        help_text="Sin marcar es un ensayo: dice qué haría y no escribe nada.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["preset"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(name, presets.load(name).title) for name in presets.names()]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError("El archivo pasa de 50 MB: divídalo o impórtelo desde la línea de comandos.")
        return file

    def clean_only(self) -> dict[str, str]:
        text: str = self.cleaned_data["only"].strip()
        if text and "=" not in text:
            raise forms.ValidationError("Escriba el filtro como COLUMNA=VALOR.")
        return dict([text.split("=", 1)]) if text else {}


@IMPORT.view(*FORM)
def import_list(request: HttpRequest, slug: str) -> HttpResponse:
    election = get_object_or_404(Election, slug=slug)
    form = ImportForm(sent(request), request.FILES or None)
    plan: ImportPlan | None = None
    if request.method == "POST" and form.is_valid():
        try:
            plan = _planned(form, election)
            if form.cleaned_data["confirmed"]:
                write(plan)
                totals = plan.report()
                counts = {fate: totals[fate] for fate in ("created", "updated", "doubtful", "refused")}
                record("register-imported", by=request.user.get_username(), election=slug, **counts)
        except BadTable as error:
            plan = None
            form.add_error("file", str(error))
        else:
            if form.cleaned_data["confirmed"] and election.published_at and election.may_publish(timezone.now()):
                _publish_what_changed(request, election)
    report = plan.report() if plan else None
    context = {
        "election": election,
        "form": form,
        "report": report,
        "items": [item | {"fate_label": FATES[item["fate"]]} for item in report["items"][:SHOWN]] if report else [],
        "shown": SHOWN,
        "written": bool(plan and form.cleaned_data["confirmed"]),
    }
    return render(request, "lists/import.html", context, status=422 if form.is_bound and not plan else 200)


def _publish_what_changed(request: HttpRequest, election: Election) -> None:
    try:
        done = publishing.register(election, User.objects.get(pk=request.user.pk or 0))
    except CannotPublish as error:
        messages.error(request, f"La lista quedó en el registro, sin publicar. {error}")
    else:
        if done is None:
            messages.success(request, f"La lista quedó en el registro. Su publicación: {WAITS}")


def _planned(form: ImportForm, election: Election) -> ImportPlan:
    upload = form.cleaned_data["file"]
    with kept_for_a_moment(upload, name=upload.name) as path:
        return plan_import(path, presets.load(form.cleaned_data["preset"]), election, only=form.cleaned_data["only"])


@TEMPLATE.view()
def template(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    election = get_object_or_404(Election, slug=slug)
    makers = {"csv": (as_csv, CSV), "xlsx": (as_xlsx, XLSX)}
    if form not in makers:
        raise Http404
    make, kind = makers[form]
    response = HttpResponse(make(election, empty=request.GET.get("vacia") == "1"), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="candidaturas-{election.slug}.{form}"'
    return response


@PUBLISH.view(*POST)
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    election = get_object_or_404(Election, slug=slug)
    try:
        done = publishing.register(election, User.objects.get(pk=request.user.pk or 0))
    except CannotPublish as error:
        messages.error(request, str(error))
        return redirect("election", slug)
    return answered(request, done, slug, "election")
