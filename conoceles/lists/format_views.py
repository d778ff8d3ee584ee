"""The screens of an institute's own formats: made on a list, tried on its first rows, taken out and in as TOML."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.elections.models import SEVERAL, Candidacy, Election, Office, Person
from conoceles.lib.access import FORM
from conoceles.lib.doing import doing
from conoceles.lib.forms import whole_number
from conoceles.lib.tables import ALL, BadTable, Table
from conoceles.lib.text import slugify
from conoceles.lib.uploads import kept_for_a_moment, short_name
from conoceles.lib.vocabulary import GROUPS
from conoceles.lists import format_making, presets, uploads
from conoceles.lists.models import ListFormat
from conoceles.lists.plan import Listed
from conoceles.lists.reading import Line
from conoceles.lists.works import IMPORT
from conoceles.questionnaires.asked import asked_in

MAX_UPLOAD = 50 * 1024 * 1024
SHOWN, ALTERNATE = 4, 3
HIDDEN = " (oculta)"
# What a format says in the register's own words, as a person reads it.
LABELS: dict[str, str] = {
    value: str(label) for value, label in [*Candidacy.Role.choices, *Office.Kind.choices, *Person.Sex.choices]
}


class SampleForm(forms.Form):
    title = forms.CharField(label="Cómo se llama este formato", max_length=120, help_text="Registro del OPLE, 2027.")
    file = forms.FileField(label="Una lista de las suyas", help_text="CSV, XLSX, XLS u ODS, de hasta 50 MB.")
    sheets = forms.CharField(
        label="Hoja", required=False, help_text="De un libro con varias. En blanco, la primera que se ve."
    )

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > MAX_UPLOAD:
            raise forms.ValidationError("El archivo pasa de 50 MB: envíe una parte, basta con unas filas.")
        return self.cleaned_data["file"]


class TomlForm(forms.Form):
    toml = forms.FileField(label="Un formato en TOML", help_text="Como los que lee la línea de comandos.")


@IMPORT.view(*FORM)
def formats(request: HttpRequest, slug: str) -> HttpResponse:
    """The formats of an institute: a new one from a list, or from a file; one taken away."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    mine = ListFormat.objects.filter(institute=election.institute)
    if request.method == "POST" and "remove" in request.POST:
        found = get_object_or_404(mine, pk=whole_number(request.POST["remove"]))
        found.delete()
        messages.success(request, f"Borrado: {found.title}. Lo que ya se importó con él se queda.")
        return redirect("formats", slug)
    sample = SampleForm(*((request.POST, request.FILES) if "sample" in request.POST else (None, None)))
    toml = TomlForm(*((request.POST, request.FILES) if "import" in request.POST else (None, None)))
    for form, make in ((sample, _from_sample), (toml, _from_toml)):
        if form.is_bound and form.is_valid():
            try:
                return redirect("format_edit", slug, make(request, election, form.cleaned_data).pk)
            except (BadTable, ValidationError) as error:
                said = error.messages if isinstance(error, ValidationError) else [str(error)]
                form.add_error(None, " ".join(said))
    context = {"election": election, "formats": mine, "sample": sample, "toml": toml}
    return render(request, "lists/formats.html", context, status=422 if sample.is_bound or toml.is_bound else 200)


def _from_sample(request: HttpRequest, election: Election, values: dict[str, Any]) -> ListFormat:
    file = values["file"]
    sheets = [part.strip() for part in values["sheets"].split(",") if part.strip()]
    with doing(request), kept_for_a_moment(file, name=short_name(file.name)) as path:
        table = format_making.read_sample(path, sheets[0] if sheets else "")
        data = format_making.guessed(values["title"].strip(), table)
        if sheets:
            data["sheet"] = sheets[0]
        made = ListFormat(
            institute=election.institute,
            title=data["title"],
            document=data,
            sample=uploads.keep(path),
            sample_name=path.name,
            by=request.user.get_username(),
        )
    made.full_clean()
    made.save()
    return made


