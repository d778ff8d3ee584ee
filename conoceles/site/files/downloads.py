"""Open data of an election: one line for each candidacy, in every format, at a stated edition."""

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import xlsxwriter
from django.utils.translation import gettext

from conoceles.ledger.reading import documents
from conoceles.lib import ine_layout
from conoceles.lib.canonical import Document, canonical
from conoceles.lib.csv_file import written
from conoceles.lib.vocabulary import AREAS, ROLES, SEXES, STATUSES
from conoceles.site.files.dictionary import (
    COLUMNS,
    ELECTION,
    LICENCE,
    VERSION,
    Column,
)
from conoceles.site.language import speaking
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import Candidacy, sort_name
from conoceles.site.state.older import meaning

PAGE = 500
Content = dict[str, Any]
Line = tuple[Document, Document | None]


def about(view: ElectionView) -> Content:
    """Return the values of the page that describes the files."""
    return {
        "rows": len(view.election.candidacies),
        "at": view.election.at,
        "structured": structured(view),
        "version": VERSION,
        "files": f"/{view.election.slug}/datos/",
        "api": f"/api/v1/{view.election.slug}/candidaturas",
    }


def structured(view: ElectionView) -> Document:
    """Return what a search engine for data reads of the page, as schema.org has it."""
    files = f"{view.site}/{view.election.slug}/datos/"
    types = {"candidaturas.csv": "text/csv", "candidaturas.jsonl": "application/jsonl"}
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": view.calendar["name"],
        "description": gettext(
            "Candidaturas de la elección, con lo que cada una publicó de sí misma y lo que propone."
        ),
        "url": files,
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "dateModified": view.election.at.isoformat() if view.election.at else "",
        "creator": {"@type": "Organization", "name": view.institute["name"]},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{files}{name}"}
            for name, kind in types.items()
        ],
    }


def dictionary(view: ElectionView) -> Content:
    """Return the values of the data dictionary's page."""
    return {"columns": COLUMNS, "questions": _questions(view), "ine": list(ine_layout.COLUMNS), "version": VERSION}


def as_csv(view: ElectionView) -> Content:
    """Return {"content": bytes}: UTF-8 with a byte-order mark, so that spreadsheets read the accents.

    A text that a spreadsheet would run as a formula is preceded by an apostrophe.
    """
    questions = _questions(view)
    return {"content": written([*(column.name for column in COLUMNS), *questions], _wide(view, list(questions)))}


def _wide(view: ElectionView, questions: list[str]) -> Iterator[list[Any]]:
    for line, document in lines(view):
        answers = {answer["key"]: value_of(answer, view.site) for answer in document["answers"]} if document else {}
        yield [*line.values(), *(answers.get(key, "") for key in questions)]


def value_of(answer: Document, site: str) -> str:
    """Return an answer as open data has it: its words; of a video or a document, where it is."""
    return f"{site}/medios/{answer['file']['name']}" if "file" in answer else str(answer["value"])


def as_json_lines(view: ElectionView) -> Content:
    """Return {"content": bytes}: one canonical JSON object a line, exactly as published."""
    out = [canonical({**line, "respuestas": public_answers(document, view.site)}) for line, document in lines(view)]
    return {"content": b"\n".join(out) + (b"\n" if out else b"")}


def public_answers(document: Document | None, site: str) -> list[Document]:
    """Return the answers of a profile's document as open data has them: key, label, value."""
    answers = document["answers"] if document else []
    return [{"key": one["key"], "label": one["label"], "value": value_of(one, site)} for one in answers]


