"""The spreadsheet of a party: all its candidacies and what they answered, out; what was changed in it, back as a change
set."""

import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from conoceles.elections.models import Candidacy, Election
from conoceles.lib.differences import Piece, differences
from conoceles.lib.tables import BadTable, read_tables
from conoceles.lib.text import fold
from conoceles.lib.vocabulary import choice_of
from conoceles.profiles.models import Answer, Profile
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.contacts import as_profile
from conoceles.questionnaires.questionnaire import FILES, Question, Questionnaire
from conoceles.questionnaires.values import TooLong, Value, clean, from_text, problems, shown, to_text

KEY, VERSIONS = "CLAVE", "VERSIONES (no cambiar)"
INSTRUCTIONS = "Cómo llenarla"
REGISTER = [KEY, "NOMBRE", "CARGO", "LUGAR", "CALIDAD"]
PHOTOS = 100
# Items of a group without a limit of its own.
MOST_LINES = 20
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"}
MAX_ZIP, MAX_ENTRY = 300 * 1024 * 1024, 60 * 1024 * 1024
CHANGED, WRONG, CONFLICT, SAME, REFUSED = (
    "cambia",
    "cambia, con algo por corregir",
    "conflicto",
    "sin cambios",
    "rechazada",
)


@dataclass
class Change:
    """One cell that says something else than what is kept, or a photograph that came along."""

    line: int
    candidacy: Candidacy
    question: Question
    before: str
    after: str
    value: Value
    version: int
    fate: str
    note: str = ""

    @property
    def pieces(self) -> list[Piece]:
        """Return what would change in the text, word by word."""
        return differences(self.before, self.after)


@dataclass
class Picture:
    """A photograph that came along: where it was taken out to, what was made of it, and why it does not go."""

    candidacy: Candidacy
    path: str = ""
    value: Value = ""
    note: str = ""


@dataclass
class ChangeSet:
    """What a spreadsheet would change; `refused` are rows that belong to nobody here, as (line, reason)."""

    changes: list[Change] = field(default_factory=list)
    photos: list["Picture"] = field(default_factory=list)
    # {candidacy: {question: version}} of what the sheet had seen when it went out.
    seen: dict[int, dict[str, int]] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)
    rows: int = 0
    unchanged: int = 0
    # The columns of the sheet that nothing reads.
    unread: list[str] = field(default_factory=list)
    # Sheets of the workbook that were not read.
    others: list[str] = field(default_factory=list)
    # How the file is written, where it had to be found out.
    told: list[str] = field(default_factory=list)

    @property
    def applicable(self) -> list[Change]:
        return [change for change in self.changes if change.fate in (CHANGED, WRONG)]

    @property
    def by_fate(self) -> list[tuple[str, int]]:
        """Return how many rows and cells end in each way, what does not go first; together they are all that it would
        do."""
        counts = Counter(change.fate for change in self.changes)
        return [
            ("rechazadas", counts[REFUSED] + len(self.refused) + sum(bool(one.note) for one in self.photos)),
            ("en conflicto", counts[CONFLICT]),
            ("cambian, con algo por corregir", counts[WRONG]),
            ("cambian", counts[CHANGED]),
            ("fotografías", sum(not one.note for one in self.photos)),
            ("renglones sin cambios", self.unchanged),
        ]

    @property
    def shown(self) -> list[Change]:
        """Return the changes as they are read: what does not go first."""
        order = (REFUSED, CONFLICT, WRONG, CHANGED)
        return sorted(self.changes, key=lambda change: (order.index(change.fate), change.line))


def columns(asked: Questionnaire) -> dict[str, tuple[Question, str]]:
    """Return {heading: (question, network)} of what a sheet can hold: one column for each question, one for each
    network."""
    found: dict[str, tuple[Question, str]] = {}
    for question in asked.asked:
        if question.type == "social":
            found.update(
                (f"{question.label}: {label}", (question, network)) for network, label in question.options.items()
            )
        elif question.type not in FILES:
            found[question.label] = (question, "")
    return found


