"""All that an institute owns of an election, to be taken away in open formats: a ZIP of CSV files, with what each
column is, the files that were handed in, and the public record. What is confidential of identity is apart."""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.db import models
from django.db.models import Q, QuerySet

from conoceles.audit.models import Record
from conoceles.capture.models import BulkUpload, HelpRequest
from conoceles.elections import models as register
from conoceles.ledger.models import Body, Edition
from conoceles.lib import blobs
from conoceles.lib.csv_file import written
from conoceles.lists.models import Doubt, HeldRow, PairedWords
from conoceles.movements.models import ContestMovement, Movement
from conoceles.profiles import models as profiles
from conoceles.profiles.saving import texts
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.models import ElectionQuestionnaire
from conoceles.questionnaires.questionnaire import IDENTITY
from conoceles.questionnaires.values import all_values, applies, shown
from conoceles.reports import models as reports
from conoceles.review.models import RubricMark

Progress = Callable[[int], None]
# The same things packed twice are the same file.
PACKED = (1980, 1, 1, 0, 0, 0)
# What a row of each model hangs from; what has no path is of the institute or of the district plan.
PATHS: dict[type[models.Model], str] = {
    register.Office: "election",
    register.KeyDate: "election",
    register.Release: "election",
    register.Party: "election",
    register.Contest: "election",
    register.Ticket: "contest__election",
    register.Person: "candidacies__election",
    register.Candidacy: "election",
    register.FormerSlug: "candidacy__election",
    register.Extension: "election",
    register.PageText: "election",
    register.TextVersion: "text__election",
    register.CheckedLink: "election",
    ElectionQuestionnaire: "election",
    profiles.LegalText: "election",
    profiles.Profile: "candidacy__election",
    profiles.Answer: "profile__candidacy__election",
    profiles.Revision: "answer__profile__candidacy__election",
    profiles.ProfileSection: "profile__candidacy__election",
    profiles.Step: "section__profile__candidacy__election",
    profiles.Observation: "section__profile__candidacy__election",
    profiles.Reopening: "section__profile__candidacy__election",
    profiles.Submission: "section__profile__candidacy__election",
    profiles.Consent: "profile__candidacy__election",
    profiles.Review: "election",
    profiles.Flag: "profile__candidacy__election",
    profiles.Commitment: "election",
    profiles.Petition: "commitment__election",
    profiles.Signature: "commitment__election",
    profiles.GroupNotice: "candidacy__election",
    profiles.ReserveRequest: "candidacy__election",
    RubricMark: "profile__candidacy__election",
    Doubt: "candidacy__election",
    HeldRow: "election",
    PairedWords: "election",
    Movement: "candidacy__election",
    ContestMovement: "contest__election",
    BulkUpload: "party__election",
    HelpRequest: "election",
    reports.Notice: "candidacy__election",
    reports.IdentityCut: "election",
    reports.IdentityNote: "election",
    reports.DayTally: "election",
    reports.DayVisits: "election",
    reports.Correspondence: "election",
    reports.Deliverable: "election",
    reports.Ally: "election",
    reports.PlannedActivity: "election",
    reports.Activity: "election",
    reports.Attendance: "activity__election",
    reports.Meeting: "election",
    reports.Feedback: "election",
    reports.Comparison: "election",
    reports.Issued: "election",
}
# What a column would say of identity, or of who is in a cut.
LEFT_OUT = {"IdentityCut": {"members"}, "ReserveRequest": {"reason"}}
ABOUT = """Todo lo que el Instituto tiene de la elección, sin las respuestas de identidad.

tablas/       un CSV por tabla (UTF-8); «diccionario.csv» dice qué es cada columna y a qué tabla apunta.
archivos/     lo que se subió o se emitió, con el nombre que llevan las tablas.
registro-publico.jsonl   cada edición pública, con su documento, su sal y su huella; lleva lo que cada persona consintió
              que fuera público de su identidad.
actos.csv     el registro de actos.
SHA256SUMS    se comprueba con «sha256sum -c SHA256SUMS».

Contiene datos personales: guárdelo como tal.
"""


def pack(election: register.Election, out: IO[bytes], progress: Progress = lambda done: None) -> dict[str, int]:
    """Write everything of an election and return {table: how many rows}, with «archivos» and «ediciones».

    Answers of identity are in none of it: neither sealed nor open, nor the papers in which they were consented.
    """
    hashes: list[str] = []
    done: dict[str, int] = {}
    names: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            _write(archive, name, content)
            hashes.append(f"{sha256(content).hexdigest()}  {name}")

        put("LEEME.txt", ABOUT.encode())
        dictionary: list[list[str]] = []
        for model, rows in _tables(election):
            table, fields = model._meta.db_table, _fields(model)
            dictionary += [_described(table, one) for one in fields]
            lines = [[_plain(one, row) for one in fields] for row in rows.iterator(chunk_size=2000)]
            put(f"tablas/{table}.csv", written([one.attname for one in fields], lines))
            done[table] = len(lines)
            names.update(name for line in lines for cell in line for name in blobs.NAME.findall(str(cell)))
            progress(len(done))
        put("diccionario.csv", written(["tabla", "columna", "tipo", "apunta a", "qué es"], dictionary))
        acts = Record.objects.of_election(election.slug).order_by("id")
        lines = [[one.at.isoformat(), one.by, one.role, one.act, one.thing, json.dumps(one.detail)] for one in acts]
        put("actos.csv", written(["momento", "cuenta", "como", "acto", "cosa", "detalle"], lines))
        editions = list(_ledger(election))
        put("registro-publico.jsonl", b"".join(editions))
        done |= {"actos": len(lines), "ediciones": len(editions), "archivos": _files(names, put)}
        _write(archive, "SHA256SUMS", ("\n".join(hashes) + "\n").encode())
    return done


