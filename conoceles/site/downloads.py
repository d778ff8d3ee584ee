"""Open data of an election: one line for each candidacy, as CSV and as JSON lines, at a stated edition."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

from conoceles.ledger.reading import documents
from conoceles.lib.canonical import Document, canonical
from conoceles.lib.tables import safe_cell
from conoceles.site.state import Candidacy, sort_name
from conoceles.site.view import ElectionView

COLUMNS = {
    "clave": "clave pública de la candidatura",
    "nombre": "nombre, como está registrado",
    "cargo": "cargo por el que compite",
    "contienda": "lo que se elige y dónde",
    "municipio": "municipio, distrito o entidad donde se vota",
    "partido": "partido, coalición, candidatura común o independiente",
    "calidad": "propietaria, suplente o por confirmar",
    "lugar": "lugar en la planilla o lista",
    "edad": "años cumplidos el día de la elección",
    "sexo": "mujer, hombre, no binaria; en blanco si la lista no lo dice",
    "estado": "registrada, sustituida, cancelada o renuncia",
    "fecha_movimiento": "fecha de la sustitución, cancelación o renuncia",
    "acuerdo": "acuerdo que la aprobó",
    "respondio": "si publicó respuestas: sí, no; en blanco si su cargo no responde",
    "pagina": "dirección de su página en este sitio",
    "edicion": "última edición del registro público que la cambió",
}
ROLES = {"owner": "propietaria", "alternate": "suplente", "unconfirmed": "por confirmar"}
SEXES = {"female": "mujer", "male": "hombre", "nonbinary": "no binaria", "": ""}
STATES = {
    "registered": "registrada",
    "substituted": "sustituida",
    "cancelled": "cancelada",
    "withdrawn": "renuncia",
}
PAGE = 500


def about(view: ElectionView) -> dict[str, Any]:
    """Return the values of the page that describes the files."""
    return {"columns": COLUMNS, "rows": len(view.election.candidacies), "at": view.election.at}


def as_csv(view: ElectionView) -> dict[str, Any]:
    """Return {"content": bytes}: UTF-8 with a byte-order mark, so that spreadsheets read the accents.

    A text that a spreadsheet would run as a formula is preceded by an apostrophe.
    """
    out = io.StringIO()
    questions = _questions(view)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *questions])
    for line, document in lines(view):
        answers = {answer["key"]: answer["value"] for answer in document["answers"]} if document else {}
        writer.writerow([_safe(value) for value in (*line.values(), *(answers.get(key, "") for key in questions))])
    return {"content": b"\xef\xbb\xbf" + out.getvalue().encode()}


def as_json_lines(view: ElectionView) -> dict[str, Any]:
    """Return {"content": bytes}: one canonical JSON object a line, exactly as published."""
    out = []
    for line, document in lines(view):
        answers = (
            [{key: answer[key] for key in ("key", "label", "value")} for answer in document["answers"]]
            if document
            else []
        )
        out.append(canonical({**line, "respuestas": answers}))
    return {"content": b"\n".join(out) + (b"\n" if out else b"")}


def lines(view: ElectionView) -> Iterator[tuple[Document, Document | None]]:
    """Yield (row, profile's document or None) for each candidacy, in the order of contests and of the law."""
    everyone = iter(sorted(view.election.candidacies.values(), key=lambda one: _order(view, one)))
    while page := list(islice(everyone, PAGE)):
        numbers = {
            one.key: view.election.profiles[one.key].number
            for one in page
            if view.profile(one) is not None and one.stands
        }
        found = documents(numbers.values())
        for one in page:
            yield _row(view, one), found.get(numbers.get(one.key, 0))


def _order(view: ElectionView, one: Candidacy) -> tuple[Any, ...]:
    thing = view.election.contests.get(one.contest)
    contest = (thing.document["order"], sort_name(thing.document["name"])) if thing else (99, "")
    return (*contest, *view.place(one), one.key)


def _row(view: ElectionView, one: Candidacy) -> Document:
    thing = view.election.contests.get(one.contest)
    values = [
        one.key,
        one.name,
        view.offices.get(one.office, {}).get("name", ""),
        thing.document["name"] if thing else "",
        view.place_name(one),
        view.party(one.party)["name"],
        ROLES[one.role],
        one.position,
        one.age,
        SEXES[one.sex],
        STATES[one.status],
        one.status_date,
        one.agreement,
        ("sí" if view.profile(one) is not None else "no") if one.page else "",
        view.address(one),
        view.number_of(one),
    ]
    return dict(zip(COLUMNS, values, strict=True))


def _questions(view: ElectionView) -> list[str]:
    """Return the keys of the questions that anyone answered, in the order in which they are first seen."""
    seen: dict[str, None] = {}
    for _line, document in lines(view):
        if document:
            seen.update((answer["key"], None) for answer in document["answers"])
    return list(seen)


def _safe(value: Any) -> Any:
    return safe_cell(value) if isinstance(value, str) else value
