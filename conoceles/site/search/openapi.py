"""The description of the API, OpenAPI 3.1."""

import json
from typing import Any

from conoceles.site.pages.comparison import FEWEST, MOST
from conoceles.site.search.asked import ANSWERS, LAST_PAGE, LONGEST, MOST_VALUES, ORDERS, PAGE, PARAMETERS

KEY = {"type": "string", "pattern": "^[0-9a-f]{16}$"}


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
            "description": "De la sustitución, cancelación, renuncia o fallecimiento; en blanco si sigue.",
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


COUNTED = dict.fromkeys(("cuenta", "de", "unidad", "fuente"), TEXT)
NUMBER = {"type": "integer", "minimum": 0}
SHARE = {
    "type": "object",
    "required": ["categoria", "respondieron", "total", "porcentaje"],
    "properties": {"categoria": TEXT, "respondieron": NUMBER, "total": NUMBER, "porcentaje": NUMBER},
}
CROSSED = {
    "type": "object",
    "required": ["categoria", "integrantes", "por_sexo", "total"],
    "properties": {
        "categoria": TEXT,
        "integrantes": {"type": "string", "description": "Los partidos de una coalición o candidatura común."},
        "por_sexo": {"type": "object", "additionalProperties": NUMBER},
        "total": NUMBER,
    },
}
TOGETHER = {
    "type": "object",
    "required": ["cargo", "lugar", "partido", "integrantes", "sexo", "candidaturas"],
    "properties": {
        **dict.fromkeys(("cargo", "lugar", "partido", "integrantes", "sexo"), TEXT),
        "candidaturas": NUMBER,
    },
}


def _table(rows: dict[str, Any]) -> dict[str, Any]:
    named = {"clave": TEXT, "titulo": TEXT, **COUNTED, "filas": _list_of(rows)}
    return {"type": "object", "required": list(named), "properties": named}


FIGURES = {
    "type": "object",
    "required": ["eleccion", "edicion", "corte", "participacion", "respondieron", "compiten", "compiten_juntas"],
    "properties": {
        "eleccion": TEXT,
        "edicion": NUMBER,
        "corte": {"type": "string", "format": "date-time"},
        "participacion": {"allOf": [SHARE, {"type": "object", "required": list(COUNTED), "properties": COUNTED}]},
        "semanas": {"type": "object", "required": ["filas"], "properties": {**COUNTED, "filas": _list_of(SHARE)}},
        "respondieron": _list_of(_table(SHARE)),
        "compiten": _list_of(_table(CROSSED)),
        "compiten_juntas": _list_of(TOGETHER),
    },
}


def _reply(schema: dict[str, Any], *errors: int) -> dict[str, Any]:
    def body(of: dict[str, Any]) -> dict[str, Any]:
        return {"application/json": {"schema": of}}

    mistake = {"type": "object", "required": ["error"], "properties": {"error": TEXT}}
    sentences = {
        503: "Se está haciendo: pida de nuevo en un minuto.",
        404: "No existe.",
        422: "Un parámetro no vale; «error» dice cuál y qué hacer.",
    }
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
        _query(
            "en",
            {"type": "string", "enum": ["", ANSWERS]},
            f"«{ANSWERS}»: «q» se busca en lo que escribieron, y cada una trae el pasaje; en blanco, en sus nombres.",
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
            "description": (
                "Solo lectura, sin clave. Lo que es de toda una elección se baja como archivo en /{election}/datos/."
            ),
        },
        "paths": {
            f"{base}/candidaturas": _get("buscar", "Buscar", searching, _reply(FOUND, 404, 422)),
            f"{base}/candidaturas/{{clave}}": _get(
                "candidatura", "Una candidatura", [election, key], _reply(person, 404)
            ),
            f"{base}/cifras": _get("cifras", "Las cifras de la elección", [election], _reply(FIGURES, 404, 503)),
            f"{base}/comparar": _get("comparar", "Comparar de dos a seis", chosen, _reply(together, 404, 422)),
        },
        "components": {"schemas": {"Candidatura": PERSON, "CandidaturaEntera": WHOLE}},
    }
    return {"content": json.dumps(document, ensure_ascii=False, indent=1).encode()}
