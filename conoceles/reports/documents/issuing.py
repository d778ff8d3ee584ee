"""Issuing a document: made, looked at, frozen with its hash; a correction is a new version of it."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from conoceles.audit.acts import record
from conoceles.elections.models import Election
from conoceles.ledger.reading import size
from conoceles.lib import blobs
from conoceles.lib.canonical import canonical
from conoceles.lib.dates import local_date, long_date
from conoceles.lib.doing import Tell, quietly
from conoceles.lib.limited import BadFile
from conoceles.reports.documents import setting
from conoceles.reports.documents.checks import warnings
from conoceles.reports.documents.content import Content, Period, Signer, read
from conoceles.reports.documents.kinds import Kind, Order
from conoceles.reports.documents.parts import done_activities
from conoceles.reports.models import DocumentTemplate, Issued

# Of issuing, as whoever waits is told them.
STEPS = 4


@dataclass(frozen=True)
class Asked:
    """What was chosen on screen for a document."""

    period: Period
    by_plan: bool = False
    number: str = ""
    addressee: str = ""
    intro: str = ""


def compose(kind: Kind, election: Election, asked: Asked, now: datetime, edition: int | None = None) -> Content:
    """Return the content of a document as things are now, its public figures at an edition of the ledger."""
    institute = election.institute
    order = Order(election, now, size() if edition is None else edition, asked.period, asked.by_plan)
    today = long_date(local_date(now, election.zone))
    return Content(
        kind=kind.key,
        title=_title(kind, asked.period),
        institute=institute.name,
        address=institute.address,
        election=election.name,
        place_and_date=", ".join(filter(None, [institute.state, today])),
        period=f"Periodo {asked.period}" if kind.period else "",
        edition=order.edition,
        sections=kind.make(order),
        signers=[Signer(unit.holder, unit.post) for unit in institute.units.filter(signs=True) if unit.holder],
        logo=institute.logo,
        logo_alt=institute.logo_alt or f"Logotipo de {institute.name}",
    )


def _title(kind: Kind, period: Period) -> str:
    first = period.starts.replace(day=1)
    whole_month = period.starts == first and (period.ends.month, period.ends.year) == (first.month, first.year)
    if kind.key == "mensual" and whole_month and (period.ends.toordinal() + 1 == _next_month(first).toordinal()):
        return f"{kind.title}: {' de '.join(long_date(first).split(' de ')[1:])}"
    return kind.title


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def marks(content: Content, asked: Asked, version: int, hashed: str) -> setting.Marks:
    """Return what each page says of the document beside its content."""
    return {
        "version": str(version),
        "hash": hashed,
        "number": asked.number,
        "addressee": asked.addressee,
        "intro": asked.intro,
    }


def hash_of(frozen: dict[str, Any]) -> str:
    """Return the SHA-256 of what was frozen, as canonical JSON."""
    return sha256(canonical(frozen)).hexdigest()


def freeze(content: Content, asked: Asked, election: Election) -> dict[str, Any]:
    """Return all that a document says, as plain values; with the activities that it tells."""
    told = [one.pk for one in done_activities(election, asked.period)] if content.period else []
    return {
        "content": content.as_json(),
        "number": asked.number,
        "addressee": asked.addressee,
        "intro": asked.intro,
        "activities": told,
    }


def issue(
    kind: Kind,
    election: Election,
    asked: Asked,
    now: datetime,
    *,
    by: str,
    replaces: Issued | None = None,
    why: str = "",
    doing: Tell = quietly,
) -> Issued:
    """Make a document in its three forms, freeze it and return it. Raises BadFile when the institute's own template
    cannot be filled, or another corrected it meanwhile."""
    doing("Contando lo que dice", 0, STEPS)
    content = compose(kind, election, asked, now)
    frozen = freeze(content, asked, election)
    hashed, version = hash_of(frozen), replaces.version + 1 if replaces else 1
    said = marks(content, asked, version, hashed)
    template = DocumentTemplate.objects.filter(institute=election.institute).first()
    doing("Escribiéndolo en Word", 1, STEPS)
    files = {"docx": setting.as_docx(content, said, template.file if template else "")}
    doing("Imprimiéndolo en PDF", 2, STEPS)
    files["pdf"] = setting.as_pdf(content, said)
    doing("Llenando la hoja de cálculo", 3, STEPS)
    files["xlsx"] = setting.as_xlsx(content, said, now) if content.annexes else b""
    kept = {name: blobs.put(made, name, blobs.PRIVATE) if made else "" for name, made in files.items()}
    with transaction.atomic():
        Election.objects.select_for_update(of=("self",)).get(pk=election.pk)
        before = Issued.objects.of_election(election).standing().filter(kind=kind.key, hash=hashed)
        if replaces is None and (same := before.first()):
            return same
        if replaces and Issued.objects.select_for_update().get(pk=replaces.pk) not in Issued.objects.standing():
            raise BadFile("Alguien más lo corrigió mientras tanto: corrija esa versión.")
        issued = Issued.objects.create(
            election=election,
            kind=kind.key,
            title=content.title,
            starts=asked.period.starts if kind.period else None,
            ends=asked.period.ends if kind.period else None,
            version=version,
            replaces=replaces,
            why=why,
            edition=content.edition,
            content=frozen,
            hash=hashed,
            at=now,
            by=by,
            **kept,
        )
        record(
            "document-issued",
            by=by,
            election=election.slug,
            thing=f"document {issued.pk}",
            kind=kind.title,
            version=version,
        )
    return issued


def content_of(issued: Issued) -> Content:
    """Return what an issued document says."""
    return read(issued.content["content"])


def looked_at(
    kind: Kind, election: Election, asked: Asked, now: datetime, doing: Tell = quietly
) -> tuple[list[bytes], list[str]]:
    """Return the pages that a document would have, as PNG, and what past ones got wrong that it may have."""
    doing("Contando lo que dice", 0, 2)
    content = compose(kind, election, asked, now)
    doing("Dibujando sus páginas", 1, 2)
    said = marks(content, asked, 1, hash_of(freeze(content, asked, election)))
    return setting.as_pictures(content, said), warnings(kind, content, election, asked.period, asked.intro)
