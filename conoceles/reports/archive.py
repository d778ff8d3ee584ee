"""The archive: a sheet for each candidacy on paper, its signed consents, and an indexed ZIP with the hash of every
file."""

import zipfile
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.utils import timezone

from conoceles.elections.models import Candidacy
from conoceles.elections.oficio import institute_values
from conoceles.lib import blobs
from conoceles.lib.csv_file import written
from conoceles.lib.dates import local_date, long_date, moment_in_words
from conoceles.lib.paper import make_pdf
from conoceles.lib.text import slugify
from conoceles.profiles.models import Consent, Observation, Profile, ProfileSection, Step, Submission
from conoceles.questionnaires.asked import asked_in, version_named
from conoceles.questionnaires.questionnaire import FILES, Question
from conoceles.questionnaires.values import Value, shown

TEMPLATE = Path(__file__).parent / "paper" / "sheet.typ"
Progress = Callable[[int], None]
# The same archive of the same things is the same file: nothing in it tells when it was packed.
PACKED = (1980, 1, 1, 0, 0, 0)


def sheet_pdf(candidacy: Candidacy) -> bytes:
    """Return the sheet of a candidacy as PDF/UA: who, what it said, how it was reviewed. Nothing of its identity
    answers is in it."""
    profile = Profile.objects.filter(candidacy=candidacy).first()
    sections = list(profile.sections.filter(confidential=False).order_by("pk")) if profile else []
    status = candidacy.get_status_display().capitalize()
    if candidacy.status_date and candidacy.status_agreement:
        status += f" desde el {long_date(candidacy.status_date)}, {candidacy.status_agreement.number}"
    values = {
        "institute": institute_values(candidacy.election.institute),
        "date": long_date(local_date(timezone.now())),
        "name": candidacy.person.name,
        "what": f"{candidacy.office.name}, {candidacy.ticket.contest.area.name}, {candidacy.get_role_display()}",
        "party": candidacy.ticket.party.name,
        "election": candidacy.election.name,
        "status": status,
        "sections": [one for section in sections if (one := _section(section))],
        "consents": _consents(profile),
        "commitments": [
            f"{one.commitment.title}, {moment_in_words(one.at)}"
            for one in (
                profile.signatures.filter(ended_at__isnull=True).select_related("commitment") if profile else ()
            )
        ],
        "movements": [
            f"{one.get_kind_display().capitalize()}, {long_date(one.day)}, {one.agreement.number}"
            for one in candidacy.movements.select_related("agreement").order_by("id")
        ],
        "history": _history(candidacy, sections),
    }
    return make_pdf(TEMPLATE, values)


def _section(section: ProfileSection) -> dict[str, object] | None:
    last = Submission.objects.last_of([section]).get(section.pk)
    if last is None:
        return None
    asked, said = version_named(last.questionnaire), last.values()
    public = f", pública desde el {moment_in_words(section.public_since)}" if section.public_since else ""
    return {
        "title": asked.parts[section.key].title,
        "state": f"{section.get_state_display().capitalize()}{public}. Entregada el {moment_in_words(last.at)}.",
        "answers": [
            {"label": asked.questions[key].label, "value": _value(asked.questions[key], value)}
            for key, value in sorted(said.items(), key=lambda item: list(asked.questions).index(item[0]))
        ],
        "observations": [
            (
                f"{one.get_ground_display()}, en «{asked.label_of(one.question)}»: {one.comment} "
                f"({moment_in_words(one.at)})"
            )
            for one in Observation.objects.filter(section=section)
        ],
    }


def _value(question: Question, value: Value) -> str:
    """Return an answer as paper shows it; of a file, its hash."""
    if question.type in FILES and isinstance(value, dict):
        name = value.get("public") or value.get("original") or ""
        return str(value.get("link") or f"Archivo con SHA-256 {name.partition('.')[0]}")
    return shown(question, value)


def _consents(profile: Profile | None) -> list[str]:
    rows = Consent.objects.filter(profile=profile).select_related("text") if profile else ()
    return [
        f"{row.text.get_kind_display()}, versión {row.text.number}: {'sí' if row.given else 'no'}, "
        f"{row.get_how_display()}, "
        f"{moment_in_words(row.at)}"
        for row in rows
    ]


def _history(candidacy: Candidacy, sections: list[ProfileSection]) -> list[str]:
    titles = {key: part.title for key, part in asked_in(candidacy.election).parts.items()}
    rows = Step.objects.filter(section__in=sections).exclude(action="save").order_by("id").select_related("section")
    return [
        f"{moment_in_words(row.at)}: «{titles.get(row.section.key, row.section.key)}» de {row.get_before_display()} a "
        f"{row.get_after_display()}, {row.get_role_display()}{f'. {row.note}' if row.note else ''}"
        for row in rows
    ]


def pack(candidacies: Iterable[Candidacy], out: IO[bytes], progress: Progress = lambda done: None) -> int:
    """Write a ZIP with the sheet and the signed consents of each candidacy, an index and a list of hashes; return how
    many sheets.

    `indice.csv` says what each file is; `SHA256SUMS` is what `sha256sum -c` reads.
    """
    index: list[list[str]] = []
    hashes: list[str] = []
    done = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes, candidacy: Candidacy, kind: str) -> None:
            _write(archive, name, content)
            digest = sha256(content).hexdigest()
            hashes.append(f"{digest}  {name}")
            values = (candidacy.person.name, candidacy.ticket.contest.name, candidacy.ticket.party.name, kind)
            index.append([name, digest, *values])

        for candidacy in candidacies:
            folder = (
                f"{slugify(candidacy.ticket.contest.name, 40)}/{slugify(candidacy.person.name, 60)}-{candidacy.key}"
            )
            put(f"{folder}/ficha.pdf", sheet_pdf(candidacy), candidacy, "ficha")
            scans = Consent.objects.filter(profile__candidacy=candidacy).exclude(scan="").order_by("id")
            for number, scan in enumerate(dict.fromkeys(scans.values_list("scan", flat=True)), 1):
                path = blobs.where(scan, blobs.PRIVATE)
                if path.is_file():
                    extension = scan.rpartition(".")[2]
                    put(
                        f"{folder}/consentimiento-{number}.{extension}",
                        path.read_bytes(),
                        candidacy,
                        "consentimiento firmado",
                    )
            done += 1
            progress(done)
        content = written(["archivo", "sha256", "candidatura", "contienda", "partido", "clase"], index)
        _write(archive, "indice.csv", content)
        hashes.append(f"{sha256(content).hexdigest()}  indice.csv")
        _write(archive, "SHA256SUMS", ("\n".join(hashes) + "\n").encode())
    return done


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, PACKED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)