def as_xlsx(view: ElectionView) -> Content:
    """Return {"content": bytes}: a workbook with the candidacies and the dictionary; its dates are the edition's, not
    the clock's."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    at = view.election.at or datetime(2000, 1, 1, tzinfo=UTC)
    book.set_properties({"title": view.calendar["name"], "created": at.replace(tzinfo=None)})
    bold, questions = book.add_format({"bold": True}), _questions(view)
    sheet = book.add_worksheet("candidaturas")
    sheet.write_row(0, 0, [*(column.name for column in COLUMNS), *questions], bold)
    for number, row in enumerate(_wide(view, list(questions)), 1):
        sheet.write_row(number, 0, row)
    sheet.freeze_panes(1, 2)
    about = book.add_worksheet("diccionario")
    about.write_row(0, 0, ["columna", "contenido", "content"], bold)
    for number, column in enumerate(COLUMNS, 1):
        about.write_row(number, 0, [column.name, column.spanish, column.english])
    for number, (key, label) in enumerate(questions.items(), len(COLUMNS) + 1):
        about.write_row(number, 0, [key, label, _english(label)])
    book.close()
    return {"content": out.getvalue()}


def as_ine_2022(view: ElectionView) -> Content:
    """Return {"content": bytes}: the CSV in the columns in which INE published in 2022, with its words for what is
    missing."""
    return {"content": written(ine_layout.COLUMNS, _ine_rows(view))}


def _ine_rows(view: ElectionView) -> Iterator[list[Any]]:
    state = next((area["name"] for area in view.areas.values() if area["kind"] == "state"), "")
    tickets: dict[str, int] = {}
    for number, (line, document) in enumerate(lines(view, standing=True), 1):
        one = view.election.candidacies[line["clave"]]
        thing = view.election.contests.get(one.contest)
        area = view.areas.get(thing.document["area"], {}) if thing else {}
        said = document["answers"] if document else []
        answers = {column: value_of(answer, view.site) for answer in said if (column := meaning(answer).get("ine"))}
        kinds = {"DISTRITO LOCAL": "district", "CIRCUNSCRIPCION": "circumscription", "MUNICIPIO": "municipality"}
        values: dict[str, Any] = {
            "FILA": number,
            "PARTIDO_COALICION": line["partido"],
            "CARGO": line["cargo"],
            "ENTIDAD": state,
            "NUM_LISTA_O_FORMULA": tickets.setdefault(one.ticket, len(tickets) + 1),
            "NOMBRE_CANDIDATO": line["nombre"],
            "TIPO_CANDIDATO": line["calidad"],
            "EDAD": line["edad"] if line["edad"] is not None else ine_layout.NOT_GIVEN,
            "SEXO": line["sexo"] or ine_layout.NOT_GIVEN,
            **{
                name: area["name"] if area.get("kind") == kind else ine_layout.NOT_MEANT for name, kind in kinds.items()
            },
        }
        missing = ine_layout.NOT_GIVEN if one.page else ine_layout.NOT_MEANT
        yield [_upper(values[name]) if name in values else answers.get(name) or missing for name in ine_layout.COLUMNS]


def _upper(value: Any) -> Any:
    return (
        value.upper() if isinstance(value, str) and value not in (ine_layout.NOT_GIVEN, ine_layout.NOT_MEANT) else value
    )


def data_package(view: ElectionView) -> Content:
    """Return {"content": bytes}: the description of the files as a Frictionless Data Package."""
    name = view.calendar["name"]
    labels, columns = _questions(view), _ine_labels(view)
    questions = [Column(key, "string", label, _english(label)) for key, label in labels.items()]
    resources = [
        _resource("candidaturas", "candidaturas.csv", [*COLUMNS, *questions], ["clave"]),
        _resource(
            "ine-2022",
            "ine-2022.csv",
            [_ine_column(name, columns.get(name, "")) for name in ine_layout.COLUMNS],
            ["FILA"],
        ),
    ]
    return {"content": canonical(_package(view.election.slug, name, view.election.number, view.election.at, resources))}


def _ine_column(name: str, label: str) -> Column:
    about = ine_layout.REGISTER.get(name, (label or name, _english(label) if label else name))
    return Column(name, "string", *about)


def _english(label: str) -> str:
    """Return the label of a question in English; as it is, when it is an institute's own."""
    with speaking("en"):
        return gettext(label)


def _package(name: str, title: str, number: int, at: datetime | None, resources: list[Document]) -> Document:
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "version": VERSION,
        "edition": number,
        "created": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else "2000-01-01T00:00:00Z",
        "licenses": [LICENCE],
        "resources": resources,
    }


def _resource(name: str, path: str, columns: Iterable[Column], primary_key: list[str]) -> Document:
    fields = []
    for column in columns:
        field: Document = {
            "name": column.name,
            "type": column.type,
            "title": column.spanish,
            "description": column.english,
        }
        if column.values:
            field["constraints"] = {"enum": list(column.values)}
        fields.append(field)
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        # With a byte-order mark, for spreadsheets.
        "encoding": "utf-8-sig",
        "schema": {"fields": fields, "missingValues": [""], "primaryKey": primary_key},
    }