def read(path: Path, candidacies: list[Candidacy], election: Election) -> ChangeSet:
    """Return what a spreadsheet, or a ZIP of one with photographs, would change. Raises BadTable with a Spanish
    sentence.

    An empty cell changes nothing. A cell whose answer was written over on screen since the sheet went out is a
    conflict.
    """
    found = ChangeSet()
    if path.suffix.lower() == ".zip":
        path = _unzip(path, candidacies, found)
    asked = asked_in(election)
    headings = columns(asked)
    table = read_tables(path, {None: [KEY]}, known=[*REGISTER, *headings, VERSIONS])[None]
    found.unread, found.told = table.unread, table.told
    found.others = [name for name in table.others if name != INSTRUCTIONS]
    mine = {one.key: one for one in candidacies}
    kept = kept_of(candidacies)
    for line, record in table.records():
        found.rows += 1
        candidacy = mine.get(record.get(KEY, "").strip())
        name = record.get(REGISTER[1], "")
        if candidacy is not None and name and fold(name) != fold(candidacy.person.name):
            found.refused.append(
                (
                    line,
                    (
                        f"La clave es de {candidacy.person.name} y el renglón dice «{name[:60]}»: revise el orden de "
                        "la hoja."
                    ),
                )
            )
            continue
        if candidacy is None:
            found.refused.append(
                (line, f"La clave «{record.get(KEY, '')[:30]}» no es de una candidatura de este partido.")
            )
            continue
        if candidacy.pk in found.seen:
            found.refused.append(
                (line, f"{candidacy.person.name} ya está en un renglón de arriba: deje uno solo; se toma el primero.")
            )
            continue
        found.seen[candidacy.pk] = _versions(record.get(VERSIONS, ""))
        changes = list(_row(line, candidacy, record, headings, kept.get(candidacy.pk, {})))
        found.changes += changes
        found.unchanged += not changes
    return found


def _row(
    line: int,
    candidacy: Candidacy,
    record: Mapping[str, str],
    headings: dict[str, tuple[Question, str]],
    kept: dict[str, Answer],
) -> Iterator[Change]:
    seen = _versions(record.get(VERSIONS, ""))
    social: dict[str, str] = {}
    for heading, (question, network) in headings.items():
        text = record.get(heading, "").strip()
        if not text:
            continue
        answer = kept.get(question.key)
        before = from_text(question, answer.value) if answer else ""
        if network:
            social[network] = as_profile(network, text)
            continue
        try:
            value = parse(question, text)
        except TooLong as error:
            yield Change(line, candidacy, question, shown(question, before), text, "", 0, REFUSED, str(error))
            continue
        if question.type == "group" and len(value) > (most := question.max or MOST_LINES):
            why = f"Son {len(value)} y caben {most}: quite los que sobran, uno por renglón dentro de la celda."
            yield Change(line, candidacy, question, shown(question, before), text, "", 0, REFUSED, why)
            continue
        change = _change(line, candidacy, question, before, value, answer, seen)
        if change:
            yield change
    networks = next((one for one, network in headings.values() if network), None)
    if networks is not None and social:
        answer = kept.get(networks.key)
        before = from_text(networks, answer.value) if answer else {}
        change = _change(line, candidacy, networks, before, {**(before or {}), **social}, answer, seen)
        if change:
            yield change


def _change(
    line: int,
    candidacy: Candidacy,
    question: Question,
    before: Value,
    value: Value,
    answer: Answer | None,
    seen: dict[str, int],
) -> Change | None:
    if to_text(question, value) == to_text(question, before):
        return None
    version = answer.version if answer else 0
    wrong = problems(question, value)
    if question.type == "several" and any(key not in question.options for key in value):
        wrong = ["No es una de las opciones."]
    if question.type in ("choice", "yes_no", "several") and wrong:
        note = f"No es una de las opciones: {', '.join(question.choices.values())}."
        return Change(line, candidacy, question, shown(question, before), str(value), value, version, REFUSED, note)
    fate, note = (WRONG, " ".join(wrong)) if wrong else (CHANGED, "")
    if seen.get(question.key, 0) != version:
        fate, note = CONFLICT, "Cambió en pantalla después de que se bajó la hoja; se deja lo de la pantalla."
    return Change(
        line,
        candidacy,
        question,
        shown(question, before),
        shown(question, value) or "(no tiene)",
        value,
        version,
        fate,
        note,
    )


