"""A questionnaire edited for one election: questions added, reworded or retired, previewed, published as a version."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import tomli_w
from django.db import transaction

from conoceles.elections.models import Election
from conoceles.lib.text import slugify
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.models import ElectionQuestionnaire
from conoceles.questionnaires.questionnaire import (
    CURRENT,
    CURRICULAR,
    FOLDER,
    IDENTITY,
    BadQuestionnaire,
    Questionnaire,
    parse,
)

Document = dict[str, Any]
# The place of what was ticked on screen, after what the file orders.
LAST = 50
# What a coordinator may ask for on screen; the rest of a question is a matter for its file.
ADDABLE = {
    "text": "Texto de una línea",
    "long": "Texto largo",
    "choice": "Opción múltiple",
    "several": "Varias opciones",
    "yes_no": "Sí, no o prefiero no responder",
    "number": "Número",
    "date": "Fecha",
    "url": "Dirección web",
    "phone": "Teléfono",
    "email": "Correo electrónico",
    "pdf": "Documento (PDF)",
    "video": "Video",
}
# How large a file may be, in MiB, where nobody said it.
MIB = {"pdf": 10, "video": 300}


def draft_of(election: Election, kind: str) -> ElectionQuestionnaire:
    """Return the draft of the next version, made from what is asked now when there is none."""
    draft = ElectionQuestionnaire.objects.filter(election=election, kind=kind, published_at__isnull=True).first()
    if draft is not None:
        return draft
    last = (
        ElectionQuestionnaire.objects.filter(election=election, kind=kind, published_at__isnull=False)
        .order_by("-number")
        .first()
    )
    document = deepcopy(last.document) if last else _of_file(kind)
    return ElectionQuestionnaire.objects.create(
        election=election, kind=kind, number=last.number + 1 if last else 1, document=document
    )


def _of_file(kind: str) -> Document:
    return tomllib.loads((FOLDER / f"{CURRENT[kind]}.toml").read_text(encoding="utf-8"))


def preview_of(draft: ElectionQuestionnaire) -> Questionnaire:
    """Return the questionnaire that a draft would ask; raise BadQuestionnaire."""
    return parse(f"{draft.kind}-{draft.number}", draft.document)


class NoDraft(BadQuestionnaire):
    """The draft was published or thrown away meanwhile."""


@contextmanager
def hold(election: Election, kind: str) -> Iterator[ElectionQuestionnaire]:
    """Lock the draft of a questionnaire, made when there is none, while it is edited: two editors take turns."""
    with transaction.atomic():
        pk = draft_of(election, kind).pk
        rows = ElectionQuestionnaire.objects.select_for_update(of=("self",)).filter(published_at__isnull=True)
        draft = rows.filter(pk=pk).first()
        if draft is None:
            raise NoDraft("El borrador se publicó o se descartó mientras tanto: abra la pregunta de nuevo.")
        yield draft


def change(draft: ElectionQuestionnaire, key: str, values: Document) -> None:
    """Reword a question of a draft: label, help, required, limits. Its key and type stay, so that answers stay
    readable."""
    row = row_of(draft, key)
    row.update({name: values[name] for name in ("label", "help", "required", "min", "max") if name in values})
    _mean(row, values)
    keep(draft)


def retire(draft: ElectionQuestionnaire, key: str, retired: bool) -> None:
    """Stop asking a question, or ask it again. What was answered stays and is read with its words."""
    if retired:
        dependents = [
            row["label"]
            for row in draft.document["questions"]
            if row.get("condition", {}).get("question") == key and not row.get("retired")
        ]
        if dependents:
            raise BadQuestionnaire(f"De esta pregunta dependen otras; retírelas primero: {', '.join(dependents)}.")
    row_of(draft, key)["retired"] = retired
    keep(draft)


def add(draft: ElectionQuestionnaire, values: Document) -> str:
    """Add a question at the end of its section and return its key. Raises BadQuestionnaire with a Spanish sentence."""
    taken = {row["key"] for row in draft.document["questions"]}
    # No question is called as one of the other questionnaire: a key says to whom an answer belongs.
    taken |= set(asked_in(draft.election, CURRICULAR if draft.kind == IDENTITY else IDENTITY).questions)
    key = base = slugify(values["label"], 30).replace("-", "_")
    number = 1
    while key in taken:
        number += 1
        key = f"{base}_{number}"
    row: Document = {
        name: values[name]
        for name in ("section", "label", "type", "help", "required", "min", "max")
        if values.get(name)
    }
    row["key"] = key
    if values["type"] in MIB:
        row["mib"] = values.get("mib") or MIB[values["type"]]
    _mean(row, values)
    if values["type"] in ("choice", "several"):
        row["options"] = {
            f"o{place}": line.strip() for place, line in enumerate(values["options"].splitlines(), 1) if line.strip()
        }
    if draft.kind == IDENTITY:
        row["public"] = True
    last = max(
        (place for place, one in enumerate(draft.document["questions"]) if one["section"] == row["section"]), default=-1
    )
    draft.document["questions"].insert(last + 1, row)
    keep(draft)
    return key


def _mean(row: Document, values: Document) -> None:
    """Write what an answer means, as it was ticked: after the questions of the file where there is an order."""
    for name, ticked in (("contact", True), ("proposal", True), ("printed", LAST), ("lead", LAST)):
        if values.get(name):
            # One that had a place keeps it.
            row.setdefault(name, ticked)
        elif name in values:
            row.pop(name, None)


def document_of(election: Election, kind: str) -> Document:
    """Return what an election's draft asks, or what is asked now where there is none, as its file would say it."""
    found = ElectionQuestionnaire.objects.filter(election=election, kind=kind).order_by("-number").first()
    document: Document = found.document if found else _of_file(kind)
    return document


