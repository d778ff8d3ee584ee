"""A list that somebody sent: read, kept while it is decided, written once; and what it would do as a spreadsheet."""

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from django.db import transaction

from conoceles.audit.acts import record
from conoceles.elections.models import Election
from conoceles.lib import blobs
from conoceles.lib.doing import Tell, quietly
from conoceles.lib.tables import BadTable
from conoceles.lib.uploads import kept_for_a_moment, short_name
from conoceles.lists import presets, taking_back
from conoceles.lists.importing import ImportPlan, plan_import, write
from conoceles.lists.models import ListFormat, ListUpload, PairedWords, PlaceFile
from conoceles.lists.plan import ABSENT, CREATED, DOUBTFUL, REFUSED, UNCHANGED, UPDATED
from conoceles.lists.presets import Preset
from conoceles.lists.reading import records_of

# Whoever did not write it by then sends it again.
KEPT = timedelta(days=7)
FATES = {
    REFUSED: "rechazada",
    DOUBTFUL: "dudosa",
    UPDATED: "actualizada",
    CREATED: "creada",
    UNCHANGED: "sin cambios",
    ABSENT: "ausente",
}
COUNTED = (CREATED, UPDATED, DOUBTFUL, REFUSED)
Report = dict[str, Any]


def receive(
    file: Any,
    election: Election,
    preset: str,
    *,
    only: dict[str, str],
    sheets: list[str],
    by: str,
    doing: Tell = quietly,
) -> ListUpload:
    """Read a list, keep it with what it would do, and return it; nothing is written in the register. Raises
    BadTable."""
    with kept_for_a_moment(file, name=short_name(file.name)) as path:
        return of_path(path, election, preset, only=only, sheets=sheets, by=by, doing=doing)


def of_path(
    path: Path,
    election: Election,
    preset: str,
    *,
    only: dict[str, str],
    sheets: list[str],
    by: str,
    doing: Tell = quietly,
) -> ListUpload:
    """Read a list that lies on disk, as `receive` does."""
    words = _said_before(election, preset)
    plan = _planned(path, _with(preset, words), election, only, sheets, doing)
    return ListUpload.objects.create(
        election=election,
        preset=preset,
        only=only,
        sheets=sheets,
        words=words,
        name=path.name,
        blob=keep(path),
        report=_keep(plan.report()),
        by=by,
    )


def keep(path: Path) -> str:
    """Keep a file that was sent, and return its private blob."""
    return blobs.put(path.read_bytes(), path.suffix.lstrip(".").lower() or "csv", blobs.PRIVATE)


def write_it(upload: ListUpload, at: datetime, *, by: str, doing: Tell = quietly) -> ListUpload:
    """Write a list that was read, by the register as it is now, and return it; one that was written stays as it was.

    Raises BadTable, with nothing written.
    """
    with _file(upload) as path:
        plan = _planned(path, _of(upload), upload.election, upload.only, upload.sheets, doing)
    with transaction.atomic():
        upload = ListUpload.objects.select_for_update(of=("self",)).select_related("election").get(pk=upload.pk)
        if upload.written_at:
            return upload
        doing("Escribiendo en el registro", 0, 0)
        was = taking_back.before(plan)
        write(plan)
        upload.undo = taking_back.keep(plan, was)
        report = plan.report()
        upload.report, upload.written_at, upload.by = _keep(report), at, by
        upload.save(update_fields=["report", "written_at", "by", "undo"])
        counts = {fate: report[fate] for fate in COUNTED}
        record("register-imported", by=by, election=upload.election.slug, **counts)
    return upload


def pair(upload: ListUpload, words: dict[str, dict[str, str]], doing: Tell = quietly) -> None:
    """Read a list again with the words that somebody paired, and keep them for the next of its format. Raises
    BadTable."""
    upload.words = words
    with _file(upload) as path:
        plan = _planned(path, _of(upload), upload.election, upload.only, upload.sheets, doing)
    report = _keep(plan.report())
    with transaction.atomic():
        if ListUpload.objects.select_for_update().get(pk=upload.pk).written_at:
            raise BadTable("Alguien ya la escribió en el registro: lo emparejado sirve para la siguiente lista.")
        ListUpload.objects.filter(pk=upload.pk).update(words=words, report=report)
        values = {"words": words}
        PairedWords.objects.update_or_create(election=upload.election, preset=upload.preset, defaults=values)


