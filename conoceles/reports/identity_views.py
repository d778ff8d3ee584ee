"""What leaves of the identity questionnaire: frozen aggregates."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from conoceles.elections.access import grants
from conoceles.elections.models import Election, Role
from conoceles.lib.access import FORM
from conoceles.reports.identity_figures import TooSoon, as_csv, cut
from conoceles.reports.identity_groups import LONGEST, groups, keep_note
from conoceles.reports.models import IdentityCut
from conoceles.reports.works import IDENTITY_TOTALS


@IDENTITY_TOTALS.view(*FORM)
def identity_totals(request: HttpRequest, slug: str) -> HttpResponse:
    """What leaves of the identity questionnaire: the last frozen cut, without small cells; equality makes the next."""
    election = get_object_or_404(Election, slug=slug)
    equality, wrong = Role.EQUALITY in grants(request).roles(slug), ""
    if request.method == "POST":
        if not equality:
            raise PermissionDenied
        if "note" in request.POST:
            return _noted(request, election)
        try:
            cut(election, by=request.user.get_username())
        except TooSoon as error:
            wrong = str(error)
        else:
            messages.success(request, "Corte hecho.")
            return redirect("identity_totals", slug)
    last = IdentityCut.objects.filter(election=election).first()
    if last is not None and request.GET.get("formato") == "csv":
        response = HttpResponse(as_csv(last), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="identidad-{slug}.csv"'
        return response
    context = {
        "election": election,
        "cut": last,
        "groups": groups(election),
        "equality": equality,
        "wrong": wrong,
    }
    return render(request, "reports/identity_totals.html", context, status=422 if wrong else 200)


def _noted(request: HttpRequest, election: Election) -> HttpResponse:
    """Keep what equality says of one group; what is too long is given back with what was written."""
    question, text = request.POST["note"], request.POST.get("text", "").replace("\r\n", "\n").strip()
    found = groups(election)
    mine = next((one for one in found if one.table["key"] == question), None)
    if mine is None:
        raise Http404
    if len(text) > LONGEST:
        mine.note = text
        wrong = f"La nota de «{mine.table['label']}» tiene {len(text)} caracteres y caben {LONGEST}: acórtela."
        last = IdentityCut.objects.filter(election=election).first()
        context = {"election": election, "cut": last, "groups": found, "equality": True, "wrong": wrong}
        return render(request, "reports/identity_totals.html", context, status=422)
    keep_note(election, question, text, by=request.user.get_username())
    messages.success(request, "Nota guardada." if text else "Nota quitada.")
    return redirect(f"{reverse('identity_totals', args=[election.slug])}#g-{question}")
