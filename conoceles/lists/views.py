"""Staff screens of the acts on a whole election: import a list, take the template out, publish."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.elections.models import Candidacy, Election
from conoceles.elections.prepared_views import WAITS, answered
from conoceles.elections.publication import CannotPublish
from conoceles.lib.access import FORM
from conoceles.lib.doing import doing
from conoceles.lib.forms import sent
from conoceles.lib.tables import BadTable
from conoceles.lib.text import slugify
from conoceles.lists import pairing, presets, uploads
from conoceles.lists.exporting import as_csv, as_xlsx
from conoceles.lists.models import Doubt, HeldRow, ListFormat, ListUpload
from conoceles.lists.plan import ABSENT, CREATED, DOUBTFUL, REFUSED, UNCHANGED, UPDATED
from conoceles.lists.preparing.set_up import DONE, lacking, steps
from conoceles.lists.works import IMPORT, PUBLISH, TEMPLATE
from conoceles.profiles.models import Answer
from conoceles.profiles.public import publishing

MAX_UPLOAD = 50 * 1024 * 1024
# Lines of a reason that are shown; the spreadsheet has all of them.
SHOWN = 50
# Words that are paired at once; the rest come when these are.
MOST_WORDS = 60
PARTS = (
    (REFUSED, "Rechazadas"),
    (DOUBTFUL, "Dudosas"),
    (UPDATED, "Cambian"),
    (ABSENT, "No están en esta lista"),
    (CREATED, "Se crean"),
    (UNCHANGED, "Sin cambios"),
)
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportForm(forms.Form):
    preset = forms.ChoiceField(label="Formato de la lista", initial="conoceles")
    file = forms.FileField(label="Archivo", help_text="CSV, XLSX, XLS u ODS, de hasta 50 MB.")
    only = forms.CharField(
        label="Solo estas filas",
        required=False,
        help_text="COLUMNA=VALOR, si el archivo trae más de una elección.",
    )
    sheets = forms.CharField(
        label="Hojas",
        required=False,
        help_text="De un libro con varias: sus nombres separados con comas, o * para todas. En blanco, la primera que "
        "tenga las columnas.",
    )

    def __init__(self, *args: Any, election: Election | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["preset"]
        if isinstance(field, forms.ChoiceField):
            own = ListFormat.objects.filter(institute=election.institute_id) if election else ()
            field.choices = [
                *((f"{presets.OWN}{one.pk}", f"{one.title} (del Instituto)") for one in own),
                *((name, presets.load(name).title) for name in presets.names()),
            ]
            # The format of the last list; before the first, one of the institute's own.
            last = ListUpload.objects.filter(election=election).first() if election else None
            known = [value for value, _label in field.choices]
            field.initial = last.preset if last and last.preset in known else known[0] if own else "conoceles"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError("El archivo pasa de 50 MB: divídalo o impórtelo desde la línea de comandos.")
        return file

    def clean_sheets(self) -> list[str]:
        return [part.strip() for part in self.cleaned_data["sheets"].split(",") if part.strip()]

    def clean_only(self) -> dict[str, str]:
        text: str = self.cleaned_data["only"].strip()
        if text and "=" not in text:
            raise forms.ValidationError("Escriba el filtro como COLUMNA=VALOR.")
        return dict([text.split("=", 1)]) if text else {}


@IMPORT.view(*FORM)
def import_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a list: it is read, and shown before anything is written."""
    election = get_object_or_404(Election, slug=slug)
    form = ImportForm(sent(request), request.FILES or None, election=election)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            with doing(request) as told:
                upload = uploads.receive(
                    values["file"],
                    election,
                    values["preset"],
                    only=values["only"],
                    sheets=values["sheets"],
                    by=request.user.get_username(),
                    doing=told,
                )
        except BadTable as error:
            form.add_error("file", str(error))
        else:
            return redirect("import_read", slug, upload.pk)
    context = {
        "election": election,
        "form": form,
        "before": ListUpload.objects.filter(election=election)[:10],
    }
    return render(request, "lists/import.html", context, status=422 if form.is_bound else 200)


