"""Our own template, empty or filled with an election: what it gives out it takes back without a change."""

from collections.abc import Iterator
from io import BytesIO

import xlsxwriter

from conoceles.elections.models import SEVERAL, Candidacy, Election
from conoceles.lib.csv_file import written
from conoceles.lib.vocabulary import GROUPS
from conoceles.lists.presets import Preset, load
from conoceles.profiles.models import Answer

ROLES = {"owner": "Propietaria", "alternate": "Suplente", "unconfirmed": "Por confirmar"}


def template_preset() -> Preset:
    """Return the preset that reads our template."""
    return load("conoceles")


def register_columns(preset: Preset) -> list[str]:
    return [str(column) for column in preset.columns.values()]


def as_xlsx(election: Election, *, empty: bool = False) -> bytes:
    """Return a workbook with the sheets Candidaturas and Respuestas, joined by FOLIO."""
    preset = template_preset()
    out = BytesIO()
    # Texts stay texts: nothing that a candidacy wrote becomes a formula, a number or a link.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bottom": 2})
        sheets = {name: book.add_worksheet(name) for name in (str(preset.sheet), preset.join["sheet"])}
        headers = [register_columns(preset), [preset.join["key"], *preset.answers.values()]]
        for sheet, header in zip(sheets.values(), headers, strict=True):
            sheet.write_row(0, 0, header, bold)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(header) - 1, 22)
        register, answered = sheets.values()
        line = 0
        for number, (row, answers) in enumerate([] if empty else _rows(election, preset), 1):
            register.write_row(number, 0, row)
            if answers:
                line += 1
                answered.write_row(line, 0, [row[0], *(answers.get(key, "") for key in preset.answers)])
    return out.getvalue()


def as_csv(election: Election, *, empty: bool = False) -> bytes:
    """Return one table, register columns and then answers, in UTF-8 with a byte-order mark."""
    preset = template_preset()
    rows = (
        [*row, *(answers.get(key, "") for key in preset.answers)]
        for row, answers in ([] if empty else _rows(election, preset))
    )
    return written([*register_columns(preset), *preset.answers.values()], rows)


def _rows(election: Election, preset: Preset) -> Iterator[tuple[list[str], dict[str, str]]]:
    offices = {kind: word for word, kind in preset.vocabulary["office"].items()}
    sexes = {sex: word for word, sex in preset.vocabulary["sex"].items()}
    answers: dict[int, dict[str, str]] = {}
    for answer in Answer.objects.filter(profile__candidacy__election=election, by="").select_related("profile"):
        answers.setdefault(answer.profile.candidacy_id, {})[answer.question] = answer.value
    rows = (
        Candidacy.objects.of_election(election)
        .registered()
        .with_register()
        .order_by("ticket__contest__name", "ticket", "pk")
    )
    for candidacy in rows.iterator(chunk_size=2000):
        person, ticket = candidacy.person, candidacy.ticket
        area = ticket.contest.area
        yield (
            [
                candidacy.folio or candidacy.key,
                candidacy.office.name
                if candidacy.office.kind in SEVERAL
                else offices.get(candidacy.office.kind, candidacy.office.name),
                area.ine_code.lstrip("0") if area.kind == "district" else area.name,
                ticket.party.name,
                ticket.folio,
                str(candidacy.position),
                ROLES[candidacy.role],
                person.name,
                candidacy.nickname,
                sexes.get(person.sex, ""),
                str(person.age) if person.age else "",
                person.birth_date.isoformat() if person.birth_date else "",
                person.curp,
                "; ".join(GROUPS[group].title for group in candidacy.affirmative_actions),
            ],
            answers.get(candidacy.pk, {}),
        )
