"""The order of a draft: of its questions, its sections and the options of a choice; and what a question hangs on."""

from typing import Any

from conoceles.lib.text import slugify
from conoceles.questionnaires.draft import keep, row_of
from conoceles.questionnaires.models import ElectionQuestionnaire
from conoceles.questionnaires.questionnaire import YES_NO, BadQuestionnaire

Document = dict[str, Any]
MOST_OPTIONS = 60


def move(draft: ElectionQuestionnaire, key: str, steps: int) -> None:
    """Move a question among those of its section. Raises BadQuestionnaire where it would come before what it hangs
    on."""
    rows: list[Document] = draft.document["questions"]
    row = row_of(draft, key)
    places = [place for place, one in enumerate(rows) if one["section"] == row["section"]]
    at = places.index(rows.index(row))
    to = max(0, min(len(places) - 1, at + steps))
    rows[places[at]], rows[places[to]] = rows[places[to]], rows[places[at]]
    keep(draft)


def move_section(draft: ElectionQuestionnaire, key: str, steps: int) -> None:
    """Move a section among the others, its questions with it. Raises BadQuestionnaire as `move`."""
    parts: list[Document] = draft.document["sections"]
    at = next((place for place, one in enumerate(parts) if one["key"] == key), None)
    if at is None:
        raise BadQuestionnaire("Esa sección no está en este cuestionario.")
    to = max(0, min(len(parts) - 1, at + steps))
    parts[at], parts[to] = parts[to], parts[at]
    order = {one["key"]: place for place, one in enumerate(parts)}
    draft.document["questions"].sort(key=lambda one: order[one["section"]])
    keep(draft)


def save_section(draft: ElectionQuestionnaire, key: str, title: str, help_text: str) -> str:
    """Reword a section, or add one at the end where `key` is '', and return its key."""
    parts: list[Document] = draft.document["sections"]
    found = next((one for one in parts if one["key"] == key), None)
    if any(slugify(one["title"], 60) == slugify(title, 60) for one in parts if one is not found):
        raise BadQuestionnaire("Ya hay una sección con ese título.")
    if found is None:
        taken = {one["key"] for one in parts}
        key = base = slugify(title, 30).replace("-", "_") or "seccion"
        number = 1
        while key in taken:
            number += 1
            key = f"{base}_{number}"
        found = {"key": key, "page": 1 + max((one.get("page", 0) for one in parts), default=0)}
        parts.append(found)
    found["title"] = title
    found["help"] = help_text
    keep(draft)
    return key


def remove_section(draft: ElectionQuestionnaire, key: str) -> None:
    """Take a section that asks nothing out of a draft. Raises BadQuestionnaire for one with questions."""
    if any(one["section"] == key for one in draft.document["questions"]):
        raise BadQuestionnaire("Esa sección tiene preguntas: muévalas o retírelas primero.")
    draft.document["sections"] = [one for one in draft.document["sections"] if one["key"] != key]
    keep(draft)


def set_options(draft: ElectionQuestionnaire, key: str, said: list[tuple[str, str]]) -> None:
    """Set the options of a choice, in order: (its key, '' for a new one; its words). One without words goes.

    Raises BadQuestionnaire for fewer than two, and for one on which another question hangs.
    """
    row = row_of(draft, key)
    before: dict[str, str] = row.get("options", {})
    options: dict[str, str] = {}
    number = len(before)
    for known, words in said[:MOST_OPTIONS]:
        if not words:
            continue
        if known not in before:
            number += 1
            while f"o{number}" in before or f"o{number}" in options:
                number += 1
            known = f"o{number}"
        options[known] = words
    if len(options) < 2:
        raise BadQuestionnaire("Una pregunta de opciones tiene al menos dos.")
    if len({words.casefold() for words in options.values()}) < len(options):
        raise BadQuestionnaire("Hay una opción repetida.")
    gone = before.keys() - options.keys()
    for one in draft.document["questions"]:
        condition = one.get("condition", {})
        if condition.get("question") == key and gone & set(condition["answers"]):
            raise BadQuestionnaire(f"De una opción que quita depende «{one['label']}»: cambie antes su condición.")
    row["options"] = options
    keep(draft)


def set_condition(draft: ElectionQuestionnaire, key: str, said: list[str]) -> None:
    """Make a question be asked only after some answers of one other: «question=answer» of each; none for always.

    Raises BadQuestionnaire for answers of two questions, and for a question that does not come before.
    """
    row = row_of(draft, key)
    pairs = [pair.split("=", 1) for pair in said if "=" in pair]
    if not pairs:
        row.pop("condition", None)
    elif len({question for question, _answer in pairs}) > 1:
        raise BadQuestionnaire("Elija respuestas de una sola pregunta: depende de una nada más.")
    else:
        row["condition"] = {"question": pairs[0][0], "answers": [answer for _question, answer in pairs]}
    keep(draft)


def conditions(document: Document, key: str) -> list[tuple[str, str]]:
    """Return what a question may hang on, as («question=answer», how a person reads it): the choices before it; of one
    that is not there yet, all of them."""
    found = []
    for row in document["questions"]:
        if row["key"] == key:
            break
        options = YES_NO if row["type"] == "yes_no" else row.get("options", {}) if row["type"] == "choice" else {}
        if not row.get("retired"):
            found += [(f"{row['key']}={value}", f"{row['label']}: {words}") for value, words in options.items()]
    return found
