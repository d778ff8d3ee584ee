"""The spreadsheet of a party, out: its candidacies with what they answered, what each column takes, and how to fill it
in."""

import json
from io import BytesIO
from typing import Any

import xlsxwriter

from conoceles.capture.party.sheet import INSTRUCTIONS, REGISTER, VERSIONS, columns, kept_of
from conoceles.elections.models import Candidacy, Election
from conoceles.lib.text import figure
from conoceles.profiles.models import Answer
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.contacts import NONE
from conoceles.questionnaires.questionnaire import Question
from conoceles.questionnaires.values import from_text, shown

# What a spreadsheet offers at most in a list, and says at most beside a cell.
LONGEST_LIST, LONGEST_HINT = 250, 250
HOW = (
    "Cada renglón es una candidatura. Llene o corrija las celdas de «Respuestas» y suba este archivo donde lo bajó.",
    "Una celda vacía no borra ni cambia nada. Antes de aplicar, la página le muestra qué cambiaría, celda por celda.",
    "No cambie la columna CLAVE ni la última, oculta: dicen de quién es el renglón y qué había cuando se bajó.",
    "Donde caben varias (teléfonos, formación), escriba una por renglón dentro de la celda: Alt + Intro.",
    "Fotografías: haga un ZIP con esta hoja y las fotos, cada una con la clave, el folio o el nombre completo.",
)
TAKES = {
    "choice": "una de sus opciones",
    "yes_no": "Sí o No",
    "several": "una o varias de sus opciones, una por renglón",
    "number": "un número",
    "date": "una fecha, como 2027-06-06",
    "url": "una dirección de internet",
    "phone": "un teléfono de 10 cifras",
    "email": "un correo electrónico",
    "social": "su dirección o su @cuenta; «No tengo» si no tiene",
    "group": "una por renglón dentro de la celda",
}


def as_xlsx(candidacies: list[Candidacy], election: Election) -> bytes:
    """Return the workbook of some candidacies, filled with what is kept; options are offered in each cell that has
    them, and each says what it takes."""
    headings = columns(asked_in(election))
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        _answers(book, candidacies, headings)
        _instructions(book, headings)
    return out.getvalue()


def _answers(book: Any, candidacies: list[Candidacy], headings: dict[str, tuple[Question, str]]) -> None:
    bold = book.add_format({"bold": True, "bottom": 2, "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    kept, first = kept_of(candidacies), len(REGISTER)
    sheet = book.add_worksheet("Respuestas")
    sheet.write_row(0, 0, [*REGISTER, *headings, VERSIONS], bold)
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, first - 1, 24)
    sheet.set_column(first, first + len(headings) - 1, 38)
    sheet.set_column(first + len(headings), first + len(headings), 4, None, {"hidden": True})
    for line, candidacy in enumerate(candidacies, 1):
        answers = kept.get(candidacy.pk, {})
        cells = [_cell(question, network, answers.get(question.key)) for question, network in headings.values()]
        versions = {key: answer.version for key, answer in answers.items()}
        sheet.write_row(line, 0, [*_register(candidacy), *cells, json.dumps(versions)], wrap)
    for place, (question, _network) in enumerate(headings.values(), first):
        sheet.data_validation(1, place, max(1, len(candidacies)), place, _validation(question))


def _validation(question: Question) -> dict[str, Any]:
    """Return what a cell offers and says; nothing that is typed is refused here: the page says what is wrong."""
    said = {
        "input_title": question.label[:32],
        "input_message": _takes(question)[:LONGEST_HINT],
        "error_type": "warning",
    }
    source = list(question.choices.values()) if question.type in ("choice", "yes_no") else []
    if source and len(",".join(source)) < LONGEST_LIST:
        return {"validate": "list", "source": source, **said}
    return {"validate": "any", **said}


def _takes(question: Question) -> str:
    """Return what a cell takes, as a person reads it."""
    what = TAKES.get(question.type, "un texto")
    if question.type in ("text", "long"):
        what += _between(question, "caracteres, sin contar espacios")
    elif question.type == "group":
        what += f"; hasta {figure(question.max)}" if question.max else ""
    elif question.type in ("choice", "several", "yes_no"):
        what += f": {', '.join(question.choices.values() if question.type != 'several' else question.options.values())}"
    return f"{what[0].upper()}{what[1:]}.{' Hace falta.' if question.required else ''}"


def _between(question: Question, unit: str) -> str:
    if question.min and question.max:
        return f" de {figure(question.min)} a {figure(question.max)} {unit}"
    if question.max:
        return f" de hasta {figure(question.max)} {unit}"
    return f" de {figure(question.min)} {unit} o más" if question.min else ""


def _instructions(book: Any, headings: dict[str, tuple[Question, str]]) -> None:
    bold = book.add_format({"bold": True, "bottom": 2})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(INSTRUCTIONS)
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, 1, 90)
    for line, sentence in enumerate(HOW):
        sheet.merge_range(line, 0, line, 1, sentence, wrap)
    sheet.write_row(len(HOW) + 1, 0, ["Columna", "Qué se escribe"], bold)
    for line, (heading, (question, _network)) in enumerate(headings.items(), len(HOW) + 2):
        sheet.write_row(line, 0, [heading, _takes(question)], wrap)


def _cell(question: Question, network: str, answer: Answer | None) -> str:
    if answer is None or not answer.value:
        return ""
    value = from_text(question, answer.value)
    if network:
        address = value.get(network, "")
        return "No tengo" if address == NONE else str(address)
    if question.type == "several":
        return "\n".join(question.options[key] for key in value if key in question.options)
    return str(value) if question.type == "date" else shown(question, value)


def _register(candidacy: Candidacy) -> list[str]:
    place = candidacy.ticket.contest.area.name
    return [candidacy.key, candidacy.person.name, candidacy.office.name, place, candidacy.get_role_display()]
