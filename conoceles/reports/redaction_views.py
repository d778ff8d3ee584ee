"""What was redacted: from when nobody reads it, until when backups hold it, what a CDN must forget."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from conoceles.audit.models import Record
from conoceles.elections.models import Candidacy, Election, Prepared
from conoceles.ledger import erasing
from conoceles.ledger.models import Action, Edition, SetAside
from conoceles.ledger.reading import documents
from conoceles.reports.works import REDACTIONS
from conoceles.site.build.purge import noted

PAGE = 30


@dataclass(frozen=True)
class Line:
    """One redaction as it is shown: whether its deletion waits for somebody, whether the files of the database still
    have it, and until when backups do, None while they have it themselves."""

    edition: Edition
    name: str
    ground: str
    waits: bool
    there: bool
    until: datetime | None


@REDACTIONS.view()
def redactions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every redaction of an election, the newest first."""
    election = get_object_or_404(Election, slug=slug)
    rows = Edition.objects.filter(election=slug, action=Action.REDACT).order_by("-number")
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "election": election,
        "page": page,
        "lines": _lines(list(page)),
        "days": settings.BACKUP_DAYS,
        "owner": connection.vendor != "sqlite",
    }
    return render(request, "reports/redactions.html", context)


@REDACTIONS.view()
def purged(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The addresses that a redaction changed or took away, one on each line, for whoever purges a CDN."""
    edition = get_object_or_404(Edition, number=number, election=slug, action=Action.REDACT)
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    found = next((one for one in noted(settings.BUILD_DIR) if one.edition >= edition.number), None)
    if found is None:
        raise Http404
    lines = "".join(f"{election.institute.site}{address}\n" for address in found.addresses)
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")


def _lines(editions: list[Edition]) -> list[Line]:
    said = documents(edition.number for edition in editions)
    keys = [edition.key for edition in editions]
    names = dict(Candidacy.objects.filter(key__in=keys).values_list("key", "person__name"))
    aside = set(SetAside.objects.values_list("number", flat=True))
    released = Prepared.objects.filter(act="redact", ended_at__isnull=False).order_by("pk")
    deleted = {number: one.ended_at for one in released for number in one.values.get("numbers", ())}
    erased = list(Record.objects.filter(act="deleted-erased").order_by("id").values_list("at", flat=True))
    found = []
    for edition in editions:
        targets = said.get(edition.number, {}).get("targets", [])
        waits = any(number in aside for number in targets)
        # From when its rows are gone, and, where an owner rewrites the table, its bytes.
        gone = max([edition.at, *(at for number in targets if (at := deleted.get(number)))])
        if connection.vendor == "sqlite":
            there = erasing.waits()
        else:
            rewritten = [at for at in erased if at > gone]
            gone, there = min(rewritten, default=gone), not rewritten
        until = None if waits or there else erasing.until(gone)
        ground = said.get(edition.number, {}).get("ground", "")
        found.append(Line(edition, names.get(edition.key, edition.key), ground, waits, there, until))
    return found
