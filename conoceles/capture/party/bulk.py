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
from conoceles.capture.party.sheet import REFUSED, ChangeSet, Picture, read
from conoceles.elections.models import Candidacy, Party, Role
from conoceles.elections.windows import capture_window, is_open
from conoceles.lib import blobs
from conoceles.lib.doing import Tell, quietly
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
from conoceles.questionnaires.values import Value, from_text

NOT_MADE = "Cuando se subió no podía tomarse: suba la hoja otra vez."
MAX_SHEET = 60 * 1024 * 1024
KINDS = {".xlsx", ".csv", ".ods", ".xls", ".zip"}


@dataclass
class Applied:
    """What an application did: answers saved, photographs taken, and what could not be, as (who, reason)."""

    saved: int
    photos: int
    refused: list[tuple[str, str]]


def receive(
    upload: "UploadedFile[Any]", party: Party, user: User, candidacies: list[Candidacy], tell: Tell = quietly
) -> BulkUpload:
    """Keep a spreadsheet until its changes are confirmed, with its photographs made anew: those that would be taken
    now. Raises BadTable with a Spanish sentence."""
    hand = Hand(user.username, Role.PARTY)
    name = short_name(upload.name or "hoja")
    suffix = Path(name).suffix.lower()
    if suffix not in KINDS:
        raise BadTable("Suba la hoja como XLSX, ODS o CSV, o un ZIP con la hoja y las fotografías.")
    if (upload.size or 0) > MAX_SHEET:
        raise BadTable("El archivo pasa de 60 MB: súbalo en varias partes.")
    kept = BulkUpload(user=user, party=party, name=name, blob=blobs.put(upload.read(), suffix[1:], blobs.PRIVATE))
    with TemporaryDirectory() as folder:
        found = _read(kept, candidacies, Path(folder))
        for done, one in enumerate(found.photos, 1):
            if not _why_not(one.candidacy, "", found.seen, hand):
                _make(one)
            tell("Fotografías", done, len(found.photos))
        kept.photos = [[one.candidacy.key, one.value, one.note] for one in found.photos]
    kept.save()
    return kept


def _make(picture: Picture) -> None:
    """Make a photograph anew, or say why it cannot be."""
    question = _photo_of(picture.candidacy)
    if question is None:
        picture.note = "Esta elección no pide fotografía."
        return
    path = Path(picture.path)
    try:
        picture.value = files.receive(question, SimpleUploadedFile(path.name, path.read_bytes()))
    except BadFile as error:
        picture.note = str(error)


def _photo_of(candidacy: Candidacy) -> Question | None:
    return next((one for one in asked_in(candidacy.election).asked if one.type == "photo"), None)


def _read(upload: BulkUpload, candidacies: list[Candidacy], folder: Path) -> ChangeSet:
    path = folder / short_name(upload.name)
    try:
        path.write_bytes(blobs.where(upload.blob, blobs.PRIVATE).read_bytes())
    except FileNotFoundError as error:
        raise BadTable("La hoja ya no está guardada: súbala otra vez.") from error
    return read(path, candidacies, upload.party.election)


def change_set(upload: BulkUpload, candidacies: list[Candidacy], hand: Hand) -> ChangeSet:
    """Return what a received spreadsheet would change now. Raises BadTable."""
    with TemporaryDirectory() as folder:
        found = _read(upload, candidacies, Path(folder))
    mine = {one.key: one for one in candidacies}
    found.photos = [
        Picture(
            mine[key], value=value, note=note or _why_not(mine[key], value, found.seen, hand) or NOT_MADE * (not value)
        )
        for key, value, note in upload.photos
        if key in mine
    ]
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


def _why_not(candidacy: Candidacy, value: Value, seen: dict[int, dict[str, int]], hand: Hand) -> str:
    """Return why a photograph would not be taken now, '' where it would."""
    question = _photo_of(candidacy)
    if question is None:
        return "Esta elección no pide fotografía."
    author = Author(candidacy, hand, timezone.now())
    part = author.curricular.parts[question.section]
    if reason := author.refusal(AskedSection(author.curricular, part, confidential=False)):
        return reason
    kept = Answer.objects.filter(profile__candidacy=candidacy, question=question.key).first()
    if kept is None or not kept.value or from_text(question, kept.value) == value:
        return ""
    if seen.get(candidacy.pk, {}).get(question.key, 0) != kept.version:
        return "Cambió en pantalla después de que se bajó la hoja; se deja la de la pantalla."
    return ""


def apply(upload: BulkUpload, candidacies: list[Candidacy], hand: Hand, tell: Tell = quietly) -> Applied:
    """Save what a spreadsheet changes and return what was done. What somebody changes meanwhile is left and named.

    Interrupted and run again, it goes on: what is saved already is no change any more. Raises BadTable.
    """
    done = Applied(0, 0, [])
    found = change_set(upload, candidacies, hand)
    total = len(found.applicable) + len(found.photos)
    for change in found.applicable:
        reason = _save(change.candidacy, change.question, change.value, change.version, hand)
        if reason:
            done.refused.append((change.candidacy.person.name, f"{change.question.label}: {reason}"))
        else:
            done.saved += 1
        tell("Respuestas", done.saved, total)
    for one in found.photos:
        reason = one.note or _photograph(one, hand)
        if reason:
            done.refused.append((one.candidacy.person.name, f"Fotografía: {reason}"))
        else:
            done.photos += 1
    # What did not go by itself stays told, also when the page is opened again.
    done.refused += [(f"Renglón {line}" if line else "Del ZIP", why) for line, why in found.refused]
    done.refused += [
        (change.candidacy.person.name, f"{change.question.label}: {change.note}")
        for change in found.changes
        if change not in found.applicable
    ]
    upload.result = {"saved": done.saved, "photos": done.photos, "refused": done.refused}
    upload.applied_at = timezone.now()
    upload.save(update_fields=["applied_at", "result"])
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


def _photograph(picture: Picture, hand: Hand) -> str:
    """Take a photograph, and return why it could not be."""
    candidacy, question = picture.candidacy, _photo_of(picture.candidacy)
    if question is None:
        return "Esta elección no pide fotografía."
    kept = Answer.objects.filter(profile__candidacy=candidacy, question=question.key).first()
    reason = _save(candidacy, question, picture.value, kept.version if kept else 0, hand)
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