def parse(question: Question, text: str) -> Value:
    """Return the value that a cell means: labels of options, one line for each item of a group."""
    if question.type in ("choice", "yes_no"):
        return choice_of(text, question.choices) or text
    if question.type == "several":
        wanted = [part.strip() for part in text.splitlines() if part.strip()]
        # A label that is none stays as it was written, and is then refused.
        return sorted(
            {choice_of(part, question.options) or part for part in wanted},
            key=lambda one: list(question.options).index(one) if one in question.options else 999,
        )
    if question.type == "group":
        lines = [part.strip() for part in text.splitlines() if part.strip()]
        cell = question.fields[0]
        return [{cell.key: clean(cell, part)} for part in lines]
    return clean(question, text)


def kept_of(candidacies: list[Candidacy]) -> dict[int, dict[str, Answer]]:
    found: dict[int, dict[str, Answer]] = {}
    profiles = dict(
        Profile.objects.filter(candidacy__in=[one.pk for one in candidacies]).values_list("pk", "candidacy_id")
    )
    for answer in Answer.objects.filter(profile__in=list(profiles)):
        found.setdefault(profiles[answer.profile_id], {})[answer.question] = answer
    return found


def _versions(text: str) -> dict[str, int]:
    try:
        found = json.loads(text or "{}")
    except json.JSONDecodeError:
        return {}
    return (
        {str(key): version for key, version in found.items() if isinstance(version, int)}
        if isinstance(found, dict)
        else {}
    )


def _unzip(path: Path, candidacies: list[Candidacy], found: ChangeSet) -> Path:
    """Return the sheet of a ZIP, taken out beside it; photographs, named by the key, the folio or the name of their
    candidacy, go into the change set."""
    taken: set[Candidacy] = set()
    sheet = None
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [
                one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")
            ]
            if sum(one.file_size for one in entries) > MAX_ZIP or len(entries) > 2 * PHOTOS + 10:
                raise BadTable(f"El ZIP trae demasiado: hasta {PHOTOS} fotografías y una hoja, de 300 MB ya abierto.")
            if any(one.file_size > MAX_ENTRY for one in entries):
                raise BadTable("El ZIP trae un archivo de más de 60 MB: guárdelo más pequeño y haga el ZIP otra vez.")
            for entry in entries:
                name = PurePosixPath(entry.filename.replace("\\", "/"))
                if name.suffix.lower() in (".xlsx", ".csv", ".ods", ".xls"):
                    if sheet is not None:
                        raise BadTable("El ZIP trae más de una hoja de cálculo: deje solo una.")
                    sheet = path.with_name("hoja" + name.suffix.lower())
                    sheet.write_bytes(_taken(archive, entry))
                elif name.suffix.lower() in PICTURES and not name.name.startswith("."):
                    whose = photographed(name.stem, candidacies)
                    if isinstance(whose, str) or whose in taken:
                        why = whose if isinstance(whose, str) else f"{whose.person.name} ya tiene otra en el ZIP."
                        found.refused.append((0, f"«{name.name[:60]}»: {why}"))
                        continue
                    taken.add(whose)
                    picture = path.with_name(whose.key + name.suffix.lower())
                    picture.write_bytes(_taken(archive, entry))
                    found.photos.append(Picture(whose, str(picture)))
                elif not name.name.startswith("."):
                    found.refused.append((0, f"«{name.name[:60]}» no es la hoja ni una fotografía."))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise BadTable("El ZIP está dañado, incompleto o pide contraseña: hágalo de nuevo sin ella.") from error
    if len(found.photos) > PHOTOS:
        raise BadTable(
            f"El ZIP trae {len(found.photos)} fotografías y se aceptan hasta {PHOTOS}: súbalas en varias partes."
        )
    if sheet is None:
        raise BadTable("El ZIP no trae la hoja de cálculo: inclúyala junto con las fotografías.")
    return sheet


def photographed(stem: str, candidacies: list[Candidacy]) -> Candidacy | str:
    """Return whose photograph a file is by its name (her key, her folio, or her whole name), or a sentence that says
    why it is nobody's."""
    said = fold(stem).replace("_", " ").replace("-", " ")
    by_key = [one for one in candidacies if stem.strip() in (one.key, one.folio) and stem.strip()]
    by_name = [one for one in candidacies if fold(one.person.name).replace("-", " ") == " ".join(said.split())]
    found = by_key or by_name
    if len(found) == 1:
        return found[0]
    if found:
        return f"hay {len(found)} candidaturas que se llaman así: póngale la clave o el folio de la suya."
    return "su nombre no es la clave, el folio ni el nombre de una candidatura de este partido."


def _taken(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise BadTable("El ZIP se expande más de lo que declara: no se abre.")
    return content
