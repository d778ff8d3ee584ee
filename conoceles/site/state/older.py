"""What documents of earlier versions did not say, and later ones do: every old version is read as if it had said it."""

from typing import Any

from conoceles.lib.canonical import Document

# Of profiles up to version 3: what the questions of that time mean (profile-4 says it of each answer).
_CONTACT = ("social", "web", "emails", "phones", "houses", "declaration_link")
_PROPOSALS = ("proposal_1", "proposal_2", "proposal_gender")
_PRINTED = ("reason", *_PROPOSALS)
_LEADS = ("message", "proposal_1", "reason")
_INE = {
    "houses": "DIRECCION_CASA_CAMPANIA",
    "phones": "TELEFONO_PUBLICO",
    "emails": "CORREO_PUBLICO",
    "web": "PAGINA_WEB",
    "social": "REDES",
    "degree": "ESCOLARIDAD",
    "degree_status": "ESTATUS_ESCOLARIDAD",
    "training": "CURSOS",
    "work": "HISTORIA_PROFESIONAL",
    "politics": "TRAYECTORIA_POLITICA",
    "reason": "MOTIVO_CARGO_PUBLICO",
    "proposal_1": "PROPUESTA_1",
    "proposal_2": "PROPUESTA_2",
    "proposal_gender": "PROPUESTA_GENERO",
}
# Every question that meant something then.
MEANT = frozenset({*_CONTACT, *_PRINTED, *_LEADS, *_INE, "degree"})
# Of calendars in version 1: what each kind of office is (calendar-2 says it of each office).
_CALLED = {
    "governor": "gobernadora gobernador gubernatura governor",
    "deputy_mr": "diputada diputado diputación deputy congress",
    "deputy_rp": "diputada diputado diputación plurinominal deputy congress",
    "mayor": "presidenta presidente alcaldesa alcalde alcaldía ayuntamiento municipal mayor president",
    "trustee": "síndica síndico sindicatura ayuntamiento trustee",
    "councillor": "regidora regidor regiduría ayuntamiento councillor councilor",
    "community": "presidenta presidente comunidad community president",
    "judge": "jueza juez magistrada magistrado judge",
}
_TOWN_HALL = ("mayor", "trustee", "councillor")


def meaning(answer: Document) -> Document:
    """Return what an answer of a profile means: see `means` in profile-4."""
    if "means" in answer:
        found: Document = answer["means"]
        return found
    key = answer["key"]
    old: dict[str, Any] = {}
    if key in _CONTACT:
        old["contact"] = True
    if key in _PROPOSALS:
        old["proposal"] = True
    if key in _PRINTED:
        old["printed"] = _PRINTED.index(key) + 1
    if key in _LEADS:
        old["lead"] = _LEADS.index(key) + 1
    if key == "degree":
        old["scale"] = True
    if key in _INE:
        old["ine"] = _INE[key]
    return old


def identity(document: Document) -> Document:
    """Return an identity as its second version says it: the first had no groups of registration."""
    return document if document.get("version", 1) > 1 else {**document, "groups": []}


def contest(document: Document) -> Document:
    """Return a contest as its second version says it: the first had no state."""
    if document.get("version", 1) > 1:
        return document
    return {**document, "state": {"state": "ordinary", "date": "", "agreement": "", "voted_on": ""}}


def party(document: Document) -> Document:
    """Return a party as its second version says it."""
    return document if document.get("version", 1) > 1 else {**document, "own_boxes": document["kind"] == "coalition"}


def calendar(document: Document) -> Document:
    """Return a calendar as its fourth version says it."""
    if document.get("version", 1) > 3:
        return document
    return {**_third(document), "explanations": {}}


def _third(document: Document) -> Document:
    if document.get("version", 1) > 2:
        return document
    # The day of a list was told from that of asking by whether there was a list.
    asked = "" if document.get("source") else document.get("cutoff", "")
    document = {**document, "asked": asked, "cutoff": document.get("cutoff", "") if document.get("source") else ""}
    document["capture_opens"] = document["capture_closes"] = ""
    if document["version"] > 1:
        return document
    offices = [
        {
            **office,
            "called": _CALLED.get(office["kind"], ""),
            "list": office["kind"] == "deputy_rp",
            "town_hall": office["kind"] in _TOWN_HALL,
        }
        for office in document["offices"]
    ]
    return {**document, "offices": offices}