def as_toml(election: Election, kind: str) -> str:
    """Return a questionnaire as the text of its file."""
    return tomli_w.dumps(document_of(election, kind), multiline_strings=True)


def from_toml(draft: ElectionQuestionnaire, text: str) -> None:
    """Make a draft ask what the text of a file says. Raises BadQuestionnaire, with what is wrong with it.

    What was asked before and the file does not name is retired, so that answers to it stay readable.
    """
    try:
        document = tomllib.loads(text.replace("\x00", ""))
        parse(f"{draft.kind}-{draft.number}", document)
    except ValueError as error:
        if isinstance(error, BadQuestionnaire):
            raise
        raise BadQuestionnaire(f"El archivo no está bien escrito como TOML ({error}).") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise BadQuestionnaire(f"Al archivo le falta o le sobra algo: {error}.") from error
    named = {row["key"]: row for row in document["questions"]}
    for row in draft.document["questions"]:
        known = named.get(row["key"])
        if known is not None and known["type"] != row["type"]:
            raise BadQuestionnaire(f"«{row['label']}» cambia de clase: retírela y haga otra con otra clave.")
        if known is None:
            if row["section"] not in {part["key"] for part in document["sections"]}:
                part = next(part for part in draft.document["sections"] if part["key"] == row["section"])
                document["sections"].append(part)
            document["questions"].append({**row, "retired": True})
    other = CURRICULAR if draft.kind == IDENTITY else IDENTITY
    if both := named.keys() & asked_in(draft.election, other).questions.keys():
        raise BadQuestionnaire(f"La clave «{min(both)}» es del otro cuestionario: use una distinta.")
    draft.document = document
    keep(draft)


def discard(draft: ElectionQuestionnaire) -> None:
    """Throw a draft away; what is asked now stays."""
    ElectionQuestionnaire.objects.filter(pk=draft.pk, published_at__isnull=True).delete()


def row_of(draft: ElectionQuestionnaire, key: str) -> Document:
    """Return the row of a question, to be changed. Raises BadQuestionnaire where the draft has none."""
    row: Document | None = next((one for one in draft.document["questions"] if one["key"] == key), None)
    if row is None:
        raise BadQuestionnaire("Esa pregunta no está en este cuestionario.")
    return row


def keep(draft: ElectionQuestionnaire) -> None:
    """Save a draft. Raises BadQuestionnaire where it can no longer be asked; nothing is saved then."""
    preview_of(draft)
    draft.save(update_fields=["document"])