@IMPORT.view(*FORM)
def import_read(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a list would do, what is wrong first; pressing writes it, once."""
    election = get_object_or_404(Election, slug=slug)
    upload = get_object_or_404(ListUpload.objects.select_related("election"), pk=pk, election=election)
    wrong: list[str] = []
    if request.method == "POST" and not upload.written_at:
        try:
            wrong = _paired(request, upload) if "pair" in request.POST else _written(request, upload)
        except BadTable as error:
            wrong = [str(error)]
        if not wrong:
            return redirect("import_read", slug, pk)
    report = uploads.report_of(upload)
    asked = _words(upload, report)
    context = {
        "election": election,
        "upload": upload,
        "report": report,
        "wrong": wrong,
        "words": [(word, request.POST.get(word.name, said)) for word, said in asked],
        "options": [
            (key, list(pairing.options(key, election))) for key in dict.fromkeys(word.key for word, _ in asked)
        ],
        "parts": [
            (title, fate, len({row["line"] for _why, rows in groups for row in rows}), groups)
            for fate, title in PARTS
            if not upload.undone_at and (groups := uploads.groups(report, fate))
        ],
        "shown": SHOWN,
        "waits": bool(upload.written_at) and _waits(election),
    }
    return render(request, "lists/import_read.html", context, status=422 if wrong else 200)


def _waits(election: Election) -> bool:
    """Return whether something of an election waits in «Dudas»."""
    return (
        HeldRow.objects.filter(election=election, outcome="").exists()
        or Doubt.objects.filter(candidacy__election=election, outcome="").exists()
        or Candidacy.objects.of_election(election).registered().unconfirmed().exists()
    )


def _written(request: HttpRequest, upload: ListUpload) -> list[str]:
    """Write a list, and what it changes in public; return what is wrong, nothing where it was written."""
    with doing(request) as told:
        upload = uploads.write_it(upload, timezone.now(), by=request.user.get_username(), doing=told)
    if upload.election.published_at and upload.election.may_publish(timezone.now()):
        _publish_what_changed(request, upload.election)
    return []


def _words(upload: ListUpload, report: uploads.Report) -> list[tuple[pairing.Word, str]]:
    """Return the words to be paired, and after them those that were, with what each is."""
    unknown = pairing.unknown(report, upload.election, MOST_WORDS)
    return [*((word, "") for word in unknown), *pairing.known(upload.words, upload.election)]


def _paired(request: HttpRequest, upload: ListUpload) -> list[str]:
    """Read a list again with the words that were paired; return what is wrong with them."""
    asked = [word for word, _said in _words(upload, uploads.report_of(upload))]
    chosen, wrong = pairing.paired(request.POST.dict(), asked, upload.election)
    if chosen != upload.words and not wrong:
        with doing(request) as told:
            uploads.pair(upload, chosen, told)
        messages.success(request, "Leída otra vez con esas palabras. Las recordará la siguiente lista de este formato.")
    return wrong


@IMPORT.view()
def import_sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What becomes of each row, as a spreadsheet with the row's own cells."""
    upload = get_object_or_404(ListUpload.objects.select_related("election"), pk=pk, election__slug=slug)
    try:
        content = uploads.as_xlsx(upload)
    except BadTable as error:
        messages.error(request, str(error))
        return redirect("import_read", slug, pk)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{slugify(Path(upload.name).stem, 60)}-destinos.xlsx"'
    return response


def _publish_what_changed(request: HttpRequest, election: Election) -> None:
    try:
        with doing(request) as tell:
            tell("Se publica el registro")
            done = publishing.register(election, User.objects.get(pk=request.user.pk or 0))
    except CannotPublish as error:
        messages.error(request, f"La lista quedó en el registro, sin publicar. {error}")
    else:
        if done is None:
            messages.success(request, f"La lista quedó en el registro. Su publicación: {WAITS}")


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


@PUBLISH.view(*FORM)
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What becomes public, and what of the set-up is not done; pressing publishes it."""
    election = get_object_or_404(Election.objects.select_related("institute", "plan"), slug=slug)
    if not election.published_at and (lacks := lacking(election)):
        messages.error(request, f"Todavía no se publica. {' '.join(lacks)}")
        return redirect("set_up", slug)
    if request.method != "POST":
        standing = Candidacy.objects.of_election(election).registered()
        context = {
            "election": election,
            "counts": (
                ("Candidaturas", standing.count()),
                ("Contiendas", election.contests.count()),
                ("Partidos, coaliciones e independientes", election.parties.count()),
            ),
            "answered": (
                Answer.objects.filter(profile__candidacy__in=standing)
                .exclude(listed="")
                .values("profile")
                .distinct()
                .count()
            ),
            "pending": [step for step in steps(election) if step.state != DONE],
        }
        return render(request, "lists/publish.html", context)
    try:
        done = publishing.register(election, User.objects.get(pk=request.user.pk or 0))
    except CannotPublish as error:
        messages.error(request, str(error))
        return redirect("election", slug)
    return answered(request, done, slug, "election", stays=True)
