"""The dynamic part of the API, version 1: the searches of the page and single candidacies, as JSON, for anyone and from anywhere.

Within a version fields are added, never renamed. What is whole (an election, all of them) is a file: see `downloads.py`.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from conoceles.ledger.reading import documents
from conoceles.lib.access import READ, public
from conoceles.site.compare import FEWEST, MOST
from conoceles.site.downloads import ROLES, SEXES, STATES, public_answers
from conoceles.site.find import LAST_PAGE, LONGEST, MOST_VALUES, ORDERS, PAGE, PARAMETERS, Asked, labels
from conoceles.site.headers import CORS
from conoceles.site.reading import store

SECONDS = 10
KEY = {"type": "string", "pattern": "^[0-9a-f]{16}$"}
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
    if shared is None:
        return wrong(NO_ELECTION, 404)
    if mistake := _misread(request, shared):
        return wrong(mistake, 422)
    asked = Asked(request.GET)
    found = asked.found(election)
    people = store().shown(election, found.keys)
    facets = {PARAMETERS[name]: _counts(labels(shared, name), counts) for name, counts in found.facets.items()}
    pages = max(1, -(-found.total // PAGE))
    counts = {"total": found.total, "exactas": found.exact, "pagina": asked.page, "paginas": pages}
    values = {"edicion": shared["edition"], **counts, "facetas": facets}
    return _answer({**values, "candidaturas": [_person(shared["site"], one) for one in people]})


def _misread(request: HttpRequest, shared: dict[str, Any]) -> str:
    """Return what of a search is not as the description says, '' when all is: a mistyped value must not look like an answer."""
    query = request.GET
    page, words = query.get("pagina", "1"), query.get("q", "")
    if unknown := sorted(set(query) - {"q", "exacto", "orden", "pagina", *PARAMETERS.values()}):
        return f"No hay un parámetro «{unknown[0][:40]}»: los que hay están en /api/v1/openapi.json."
    if not (page.isascii() and page.isdigit() and 1 <= int(page[:6]) <= LAST_PAGE):
        return f"«pagina» debe ser un número del 1 al {LAST_PAGE}."
    if query.get("orden", "") not in ("", *ORDERS):
        return f"«orden» debe ser uno de: {', '.join(ORDERS)}."
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
    found = _whole(election, [key], shared["site"]) if shared is not None else []
    return _answer(found[0]) if found else wrong("No hay una candidatura con esa clave en esa elección.", 404)


@endpoint
def compare(request: HttpRequest, election: str) -> HttpResponse:
    shared = store().frame(election)
    if shared is None:
        return wrong(NO_ELECTION, 404)
    keys = list(dict.fromkeys(request.GET.getlist("c")))
    if not FEWEST <= len(keys) <= MOST:
        return wrong(f"Dé de {FEWEST} a {MOST} claves distintas: c=…&c=…", 422)
    found = _whole(election, keys, shared["site"])
    if len(found) < len(keys):
        return wrong("Alguna de esas claves no es de una candidatura de esa elección.", 404)
    return _answer({"candidaturas": found})


def _whole(election: str, keys: list[str], site: str) -> list[dict[str, Any]]:
    people = store().shown(election, keys)
    found = documents({one["number"] for one in people} - {0})
    return [{**_person(site, one), "respuestas": public_answers(found.get(one["number"]))} for one in people]


def _counts(called: dict[str, str], counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"valor": value, "nombre": called[value], "total": total} for value, total in counts.items() if value in called
    ]


def _person(site: str, one: dict[str, Any]) -> dict[str, Any]:
    return {
        "clave": one["key"],
        "nombre": one["name"],
        "cargo": one["office"],
        "contienda": one["contest"],
        "demarcacion": one["place"],
        "partido": one["party"]["name"],
        "calidad": ROLES[one["quality"]],
        "lugar": one["position"],
        "edad": one["age"],
        "sexo": SEXES[one["sex"]],
        "estado": STATES[one["status"]],
        "fecha_movimiento": one["status_date"],
        "respondio": one["answered"] if one["page"] and one["status"] == "registered" else None,
        "pagina": site + one["url"],
        "fotografia": site + one["photo"]["large"] if one["photo"] else None,
        "edicion": one["edition"],
    }


def _answer(values: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(values, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    return _open(response)


def wrong(sentence: str, status: int) -> HttpResponse:
    """Return a mistake as this API says it: {"error": one sentence}."""
    return _open(JsonResponse({"error": sentence}, status=status, json_dumps_params={"ensure_ascii": False}))


def _open(response: HttpResponse) -> HttpResponse:
    for name, value in CORS.items():
        response[name] = value
    return response


def _list_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


TEXT = {"type": "string"}
PERSON = {
    "type": "object",
    "required": [
        "clave",
        "nombre",
        "cargo",
        "contienda",
        "demarcacion",
        "partido",
        "calidad",
        "lugar",
        "edad",
        "sexo",
        "estado",
        "fecha_movimiento",
        "respondio",
        "pagina",
        "fotografia",
        "edicion",
    ],
    "properties": {
        "clave": {**KEY, "description": "Clave pública de la candidatura."},
        **dict.fromkeys(("nombre", "cargo", "contienda", "partido", "calidad", "sexo", "estado"), TEXT),
        "demarcacion": {"type": "string", "description": "Municipio, distrito o entidad donde se vota."},
        "lugar": {"type": "integer", "description": "En la planilla o lista."},
        "fecha_movimiento": {
            "type": "string",
            "description": "De la sustitución, cancelación o renuncia; en blanco si sigue.",
        },
        "edicion": {"type": "integer", "description": "La última edición del registro público que la cambió."},
        "edad": {"type": ["integer", "null"], "description": "Años cumplidos el día de la elección."},
        "respondio": {"type": ["boolean", "null"], "description": "null: su cargo no responde cuestionario."},
        "pagina": {"type": "string", "format": "uri-reference"},
        "fotografia": {"type": ["string", "null"], "format": "uri-reference"},
    },
}
ANSWER = {
    "type": "object",
    "required": ["key", "label", "value"],
    "properties": {"key": TEXT, "label": TEXT, "value": TEXT},
}
WHOLE = {
    "allOf": [
        {"$ref": "#/components/schemas/Candidatura"},
        {"type": "object", "required": ["respuestas"], "properties": {"respuestas": _list_of(ANSWER)}},
    ]
}
COUNT = {
    "type": "object",
    "required": ["valor", "nombre", "total"],
    "properties": {"valor": TEXT, "nombre": TEXT, "total": {"type": "integer", "minimum": 0}},
}
FOUND = {
    "type": "object",
    "required": ["edicion", "total", "exactas", "pagina", "paginas", "facetas", "candidaturas"],
    "properties": {
        **{name: {"type": "integer", "minimum": 0} for name in ("edicion", "total", "exactas", "pagina", "paginas")},
        "facetas": {
            "type": "object",
            "additionalProperties": _list_of(COUNT),
        },
        "candidaturas": _list_of({"$ref": "#/components/schemas/Candidatura"}),
    },
}


def _reply(schema: dict[str, Any], *errors: int) -> dict[str, Any]:
    def body(of: dict[str, Any]) -> dict[str, Any]:
        return {"application/json": {"schema": of}}

    mistake = {"type": "object", "required": ["error"], "properties": {"error": TEXT}}
    sentences = {404: "No existe.", 422: "Un parámetro no vale; «error» dice cuál y qué hacer."}
    return {"200": {"description": "Lo que se pidió.", "content": body(schema)}} | {
        str(code): {"description": sentences[code], "content": body(mistake)} for code in errors
    }


def _query(name: str, schema: dict[str, Any], about: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": about}


def _get(name: str, summary: str, parameters: list[dict[str, Any]], responses: dict[str, Any]) -> dict[str, Any]:
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters, "responses": responses}}


def openapi() -> dict[str, Any]:
    """Return {"content": bytes}: the description of these addresses, OpenAPI 3.1."""
    election = {
        "name": "election",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[a-z0-9-]+$"},
    }
    key = {"name": "clave", "in": "path", "required": True, "schema": KEY}
    several = {"style": "form", "explode": True}
    facets = [
        _query(
            name,
            _list_of(TEXT) | {"maxItems": MOST_VALUES},
            "Los valores y cuántas hay de cada uno vienen en «facetas».",
        )
        | several
        for name in PARAMETERS.values()
    ]
    searching = [
        election,
        _query(
            "q",
            {"type": "string", "maxLength": LONGEST},
            "Nombre, municipio, partido o cargo; con errores y sin acentos.",
        ),
        _query("exacto", {"type": "string", "enum": ["", "1"]}, "1: solo lo escrito así."),
        _query(
            "orden",
            {"type": "string", "enum": ["", *ORDERS]},
            "En blanco: por parecido, o por nombre si no hay palabras.",
        ),
        _query("pagina", {"type": "integer", "minimum": 1, "maximum": LAST_PAGE}, f"De {PAGE} en {PAGE}."),
        *facets,
    ]
    keys = _list_of(KEY) | {"minItems": FEWEST, "maxItems": MOST, "uniqueItems": True}
    chosen = [election, _query("c", keys, "Claves.") | several | {"required": True}]
    person = {"$ref": "#/components/schemas/CandidaturaEntera"}
    together = {"type": "object", "required": ["candidaturas"], "properties": {"candidaturas": _list_of(person)}}
    base = "/api/v1/{election}"
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Conóceles",
            "version": "1.0.0",
            "description": "Solo lectura, sin clave. Lo que es de toda una elección se baja como archivo en /{election}/datos/.",
        },
        "paths": {
            f"{base}/candidaturas": _get("buscar", "Buscar", searching, _reply(FOUND, 404, 422)),
            f"{base}/candidaturas/{{clave}}": _get(
                "candidatura", "Una candidatura", [election, key], _reply(person, 404)
            ),
            f"{base}/comparar": _get("comparar", "Comparar de dos a seis", chosen, _reply(together, 404, 422)),
        },
        "components": {"schemas": {"Candidatura": PERSON, "CandidaturaEntera": WHOLE}},
    }
    return {"content": json.dumps(document, ensure_ascii=False, indent=1).encode()}
