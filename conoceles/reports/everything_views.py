"""Taking everything away, on screen: what it holds is said before; identity is apart, for equality alone."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election
from conoceles.lib.access import FORM
from conoceles.reports import everything
from conoceles.reports.works import EVERYTHING, IDENTITY_AWAY

# What a request packs while somebody waits; the rest is for the command.
MOST = 5000


@EVERYTHING.view(*FORM)
def take_everything(request: HttpRequest, slug: str) -> HttpResponse | FileResponse:
    """Say what is in it, and pack it."""
    election = get_object_or_404(Election.objects.select_related("institute", "plan"), slug=slug)
    count = Candidacy.objects.of_election(election).count()
    if request.method == "POST":
        if count > MOST:
            messages.error(request, f"Son {count} candidaturas: pida a sistemas que use «manage.py take_everything».")
            return redirect("take_everything", slug)
        out = TemporaryFile()  # noqa: SIM115 — the response closes it
        packed = everything.pack(election, out)
        record("everything-taken", by=request.user.get_username(), election=slug, rows=sum(packed.values()))
        out.seek(0)
        return FileResponse(out, as_attachment=True, filename=f"todo-{slug}.zip", content_type="application/zip")
    return render(request, "reports/everything.html", {"election": election, "count": count, "most": MOST})


@IDENTITY_AWAY.view(*FORM)
def take_identity(request: HttpRequest, slug: str) -> HttpResponse:
    """The answers of identity, opened, by the key of each candidacy: pressed by equality, and recorded."""
    election = get_object_or_404(Election, slug=slug)
    if request.method != "POST":
        return render(request, "reports/everything.html", {"election": election, "identity": True})
    content = everything.identity_csv(election)
    record("identity-taken", by=request.user.get_username(), election=slug)
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="identidad-{slug}.csv"'
    return answer