def limits(view: ElectionView) -> Content:
    """Return {"content": bytes}: {address of a municipality: its rings}, with which a telephone looks itself up.

    A ring is a list of [longitude, latitude] in ten-thousandths of a degree.
    """
    return {"content": canonical({area["slug"]: area["shape"] for area in view.municipalities if "shape" in area})}


def every_csv(views: list[ElectionView], _number: int) -> Content:
    """Return {"content": bytes}: the candidacies of all elections, the newest first, without their answers."""
    header = [ELECTION.name, *(column.name for column in COLUMNS)]
    rows = ([view.election.slug, *row.values()] for view in views for row, _document in lines(view, answers=False))
    return {"content": written(header, rows)}


def every_package(views: list[ElectionView], number: int) -> Content:
    """Return {"content": bytes}: the Data Package of all elections: their candidacies together."""
    at = max((view.election.at for view in views if view.election.at), default=None)
    resources = [_resource("candidaturas", "candidaturas.csv", [ELECTION, *COLUMNS], ["eleccion", "clave"])]
    return {"content": canonical(_package("conoceles", "Conóceles", number, at, resources))}


def lines(view: ElectionView, *, answers: bool = True, standing: bool = False) -> Iterator[Line]:
    """Yield (row, profile's document or None) for each candidacy, in the order of contests and of the law."""
    chosen = (one for one in view.election.candidacies.values() if one.stands or not standing)
    everyone = iter(sorted(chosen, key=lambda one: _order(view, one)))
    while page := list(islice(everyone, PAGE)):
        numbers = {
            one.key: view.election.profiles[one.key].number
            for one in page
            if answers and view.profile(one) is not None and one.stands
        }
        found = documents(numbers.values())
        for one in page:
            yield row(view, one), found.get(numbers.get(one.key, 0))


def _order(view: ElectionView, one: Candidacy) -> tuple[Any, ...]:
    thing = view.election.contests.get(one.contest)
    contest = (thing.document["order"], sort_name(thing.document["name"])) if thing else (99, "")
    return (*contest, *view.place(one), one.key)


def row(view: ElectionView, one: Candidacy) -> Document:
    """Return a candidacy's line: {column: value}."""
    thing = view.election.contests.get(one.contest)
    area = view.areas.get(thing.document["area"], {}) if thing else {}
    values = [
        one.key,
        one.registered,
        view.offices.get(one.office, {}).get("name", ""),
        thing.document["name"] if thing else "",
        area.get("name", ""),
        AREAS[area["kind"]].text if area.get("kind") in AREAS else "",
        area.get("ine", ""),
        area.get("inegi", ""),
        view.party(one.party)["name"],
        ROLES[one.role].text,
        one.position,
        one.age,
        SEXES[one.sex].text if one.sex in SEXES else "",
        STATUSES[one.status].text,
        one.status_date,
        one.agreement,
        ("sí" if view.profile(one) is not None else "no") if one.page and one.stands else "",
        f"{view.site}{view.address(one)}",
        view.number_of(one),
        view.party(one.party)["short"],
        "|".join(view.party(key)["short"] or view.party(key)["name"] for key in view.party(one.party)["members"]),
        one.nickname,
        "|".join(view.towns_of.get(area.get("key", ""), ())),
    ]
    return dict(zip((column.name for column in COLUMNS), values, strict=True))


def _ine_labels(view: ElectionView) -> dict[str, str]:
    """Return {column of INE's layout: the label of the question that fills it} of what anyone answered."""
    said = (answer for _line, document in lines(view) if document for answer in document["answers"])
    return {column: answer["label"] for answer in said if (column := meaning(answer).get("ine"))}


def _questions(view: ElectionView) -> dict[str, str]:
    """Return {key: label} of the questions that anyone answered, in the order of the questionnaire."""
    seen: dict[str, str] = {}
    for _line, document in lines(view):
        if document:
            for answer in document["answers"]:
                seen.setdefault(answer["key"], answer["label"])
    return {key: seen[key] for key in view.election.questions if key in seen}


FILES: dict[str, Callable[[ElectionView], Content]] = {
    "candidaturas.csv": as_csv,
    "candidaturas.xlsx": as_xlsx,
    "candidaturas.jsonl": as_json_lines,
    "ine-2022.csv": as_ine_2022,
    "datapackage.json": data_package,
}
ROOT_FILES: dict[str, Callable[[list[ElectionView], int], Content]] = {
    "candidaturas.csv": every_csv,
    "datapackage.json": every_package,
}