def _from_toml(request: HttpRequest, election: Election, values: dict[str, Any]) -> ListFormat:
    try:
        data = presets.data_of(values["toml"].read(200_000).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadTable("El archivo no es texto en UTF-8.") from error
    presets.preset_from("formato", data)
    made = ListFormat(
        institute=election.institute, title=data["title"][:120], document=data, by=request.user.get_username()
    )
    made.full_clean()
    made.save()
    return made


@IMPORT.view()
def format_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A format as the TOML that the command reads."""
    found = get_object_or_404(ListFormat, pk=pk, institute__election__slug=slug)
    try:
        text = format_making.as_toml(found.document)
    except BadTable as error:
        messages.error(request, f"Todavía no es un formato: {error}")
        return redirect("format_edit", slug, pk)
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(found.title, 60) or "formato"}.toml"'
    return response


@IMPORT.view(*FORM)
def format_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Which column is what, and how the first rows of the list are read so; pressing keeps it, and reads the list."""
    election = get_object_or_404(Election.objects.select_related("institute", "plan"), slug=slug)
    found = get_object_or_404(ListFormat, pk=pk, institute=election.institute)
    offices = _offices(election)
    if request.method == "POST":
        found.document = format_making.said(request.POST, found.document, [value for value, _label in offices])
        found.title = found.document["title"] or found.title
        _other_sheet(request, found)
    data = found.document
    wrong = format_making.problem(data)
    table = _sample(found)
    if request.method == "POST" and not wrong:
        try:
            found.at = timezone.now()
            found.full_clean()
            found.save()
            if "read" in request.POST:
                return _read(request, election, found)
        except (ValidationError, BadTable) as error:
            wrong = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    context = {
        "election": election,
        "format": found,
        "wrong": wrong,
        "saved": request.method == "POST" and not wrong,
        "choices": format_making.choices(data),
        "how": format_making.HOW,
        "columns": [column for column in table.columns if column] if table else _named(data),
        "table": table,
        "first": [cells for _line, cells in table.rows[:SHOWN]] if table else [],
        "tried": _tried(found, data, table, election) if table and not wrong else [],
        "offices": [(value, label, data.get("by_office", {}).get(value, {})) for value, label in offices],
        "alternate": [*(alternate := format_making.alternate_of(data)), *[""] * max(1, ALTERNATE - len(alternate))],
        "own_people": format_making.own_people(data),
        "sheets": [
            *(table.sheets if table else []),
            *(name.removesuffix(HIDDEN) for name in (table.others if table else [])),
        ],
        "hidden": [name.removesuffix(HIDDEN) for name in (table.others if table else []) if name.endswith(HIDDEN)],
        "questions": [
            (key, question.label, data.get("answers", {}).get(key, ""))
            for key, question in asked_in(election).questions.items()
        ],
        "data": data,
        "empties": "\n".join(data.get("empties", [])),
        "formats": data.get("formats", {}),
    }
    return render(request, "lists/format.html", context, status=422 if wrong and request.method == "POST" else 200)


def _read(request: HttpRequest, election: Election, found: ListFormat) -> HttpResponse:
    with doing(request) as told, uploads.kept_file(found.sample, found.sample_name) as path:
        upload = uploads.of_path(
            path,
            election,
            f"{presets.OWN}{found.pk}",
            only={},
            sheets=[],
            by=request.user.get_username(),
            doing=told,
        )
    return redirect("import_read", election.slug, upload.pk)


def _offices(election: Election) -> list[tuple[str, str]]:
    """Return the kinds of office of an election, where there are several: of each, some columns may be others."""
    rows = [(office.kind, office.name) for office in election.offices.all() if office.kind not in SEVERAL]
    return rows if len(rows) > 1 else []


def _other_sheet(request: HttpRequest, found: ListFormat) -> None:
    """Read another sheet, or another row as the heading, where the page says so; its columns are guessed anew."""
    sheet, heading = request.POST.get("sheet", ""), whole_number(request.POST.get("heading"))
    before = (found.document.get("sheet", ""), found.heading)
    if "sheet" not in request.POST or (sheet, heading) == before:
        return
    found.heading = min(heading, 1000)
    kept = {name: value for name, value in found.document.items() if name != "sheet"}
    found.document = {**kept, **({"sheet": sheet} if sheet else {})}
    table = _sample(found)
    if (table is not None and sheet != before[0]) or heading != before[1]:
        guess = format_making.guessed(found.title, table) if table else {}
        found.document |= guess


def _sample(found: ListFormat) -> Table | None:
    try:
        with uploads.kept_file(found.sample, found.sample_name) as path:
            sheet = found.document.get("sheet", "")
            return format_making.read_sample(path, "" if sheet == ALL else sheet, found.heading)
    except BadTable:
        return None


def _named(data: dict[str, Any]) -> list[str]:
    """Return the columns that a format names, right or wrong, where no list is at hand."""
    people = [person.get("columns", {}) for person in data.get("people", [])]
    found = [
        part for one in [data.get("columns", {}), *people] for column in one.values() for part in presets.parts(column)
    ]
    found += [*data.get("answers", {}).values()]
    for columns in data.get("by_office", {}).values():
        found += [part for column in columns.values() for part in presets.parts(column)]
    return list(dict.fromkeys(found))


def _tried(found: ListFormat, data: dict[str, Any], table: Table, election: Election) -> list[dict[str, Any]]:
    """Return the people of the first rows as a format reads them, with what is in doubt."""
    try:
        lines = format_making.tried(format_making.checked(found.title, data), table, election)
    except BadTable:
        return []
    return [row for line in lines for row in _people(line)]


def _people(line: Line) -> list[dict[str, Any]]:
    if not line.people:
        why = "; ".join(reason for _column, reason in line.doubts) or "De otra entidad: no se toma."
        return [{"line": line.number, "name": "", "doubts": why}]
    return [_person(line.number, one) for one in line.people]


def _person(number: int, one: Listed) -> dict[str, Any]:
    doubts = "; ".join(reason for _name, reason in one.doubts)
    return {
        "line": number,
        "name": one.name,
        "office": LABELS.get(one.office, one.office),
        "area": one.area,
        "party": one.party,
        "role": LABELS.get(one.role, one.role),
        "ticket": one.ticket,
        "position": one.position,
        "more": "; ".join(
            f"{label}: {value}"
            for label, value in (
                ("sexo", LABELS.get(one.sex, one.sex)),
                ("edad", one.age or ""),
                ("nacimiento", one.birth_date.isoformat() if one.birth_date else ""),
                ("CURP", one.curp),
                ("folio", one.folio),
                ("sobrenombre", one.nickname),
                ("grupos", ", ".join(GROUPS[group].text for group in one.affirmative_actions)),
            )
            if value
        ),
        "doubts": doubts or ("No nombra a nadie, o tiene letras rotas." if one.held else ""),
    }