def _tables(election: register.Election) -> "Iterator[tuple[type[models.Model], QuerySet[Any]]]":
    institute, plan = election.institute, election.plan
    yield register.Institute, register.Institute.objects.filter(pk=institute.pk)
    yield register.Unit, register.Unit.objects.filter(institute=institute)
    yield register.Topic, register.Topic.objects.filter(institute=institute)
    yield register.Explanation, register.Explanation.objects.filter(institute=institute)
    yield register.Recording, register.Recording.objects.filter(institute=institute)
    yield register.Agreement, register.Agreement.objects.filter(institute=institute)
    shown = register.Agreement.shown_in.through
    yield shown, shown._default_manager.filter(election=election).order_by("pk")
    yield reports.DeliverableRule, reports.DeliverableRule.objects.filter(institute=institute)
    yield register.Election, register.Election.objects.filter(pk=election.pk)
    yield register.Area, register.Area.objects.of_plan(plan).order_by("pk")
    yield register.Section, register.Section.objects.filter(plan=plan).order_by("pk")
    for model, path in PATHS.items():
        rows = model._default_manager.filter(**{path: election}).order_by("pk").distinct()
        yield model, _without_identity(model, rows)
        for field in model._meta.local_many_to_many:
            through: Any = field.remote_field.through
            name = next(one.name for one in through._meta.concrete_fields if one.related_model is model)
            yield through, through._default_manager.filter(**{f"{name}__in": rows.values("pk")}).order_by("pk")


def _without_identity(model: type[models.Model], rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Leave out what says something of identity: confidential sections, what was sealed, signed papers."""
    if model is profiles.Submission:
        return rows.filter(sealed=False)
    if model is profiles.ProfileSection:
        return rows.filter(confidential=False)
    if model in (profiles.Step, profiles.Observation, profiles.Reopening):
        return rows.filter(section__confidential=False)
    if model is profiles.Review:
        return rows.filter(confidential=False)
    if model is HelpRequest:
        return rows.exclude(audience=register.Role.EQUALITY)
    return rows


def _fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    hidden = LEFT_OUT.get(model.__name__, set()) | ({"scan", "received"} if model is profiles.Consent else set())
    return [one for one in model._meta.concrete_fields if one.name not in hidden]


def _described(table: str, one: "models.Field[Any, Any]") -> list[str]:
    to = one.related_model._meta.db_table if isinstance(one.related_model, type) else ""
    return [table, str(one.attname), one.get_internal_type(), to, str(one.verbose_name)]


def _plain(one: "models.Field[Any, Any]", row: models.Model) -> str:
    value = getattr(row, one.attname)
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _ledger(election: register.Election) -> Iterator[bytes]:
    numbers = Edition.objects.filter(Q(election=election.slug) | Q(election="")).order_by("number")
    kept = Body.objects.filter(edition__in=numbers.values("number"))
    bodies = {number: (salt, text) for number, salt, text in kept.values_list("edition_id", "salt", "document")}
    for one in numbers.iterator(chunk_size=2000):
        line = {
            "number": one.number,
            "kind": one.kind,
            "key": one.key,
            "action": one.action,
            "at": one.at.isoformat(),
            "commitment": one.commitment,
            "salt": _hex(bodies[one.number][0]) if one.number in bodies else None,
            "document": json.loads(bodies[one.number][1]) if one.number in bodies else None,
        }
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _hex(salt: Any) -> str:
    return salt if isinstance(salt, str) else bytes(salt).hex()


def _files(names: Iterable[str], put: Callable[[str, bytes], None]) -> int:
    """Put the files that tables name, and return how many were there."""
    found = 0
    for name in sorted(names):
        for store in (blobs.PRIVATE, blobs.PUBLIC):
            path: Path = blobs.where(name, store)
            if path.is_file():
                put(f"archivos/{name}", path.read_bytes())
                found += 1
                break
    return found


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, PACKED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, content)


def identity_csv(election: register.Election) -> bytes:
    """Return what was answered of identity, opened, with the key of each candidacy and no name: for equality alone.

    Of whoever does not consent to its treatment, or no longer does, nothing is opened.
    """
    said: dict[int, bool] = {}
    treatment = profiles.Consent.objects.filter(
        profile__candidacy__election=election, text__kind=profiles.LegalText.Kind.TREATMENT
    )
    said.update(treatment.order_by("id").values_list("profile", "given"))
    willing = [pk for pk, given in said.items() if given]
    rows = profiles.Profile.objects.filter(pk__in=willing).select_related("candidacy").order_by("pk")
    asked, lines = asked_in(election, IDENTITY), []
    for profile in rows.iterator(chunk_size=500):
        values = all_values(asked, texts(profile, confidential=True))
        lines += [
            [profile.candidacy.key, key, shown(question, values[key])]
            for key, question in asked.questions.items()
            if values.get(key) and applies(question, values)
        ]
    return written(["candidatura", "pregunta", "respuesta"], lines)
