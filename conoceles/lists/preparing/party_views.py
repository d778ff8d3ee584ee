"""The screens of parties: their table, corrected on the page, and many emblems at once."""

from itertools import zip_longest
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.elections import pictures, register
from conoceles.elections.appearance import make_picture
from conoceles.elections.models import Election, Party
from conoceles.lib.access import FORM
from conoceles.lib.csv_file import written
from conoceles.lib.forms import sent, whole_number, words_of
from conoceles.lib.limited import BadFile
from conoceles.lib.tables import BadTable
from conoceles.lib.text import fold, so_many
from conoceles.lib.uploads import kept_for_a_moment, short_name
from conoceles.lists.preparing import party_table
from conoceles.lists.preparing.party_table import Row
from conoceles.lists.works import PARTIES

FIELDS = ("order", "short", "name", "kind", "members", "key")
SPARE, SPARE_FIRST = 3, 12
MAX_UPLOAD = 5 * 1024 * 1024
MOST_EMBLEMS = 60
EXAMPLE = [["1", "PX", "Partido Ejemplo", "partido", ""], ["9", "", "Coalición Ejemplo", "coalición", "PX + PY"]]


class TableForm(forms.Form):
    file = forms.FileField(
        label="Tabla", help_text="CSV o Excel con NOMBRE y, si los tiene, SIGLAS, CLASE, INTEGRANTES, ORDEN y VIGENCIA."
    )

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > MAX_UPLOAD:
            raise forms.ValidationError("El archivo pasa de 5 MB: no parece una tabla de partidos.")
        return self.cleaned_data["file"]


@PARTIES.view(*FORM)
def parties(request: HttpRequest, slug: str) -> HttpResponse:
    """The table of parties: as it is, or as a file says; what is wrong is marked, and pressing writes all of it."""
    election = get_object_or_404(Election.objects.select_related("institute", "plan"), slug=slug)
    form = TableForm(sent(request) if "read" in request.POST else None, request.FILES or None)
    rows, wrong = party_table.of_election(election), ""
    told: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            with kept_for_a_moment(form.cleaned_data["file"], name=short_name(form.cleaned_data["file"].name)) as path:
                rows, told = party_table.read(path, election)
        except BadTable as error:
            form.add_error("file", str(error))
    elif "write" in request.POST:
        rows = _typed(request.POST)
        if not any(party_table.problems(rows, election)):
            try:
                new, changed = party_table.write(rows, election, by=request.user.get_username())
            except ValidationError as error:
                wrong = " ".join(error.messages)
            else:
                messages.success(
                    request,
                    f"Guardado: {so_many(new, 'nuevo', 'nuevos')}, {so_many(changed, 'cambiado', 'cambiados')}.",
                )
                return redirect("parties", slug)
    marked = list(zip(rows, party_table.problems(rows, election), strict=True))
    bad = bool(form.errors or wrong or ("write" in request.POST and any(said for _row, said in marked)))
    context = {
        "election": election,
        "form": form,
        "rows": [*marked, *((Row(), []) for _spare in range(SPARE if marked else SPARE_FIRST))],
        "kinds": [(value, label) for value, label in Party.Kind.choices],
        "told": told,
        "wrong": wrong,
        "unsaved": form.is_bound and not form.errors,
        "bad": bad,
        "bare": election.parties.filter(emblem="").count(),
    }
    return render(request, "lists/parties.html", context, status=422 if bad else 200)


def _typed(values: QueryDict) -> list[Row]:
    """Return the lines of the page that have something."""
    columns = [[words_of(text, 160) for text in values.getlist(name)[: party_table.MOST]] for name in FIELDS]
    rows = [Row(*cells) for cells in zip_longest(*columns, fillvalue="")]
    found = [row for row in rows if row.name or row.short or row.members]
    for place, row in enumerate(found, 1):
        # In the order of the table where nobody said another.
        row.order = row.order or str(place)
    return found


@PARTIES.view()
def party_template(request: HttpRequest, slug: str) -> HttpResponse:
    """The table of parties as a file to fill in: those that there are, or an example."""
    election = get_object_or_404(Election, slug=slug)
    rows = [[row.order, row.short, row.name, Party.Kind(row.kind).label, row.members] for row in _rows(election)]
    response = HttpResponse(written(party_table.HEAD, rows or EXAMPLE), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="partidos-{slug}.csv"'
    return response


def _rows(election: Election) -> list[Row]:
    return party_table.of_election(election)


@PARTIES.view(*FORM)
def emblems(request: HttpRequest, slug: str) -> HttpResponse:
    """Many emblems at once: each drawn and shown beside the party whose initials name its file; pressing puts them."""
    election = get_object_or_404(Election, slug=slug)
    if request.method == "POST" and "put" in request.POST:
        try:
            count = _put(request, election)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            say = messages.success if count else messages.error
            say(request, f"{so_many(count, 'emblema puesto', 'emblemas puestos')}.")
        return redirect("emblems", slug)
    read: list[dict[str, Any]] = []
    if request.method == "POST":
        files = request.FILES.getlist("files")
        if not files:
            messages.error(request, "Elija uno o más archivos.")
            return redirect("emblems", slug)
        read = [_read(file, election) for file in files[:MOST_EMBLEMS]]
        if len(files) > MOST_EMBLEMS:
            messages.error(request, f"Se leyeron los primeros {MOST_EMBLEMS} de {len(files)}: envíe los demás después.")
    context = {
        "election": election,
        "read": sorted(read, key=lambda one: bool(one.get("blob"))),
        "parties": election.parties.all(),
    }
    return render(request, "lists/emblems.html", context)


def _read(file: Any, election: Election) -> dict[str, Any]:
    """Return a file drawn anew and the party whose initials or name its own name has; or why it cannot be drawn."""
    name = short_name(file.name)
    stem = fold(Path(name).stem.replace("_", " ").replace("-", " "))
    try:
        blob = make_picture(file, "emblem")
    except BadFile as error:
        return {"name": name, "why": str(error)}
    plain = {
        fold(text.replace("-", " ").replace("_", " ")): party
        for party in election.parties.all()
        for text in (party.name, party.short)
        if text
    }
    return {"name": name, "blob": blob, "token": pictures.token(blob), "party": plain.get(stem)}


def _put(request: HttpRequest, election: Election) -> int:
    count = 0
    with transaction.atomic():
        chosen = zip(request.POST.getlist("token"), request.POST.getlist("party"), strict=False)
        for token, pk in list(chosen)[:MOST_EMBLEMS]:
            party = election.parties.filter(pk=whole_number(pk)).first()
            emblem = pictures.named(token)
            if party is None or not emblem:
                continue
            party.emblem = emblem
            party.emblem_alt = party.emblem_alt or f"Emblema de {party.name}"[:160]
            register.save(party, by=request.user.get_username())
            count += 1
    return count
