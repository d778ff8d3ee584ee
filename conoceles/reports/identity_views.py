"""What leaves of the identity questionnaire: frozen aggregates."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.elections.access import grants
from conoceles.elections.models import Election, Role
from conoceles.lib.access import FORM
from conoceles.reports.identity_figures import TooSoon, as_csv, cut
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
    context = {"election": election, "cut": last, "equality": equality, "wrong": wrong}
    return render(request, "reports/identity_totals.html", context, status=422 if wrong else 200)
