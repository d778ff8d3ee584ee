"""The screen of the qualitative method: sections, variables, points and what each needs, as a table or a TOML file."""

import tomllib
from typing import Any

import tomli_w
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.elections.models import Election
from conoceles.lib.access import FORM
from conoceles.lib.forms import whole_number, words_of
from conoceles.lib.text import slugify, so_many
from conoceles.lists.works import METHOD
from conoceles.review import rubric
from conoceles.review.models import RubricMark
from conoceles.review.rubric import BadRubric

FIELDS = ("key", "section", "label", "points", "needs")
SPARE, MOST, MAX_TOML = 3, 200, 200_000
Row = dict[str, str]


@METHOD.view(*FORM)
def method(request: HttpRequest, slug: str) -> HttpResponse:
    """The method of an election; pressing writes it, whole."""
    election = get_object_or_404(Election, slug=slug)
    document = rubric.document_of(election)
    rows, title, wrong = _rows(document), document["title"], ""
    try:
        if "file" in request.FILES:
            document = _of_file(request.FILES["file"])
            rubric.parse(document)
            rows, title = _rows(document), document["title"]
            messages.success(request, "Leído, sin guardar: revise la tabla y guárdela.")
        elif request.method == "POST":
            rows, title = _typed(request.POST), words_of(request.POST.get("title"), 120)
            saved = rubric.save(election, _document(title, rows), by=request.user.get_username())
            many = so_many(len(saved.variables), "variable", "variables")
            messages.success(request, f"Guardado: {many}, {so_many(saved.most, 'punto', 'puntos')}.")
            return redirect("method", slug)
    except BadRubric as error:
        wrong = str(error)
    context = {
        "election": election,
        "title": title,
        "rows": [*rows, *(dict.fromkeys(FIELDS, "") for _spare in range(SPARE))],
        "wrong": wrong,
        "marked": RubricMark.objects.filter(profile__candidacy__election=election).values("profile").distinct().count(),
    }
    return render(request, "lists/method.html", context, status=422 if wrong else 200)


@METHOD.view()
def method_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The method of an election as TOML."""
    election = get_object_or_404(Election, slug=slug)
    text = tomli_w.dumps(rubric.document_of(election))
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="metodo-{slug}.toml"'
    return response


def _rows(document: dict[str, Any]) -> list[Row]:
    labels = {row["key"]: row["label"] for section in document["sections"] for row in section["variables"]}
    return [
        {
            "key": row["key"],
            "section": section["title"],
            "label": row["label"],
            "points": str(row["points"]),
            "needs": labels.get(row.get("needs", ""), ""),
        }
        for section in document["sections"]
        for row in section["variables"]
    ]


def _typed(values: QueryDict) -> list[Row]:
    columns = [[words_of(text, 200) for text in values.getlist(name)[:MOST]] for name in FIELDS]
    rows = [dict(zip(FIELDS, cells, strict=True)) for cells in zip(*columns, strict=False)]
    return [row for row in rows if row["label"]]


def _document(title: str, rows: list[Row]) -> dict[str, Any]:
    """Return the document of what was typed: a variable keeps its key, a section is that of the row above where none
    is written, and what a variable needs is named by its words. Raises BadRubric."""
    if not title or not rows:
        raise BadRubric("El método lleva un título y al menos una variable.")
    taken = {row["key"] for row in rows if row["key"]}
    # Two sections may say the same: what is needed is the nearest above that says it.
    above_of: dict[str, str] = {}
    sections: dict[str, list[dict[str, Any]]] = {}
    above = ""
    for row in rows:
        above = row["section"] or above
        if not above:
            raise BadRubric(f"«{row['label']}»: escriba la sección a la que pertenece.")
        key = row["key"] or _free(row["label"], taken)
        if row["needs"] and row["needs"] not in above_of:
            raise BadRubric(f"«{row['label']}» depende de «{row['needs']}», que no va antes: cópiela igual.")
        one: dict[str, Any] = {"key": key, "label": row["label"], "points": whole_number(row["points"])}
        if row["needs"]:
            one["needs"] = above_of[row["needs"]]
        above_of[row["label"]] = key
        sections.setdefault(above, []).append(one)
    used: set[str] = set()
    found = [{"key": _free(name, used), "title": name, "variables": its} for name, its in sections.items()]
    return {"title": title, "sections": found}


def _free(label: str, taken: set[str]) -> str:
    base = slugify(label, 30).replace("-", "_") or "variable"
    key = next(name for number in range(1, MOST + 2) if (name := base + f"_{number}" * (number > 1)) not in taken)
    taken.add(key)
    return key


def _of_file(file: Any) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read(MAX_TOML).decode("utf-8"))
    except ValueError as error:
        raise BadRubric(f"El archivo no está bien escrito como TOML ({error}).") from error