def _of(upload: ListUpload) -> Preset:
    return _with(upload.preset, upload.words)


def _with(name: str, words: dict[str, dict[str, str]]) -> Preset:
    """Return a preset with words that somebody paired beside its own."""
    preset = presets.load(name)
    for key, pairs in words.items():
        preset.vocabulary[key] = {**preset.vocabulary.get(key, {}), **pairs}
    return preset


def _said_before(election: Election, preset: str) -> dict[str, dict[str, str]]:
    """Return the words that were paired for the lists of a format."""
    found = PairedWords.objects.filter(election=election, preset=preset).first()
    return dict(found.words) if found else {}


def report_of(upload: ListUpload) -> Report:
    """Return what a list would do, or did: see `ImportPlan.report`."""
    found: Report = json.loads(blobs.where(upload.report, blobs.PRIVATE).read_text(encoding="utf-8"))
    return found


def groups(report: Report, fate: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the items of a fate by their reason, the most frequent first; what a reason quotes is not part of it."""
    found: dict[str, list[dict[str, Any]]] = {}
    # A line that is created and has a doubt counts as doubtful.
    doubtful = {item["line"] for item in report["items"] if item["fate"] in (REFUSED, DOUBTFUL)}
    for item in report["items"]:
        if item["fate"] == fate and not (fate == CREATED and item["line"] in doubtful):
            found.setdefault(_kind_of(item), []).append(item)
    return sorted(found.items(), key=lambda one: -len(one[1]))


def _kind_of(item: dict[str, Any]) -> str:
    reason = item["reason"].replace(item["name"], "…") if item["name"] else item["reason"]
    return re.sub(r"«[^»]*»", "«…»", re.sub(r"\d+", "…", reason))


def as_xlsx(upload: ListUpload) -> bytes:
    """Return a workbook of what becomes of each row, what a person must look at first, with the row's own cells."""
    report = report_of(upload)
    with _file(upload) as path:
        columns, cells = records_of(path, _of(upload), upload.only, upload.sheets)
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    head = ["Destino", "Por qué", "Columna", "Línea", "Nombre", *columns]
    for title, fates in (("Por revisar", (REFUSED, DOUBTFUL)), ("Todo", tuple(FATES))):
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, head, bold)
        for number, item in enumerate(_in_order(report, fates), 1):
            own = cells.get(item["line"], [])
            said = [FATES[item["fate"]], item["reason"], item["field"], item["place"], item["name"]]
            sheet.write_row(number, 0, [*said, *own])
    book.close()
    return out.getvalue()


def _in_order(report: Report, fates: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for fate in fates:
        yield from (item for item in report["items"] if item["fate"] == fate)


def throw_away_old(at: datetime) -> int:
    """Forget the lists that were read or written a week ago, whose files go with the next sweep, and return how
    many."""
    gone, _each = ListUpload.objects.filter(at__lt=at - KEPT).delete()
    ListFormat.objects.filter(at__lt=at - KEPT).exclude(sample="").update(sample="")
    more, _each = PlaceFile.objects.filter(at__lt=at - KEPT).delete()
    return gone + more


def _planned(
    path: Path, preset: Preset, election: Election, only: dict[str, str], sheets: list[str], doing: Tell
) -> ImportPlan:
    return plan_import(
        path,
        preset,
        election,
        only=only,
        sheets=sheets,
        progress=lambda done, total: doing("Leyendo renglones", done, total),
    )


def _keep(report: Report) -> str:
    return blobs.put(json.dumps(report, ensure_ascii=False).encode(), "json", blobs.PRIVATE)


def _file(upload: ListUpload) -> AbstractContextManager[Path]:
    return kept_file(upload.blob, upload.name)


@contextmanager
def kept_file(blob: str, name: str) -> Iterator[Path]:
    """Give a kept file under its own name, by whose suffix it is read. Raises BadTable where it is no longer kept."""
    source = blobs.where(blob, blobs.PRIVATE) if blob else None
    if source is None or not source.is_file():
        raise BadTable("Ese archivo ya no se conserva: envíelo de nuevo.")
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        copyfile(source, path)
        yield path
