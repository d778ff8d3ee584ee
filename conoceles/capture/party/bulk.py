"""A party's spreadsheet, received and applied."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.capture.models import BulkUpload
from conoceles.capture.party.sheet import REFUSED, ChangeSet, read
from conoceles.elections.models import Candidacy, Party
from conoceles.elections.windows import capture_window, is_open
from conoceles.lib import blobs
from conoceles.lib.limited import BadFile
from conoceles.lib.tables import BadTable
from conoceles.lib.uploads import short_name
from conoceles.profiles import files, workflow
from conoceles.profiles.author import AskedSection, Author
from conoceles.profiles.models import HANDED_OVER, Answer, ProfileSection, State
from conoceles.profiles.saving import Conflict, profile_of, save
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.questionnaire import Question
from conoceles.questionnaires.values import Value

MAX_SHEET = 60 * 1024 * 1024
KINDS = {".xlsx", ".csv", ".ods", ".xls", ".zip"}


@dataclass
class Applied:
    """What an application did: answers saved, photographs taken, and what could not be, as (who, reason)."""

    saved: int
    photos: int
    refused: list[tuple[str, str]]


def receive(upload: "UploadedFile[Any]", party: Party, user: User) -> BulkUpload:
    """Keep a spreadsheet until its changes are confirmed. Raises BadTable with a Spanish sentence."""
    name = short_name(upload.name or "hoja")
    suffix = Path(name).suffix.lower()
    if suffix not in KINDS:
        raise BadTable("Suba la hoja como XLSX, ODS o CSV, o un ZIP con la hoja y las fotografías.")
    if (upload.size or 0) > MAX_SHEET:
        raise BadTable("El archivo pasa de 60 MB: súbalo en varias partes.")
    return BulkUpload.objects.create(
        user=user, party=party, name=name, blob=blobs.put(upload.read(), suffix[1:], blobs.PRIVATE)
    )


def change_set(upload: BulkUpload, candidacies: list[Candidacy], folder: Path) -> ChangeSet:
    """Return what a received spreadsheet would change now; photographs are taken out into `folder`. Raises BadTable."""
    path = folder / short_name(upload.name)
    try:
        path.write_bytes(blobs.where(upload.blob, blobs.PRIVATE).read_bytes())
    except FileNotFoundError as error:
        raise BadTable("La hoja ya no está guardada: súbala otra vez.") from error
    found = read(path, candidacies, upload.party.election)
    shut = {one.pk: sentence for one in {change.candidacy for change in found.changes} if (sentence := _shut(one))}
    correcting = _correcting(candidacies)
    rows = ProfileSection.objects.filter(profile__candidacy__in=candidacies, state__in=HANDED_OVER)
    locked = set(rows.values_list("profile__candidacy", "key"))
    for change in found.applicable:
        if change.candidacy.pk in shut and (change.candidacy.pk, change.question.section) not in correcting:
            change.fate, change.note = REFUSED, shut[change.candidacy.pk]
        elif (change.candidacy.pk, change.question.section) in locked:
            change.fate, change.note = REFUSED, workflow.REFUSALS[State.SUBMITTED]
    return found


def apply(upload: BulkUpload, candidacies: list[Candidacy], hand: Hand) -> Applied:
    """Save what a spreadsheet changes and return what was done. What somebody changes meanwhile is left and named.

    Interrupted and run again, it goes on: what is saved already is no change any more. Raises BadTable.
    """
    done = Applied(0, 0, [])
    with TemporaryDirectory() as name:
        found = change_set(upload, candidacies, Path(name))
        for change in found.applicable:
            reason = _save(change.candidacy, change.question, change.value, change.version, hand)
            if reason:
                done.refused.append((change.candidacy.person.name, f"{change.question.label}: {reason}"))
            else:
                done.saved += 1
        for candidacy, picture in found.photos:
            reason = _photograph(candidacy, Path(picture), hand, found.seen.get(candidacy.pk, {}))
            if reason:
                done.refused.append((candidacy.person.name, f"Fotografía: {reason}"))
            else:
                done.photos += 1
    upload.applied_at = timezone.now()
    upload.save(update_fields=["applied_at"])
    record(
        "bulk-applied",
        by=hand.by,
        role=hand.role,
        election=upload.party.election.slug,
        thing=f"party {upload.party.key}",
        saved=done.saved,
        photos=done.photos,
        refused=len(done.refused),
    )
    return done


def _save(candidacy: Candidacy, question: Question, value: Value, version: int, hand: Hand) -> str:
    """Save one answer and return why it could not be, '' when it was."""
    asked = asked_in(candidacy.election)
    try:
        profile = profile_of(candidacy, asked)
        save(profile, question, value, version=version, asked=asked, candidacy=candidacy, hand=hand)
    except Conflict:
        return "cambió en pantalla mientras tanto."
    except workflow.NotAllowed as error:
        return str(error)
    return ""


def _photograph(candidacy: Candidacy, picture: Path, hand: Hand, seen: dict[str, int]) -> str:
    question = next((one for one in asked_in(candidacy.election).asked if one.type == "photo"), None)
    if question is None:
        return "Esta elección no pide fotografía."
    author = Author(candidacy, hand, timezone.now())
    part = author.curricular.parts[question.section]
    reason = author.refusal(AskedSection(author.curricular, part, confidential=False))
    if reason:
        return reason
    kept = Answer.objects.filter(profile__candidacy=candidacy, question=question.key).first()
    version = kept.version if kept else 0
    if kept and kept.value and seen.get(question.key, 0) != version:
        return "cambió en pantalla después de que se bajó la hoja; se deja la de la pantalla."
    try:
        value = files.receive(question, SimpleUploadedFile(picture.name, picture.read_bytes()))
    except BadFile as error:
        return str(error)
    reason = _save(candidacy, question, value, version, hand)
    if not reason:
        record(
            "file-received",
            by=hand.by,
            role=hand.role,
            election=candidacy.election.slug,
            thing=f"candidacy {candidacy.key}",
            question=question.key,
        )
    return reason


def _correcting(candidacies: list[Candidacy]) -> set[tuple[int, str]]:
    """Return (candidacy, section) of what may still be corrected though the capture closed."""
    rows = ProfileSection.objects.filter(profile__candidacy__in=candidacies, until__gt=timezone.now())
    return set(rows.values_list("profile__candidacy", "key"))


def _shut(candidacy: Candidacy) -> str:
    now = timezone.now()
    return "" if is_open(candidacy, now) else capture_window(candidacy, now).sentence
