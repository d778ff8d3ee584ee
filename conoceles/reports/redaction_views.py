"""What was redacted: from when nobody reads it, until when backups hold it, what a CDN must forget."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from conoceles.audit.models import Record
from conoceles.elections.models import Candidacy, Election
from conoceles.ledger import erasing
from conoceles.ledger.models import Action, Edition, SetAside
from conoceles.ledger.reading import documents
from conoceles.reports.works import REDACTIONS
from conoceles.site.build.purge import noted

PAGE = 30


@dataclass(frozen=True)
class Line:
    """One redaction as it is shown; `erased` is when the files of the database lost it, None where they have not."""

    edition: Edition
    name: str
    ground: str
    waits: bool
    erased: datetime | None
    until: datetime


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
    waiting = set(SetAside.objects.filter(key__in=keys).values_list("key", flat=True))
    erased = list(Record.objects.filter(act="deleted-erased").order_by("id").values_list("at", flat=True))
    return [
        Line(
            edition,
            names.get(edition.key, edition.key),
            said.get(edition.number, {}).get("ground", ""),
            edition.key in waiting,
            next((at for at in erased if at > edition.at), None),
            erasing.until(edition.at),
        )
        for edition in editions
    ]
