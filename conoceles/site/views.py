"""The few public pages answered on request: search, the section box, old addresses. They read the build, never the database."""

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import redirect, render

from conoceles.lib.access import public
from conoceles.site.index import FACETS, Reader
from conoceles.site.store import Store

PAGE = 20
LAST_PAGE = 5000
LONGEST = 200
LONGEST_FACET = 40
FIXED_LABELS = {
    "answered": {"si": "Sí", "no": "Todavía no"},
    "age": {"18-29": "18 a 29", "30-44": "30 a 44", "45-59": "45 a 59", "60": "60 o más"},
    "sex": {"female": "Mujer", "male": "Hombre", "nonbinary": "No binaria"},
}
TITLES = {
    "answered": "Respondió",
    "office": "Cargo",
    "municipality": "Municipio",
    "party": "Partido o coalición",
    "age": "Edad el día de la elección",
    "sex": "Sexo",
}
# What a facet is called in an address.
PARAMETERS = {
    "answered": "respondio", "office": "cargo", "municipality": "municipio", "party": "partido", "age": "edad", "sex": "sexo",
}  # fmt: skip


@cache
def store() -> Store:
    """Return this worker's connection to the builder's database."""
    return Store(settings.BUILD_DIR / "site.sqlite3")


@cache
def reader(election: str) -> Reader:
    """Return this worker's reader of an election's index."""
    return Reader(settings.BUILD_DIR / "index" / election)


def _frame(election: str) -> dict[str, Any]:
    frame = store().frame(election)
    if frame is None:
        raise Http404
    return frame


@public()
def search(request: HttpRequest, election: str) -> HttpResponse:
    frame = _frame(election)
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST]
    exact = request.GET.get("exacto") == "1"
    chosen = {name: request.GET.getlist(PARAMETERS[name])[:50] for name in FACETS}
    page = _page_number(request.GET.get("pagina", ""))
    found = reader(election).search(words, chosen, exact=exact, start=(page - 1) * PAGE, size=PAGE)
    pages = max(1, -(-found.total // PAGE))
    if page > pages:
        return redirect(f"{request.path}?{_query(request.GET, pagina='')}")
    values = {
        **frame,
        "words": words,
        "exact": exact,
        "found": found,
        "cards": store().cards(election, found.keys),
        "facets": [
            facet for name in FACETS if (facet := _facet(frame, name, found.facets.get(name, {}), chosen[name]))
        ],
        "chosen": any(chosen.values()),
        "first": (page - 1) * PAGE + 1,
        "last": min(page * PAGE, found.total),
        "page": page,
        "pages": pages,
        "previous": _query(request.GET, pagina=str(page - 1)) if page > 1 else "",
        "following": _query(request.GET, pagina=str(page + 1)) if page < pages else "",
        "only_exact": _query(request.GET, exacto="1", pagina=""),
        "also_similar": _query(request.GET, exacto="", pagina=""),
    }
    response = render(request, "site/search.html", values)
    response["Cache-Control"] = "public, max-age=10"
    return response


def _facet(frame: dict[str, Any], name: str, counts: dict[str, int], chosen: list[str]) -> dict[str, Any] | None:
    labels = FIXED_LABELS.get(name) or frame["labels"][name]
    order = frame["order"].get(name) or list(labels)
    # Of a long facet, the values with most candidacies; in the order of the catalogue all the same.
    shown = {*sorted(counts, key=lambda value: -counts[value])[:LONGEST_FACET], *chosen}
    values = [
        {"value": value, "label": labels[value], "count": counts.get(value, 0), "chosen": value in chosen}
        for value in order
        if value in labels and value in shown and (counts.get(value) or value in chosen)
    ]
    if len(values) < 2 and not chosen:
        return None
    return {"title": TITLES[name], "parameter": PARAMETERS[name], "values": values, "chosen": bool(chosen)}


def _page_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return max(1, min(number, LAST_PAGE))


def _query(query: QueryDict, **changes: str) -> str:
    pairs = [(name, value) for name, values in query.lists() if name not in changes for value in values if value]
    return urlencode(pairs + [(name, value) for name, value in changes.items() if value])


@public()
def section(request: HttpRequest, election: str) -> HttpResponse:
    frame = _frame(election)
    text = "".join(request.GET.get("s", "").split())[:20]
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number and (settings.BUILD_DIR / "site" / election / "seccion" / str(number) / "index.html").is_file():
        return redirect(f"/{election}/seccion/{number}/")
    values = {**frame, "current": "ballot", "asked": text}
    return render(request, "site/section_unknown.html", values, status=404 if text else 200)


@public()
def padded_section(request: HttpRequest, election: str, number: int) -> HttpResponse:
    if (settings.BUILD_DIR / "site" / election / "seccion" / str(number) / "index.html").is_file():
        return HttpResponsePermanentRedirect(f"/{election}/seccion/{number}/")
    return render(
        request,
        "site/section_unknown.html",
        {**_frame(election), "current": "ballot", "asked": str(number)},
        status=404,
    )


@public()
def moved(request: HttpRequest, election: str, slug: str) -> HttpResponse:
    target = store().moved(election, slug)
    if target is None:
        raise Http404
    response = HttpResponsePermanentRedirect(target)
    # Not for ever: a name that is corrected back moves its page back.
    response["Cache-Control"] = "public, max-age=60"
    return response
