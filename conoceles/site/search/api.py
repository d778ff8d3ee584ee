"""The dynamic part of the API, version 1: the searches of the page and single candidacies, as JSON, for anyone and from
anywhere.

Within a version fields are added, never renamed. What is whole (an election, all of them) is a file: see
`downloads.py`.
"""

import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from conoceles.ledger.reading import documents
from conoceles.lib.access import READ, public
from conoceles.lib.dates import long_date
from conoceles.lib.vocabulary import ROLES, SEXES, STATUSES
from conoceles.site.files.downloads import public_answers
from conoceles.site.headers import CORS
from conoceles.site.kept import opened
from conoceles.site.pages.comparison import FEWEST, MOST
from conoceles.site.search.asked import ANSWERS, LAST_PAGE, LONGEST, MOST_VALUES, ORDERS, PAGE, PARAMETERS, Asked
from conoceles.site.search.facets import labels
from conoceles.site.search.reading import reader, store
from conoceles.site.words.said import Said

SECONDS = 10
NO_ELECTION = "No hay una elección con esa dirección."
View = Callable[..., HttpResponseBase]


def endpoint(view: View) -> View:
    """Return a view that anyone may read from any site; another method is told so in JSON, as any other mistake is."""
    guarded = public()(view)

    @wraps(guarded)
    def answered(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response = _open(HttpResponse(status=204))
        elif request.method not in READ:
            response = wrong("Esta dirección es de solo lectura: use GET.", 405)
        else:
            return guarded(request, **kwargs)
        response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join((*READ, "OPTIONS"))
        response["Access-Control-Allow-Headers"] = "*"
        return response

    return csrf_exempt(answered)


@endpoint
def search(request: HttpRequest, election: str) -> HttpResponse:
    shared = store().frame(election)
    if shared is None or not shared["open"]:
        return _not_yet(shared)
    if mistake := _misread(request, shared):
        return wrong(mistake, 422)
    asked = Asked(request.GET)
    index, order, stems = reader(election), ORDERS.get(asked.order, ""), asked.stems
    said: list[dict[str, Any]] = []
    if asked.inside == ANSWERS and stems:
        found = index.written(stems, asked.chosen, start=asked.start, size=PAGE, order=order)
        found.facets = index.facets("", list(stems), asked.chosen, names=False)
        wrote = store().said(election, found.keys)
        said = [_passage(wrote.get(key), list(stems)) for key in found.keys]
    else:
        found = index.search(asked.words, asked.chosen, exact=asked.exact, start=asked.start, size=PAGE, order=order)
    people = store().shown(election, found.keys)
    pages = max(1, -(-found.total // PAGE))
    counts = {"total": found.total, "exactas": found.exact, "pagina": asked.page, "paginas": pages}
    listed = [_person(shared["site"], one) for one in people]
    for one, passage in zip(listed, said, strict=False):
        one["pasaje"] = passage
    values = json.dumps({"edicion": shared["edition"], **counts, "candidaturas": listed}, ensure_ascii=False)
    return _sent(f'{values[:-1]}, "facetas": {_facets(shared, found.facets)}}}')


def _not_yet(shared: dict[str, Any] | None) -> HttpResponse:
    """Return that there is no such election, or when it will have what is asked for."""
    if shared is None:
        return wrong(NO_ELECTION, 404)
    day = long_date(date.fromisoformat(shared["election"]["publication_starts"][:10]))
    return wrong(f"Las candidaturas de esta elección se publican el {day}.", 404)


def _passage(said: Said | None, stems: list[str]) -> dict[str, Any]:
    """Return where somebody wrote some words: the question, and the text in parts with whether each is one of them."""
    found = said.passage(stems) if said else None
    if found is None:
        return {}
    parts = [{"texto": text, "coincide": hit} for text, hit in found.parts]
    return {"pregunta": found.label, "clave": found.question, "partes": parts}


def _misread(request: HttpRequest, shared: dict[str, Any]) -> str:
    """Return what of a search is not as the description says, '' when all is: a mistyped value must not look like an
    answer."""
    query = request.GET
    page, words = query.get("pagina", "1"), query.get("q", "")
    if unknown := sorted(set(query) - {"q", "en", "exacto", "orden", "pagina", *PARAMETERS.values()}):
        return f"No hay un parámetro «{unknown[0][:40]}»: los que hay están en /api/v1/openapi.json."
    if not (page.isascii() and page.isdigit() and 1 <= int(page[:6]) <= LAST_PAGE):
        return f"«pagina» debe ser un número del 1 al {LAST_PAGE}."
    if query.get("orden", "") not in ("", *ORDERS):
        return f"«orden» debe ser uno de: {', '.join(ORDERS)}."
    if query.get("en", "") not in ("", ANSWERS):
        return f"«en» debe ser «{ANSWERS}» o ir en blanco."
    if query.get("exacto", "") not in ("", "1"):
        return "«exacto» debe ser 1 o ir en blanco."
    if len(words) > LONGEST:
        return f"«q» debe tener hasta {LONGEST} caracteres."
    for name, parameter in PARAMETERS.items():
        called, values = labels(shared, name), query.getlist(parameter)
        if len(values) > MOST_VALUES:
            return f"«{parameter}» se puede repetir hasta {MOST_VALUES} veces."
        for value in values:
            if value and value not in called:
                return f"«{parameter}» no tiene el valor «{value[:40]}»; los que hay vienen en «facetas»."
    return ""


@endpoint
def candidacy(request: HttpRequest, election: str, key: str) -> HttpResponse:
    shared = store().frame(election)
    if shared is not None and not shared["open"]:
        return _not_yet(shared)
    found = _whole(election, [key], shared["site"]) if shared is not None else []
    return _answer(found[0]) if found else wrong("No hay una candidatura con esa clave en esa elección.", 404)


@endpoint
def compare(request: HttpRequest, election: str) -> HttpResponse:
    shared = store().frame(election)
    if shared is None or not shared["open"]:
        return _not_yet(shared)
    keys = list(dict.fromkeys(request.GET.getlist("c")))
    if not FEWEST <= len(keys) <= MOST:
        return wrong(f"Dé de {FEWEST} a {MOST} claves distintas: c=…&c=…", 422)
    found = _whole(election, keys, shared["site"])
    if len(found) < len(keys):
        return wrong("Alguna de esas claves no es de una candidatura de esa elección.", 404)
    return _answer({"candidaturas": found})


@endpoint
def figures(request: HttpRequest, election: str) -> HttpResponse:
    """Give the file that the site has: the same numbers, with the reasons of an API where there is none."""
    shared = store().frame(election)
    if shared is None or not shared["open"]:
        return _not_yet(shared)
    built = settings.BUILD_DIR / "site" / election / "cifras" / "cifras.json"
    try:
        return _answer(json.loads(opened(built)))
    except OSError:
        # Made anew by a process of its own, within a minute.
        response = wrong("Las cifras se están haciendo: pida de nuevo en un minuto.", 503)
        response["Retry-After"] = "60"
        return response


def _whole(election: str, keys: list[str], site: str) -> list[dict[str, Any]]:
    people = store().shown(election, keys)
    found = documents({one["number"] for one in people} - {0})
    return [{**_person(site, one), "respuestas": public_answers(found.get(one["number"]), site)} for one in people]


def _facets(shared: dict[str, Any], facets: dict[str, dict[str, int]]) -> str:
    """Return the counts of facets as JSON, put together from what each value is called, which is written once for each
    state of an election."""
    parts = []
    for name, counts in facets.items():
        begun: dict[str, str] | None = shared["once"].get(f"json {name}")
        if begun is None:
            begun = shared["once"][f"json {name}"] = {
                value: json.dumps({"valor": value, "nombre": label}, ensure_ascii=False)[:-1]
                for value, label in labels(shared, name).items()
            }
        values = ", ".join(f'{begun[value]}, "total": {total}}}' for value, total in counts.items() if value in begun)
        parts.append(f'"{PARAMETERS[name]}": [{values}]')
    return f"{{{', '.join(parts)}}}"


def _person(site: str, one: dict[str, Any]) -> dict[str, Any]:
    return {
        "clave": one["key"],
        "nombre": one["registered"],
        "cargo": one["office"],
        "contienda": one["contest"],
        "demarcacion": one["place"],
        "partido": one["party"]["name"],
        "calidad": ROLES[one["quality"]].text,
        "lugar": one["position"],
        "edad": one["age"],
        "sexo": SEXES[one["sex"]].text if one["sex"] in SEXES else "",
        "estado": STATUSES[one["status"]].text,
        "fecha_movimiento": one["status_date"],
        "respondio": one["answered"] if one["page"] and one["status"] == "registered" else None,
        "pagina": site + one["url"],
        "fotografia": site + one["photo"]["large"] if one["photo"] else None,
        "edicion": one["edition"],
    }


def _answer(values: dict[str, Any]) -> HttpResponse:
    return _sent(json.dumps(values, ensure_ascii=False))


def _sent(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/json")
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    return _open(response)


def wrong(sentence: str, status: int) -> HttpResponse:
    """Return a mistake as this API says it: {"error": one sentence}."""
    return _open(JsonResponse({"error": sentence}, status=status, json_dumps_params={"ensure_ascii": False}))


def _open(response: HttpResponse) -> HttpResponse:
    for name, value in CORS.items():
        response[name] = value
    return response
