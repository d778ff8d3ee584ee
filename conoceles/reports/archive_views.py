"""The archive on screen: a sheet, or a ZIP by party or contest."""

from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Contest, Election, Party
from conoceles.lib.access import FORM
from conoceles.lib.forms import plain
from conoceles.reports import archive as archives
from conoceles.reports.works import ARCHIVE, SHEET

# What a request makes while somebody waits; the rest is for the command.
MOST = 150


def _everything(election: Election) -> Any:
    rows = Candidacy.objects.of_election(election).filter(office__answers=True).with_register()
    return rows.select_related("election__institute").order_by("ticket__contest__name", "ticket__party__order", "pk")


@SHEET.view()
def sheet(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The sheet of one candidacy as PDF."""
    rows = Candidacy.objects.with_register().select_related("election__institute")
    candidacy = get_object_or_404(rows, key=key, election__slug=slug)
    response = HttpResponse(archives.sheet_pdf(candidacy), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ficha-{candidacy.slug}.pdf"'
    return response


@ARCHIVE.view(*FORM)
def archive(request: HttpRequest, slug: str) -> HttpResponse | FileResponse:
    """Choose a party or a contest, and take its archive."""
    election = get_object_or_404(Election, slug=slug)
    wrong = ""
    if request.method == "POST":
        rows, name = _everything(election), ""
        party = Party.objects.filter(election=election, key=plain(request.POST.get("party"), 16)).first()
        contest = Contest.objects.filter(election=election, key=plain(request.POST.get("contest"), 16)).first()
        if party is not None:
            rows, name = rows.filter(ticket__party=party), party.slug
        elif contest is not None:
            rows, name = rows.filter(ticket__contest=contest), contest.slug
        count = rows.count()
        if not name or not count:
            wrong = "Elija un partido o una contienda que tenga candidaturas con cuestionario."
        elif count > MOST:
            wrong = f"Son {count} fichas: pida a sistemas que use «manage.py archive», o tome el archivo por contienda."
        else:
            out = TemporaryFile()  # noqa: SIM115 — the response closes it
            sheets = archives.pack(rows, out)
            record("archive-made", by=request.user.get_username(), election=slug, sheets=sheets, of=name)
            out.seek(0)
            return FileResponse(
                out, as_attachment=True, filename=f"expedientes-{name}.zip", content_type="application/zip"
            )
    context = {
        "election": election,
        "wrong": wrong,
        "parties": election.parties.filter(tickets__candidacies__office__answers=True).distinct(),
        "contests": election.contests.filter(tickets__candidacies__office__answers=True).distinct(),
    }
    return render(request, "reports/archive.html", context, status=422 if wrong else 200)
