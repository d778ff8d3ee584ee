"""What leaves of the identity questionnaire: frozen aggregates."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from conoceles.elections.access import grants
from conoceles.elections.job_views import before
from conoceles.elections.models import Election, Role
from conoceles.elections.prepared_views import answered
from conoceles.elections.two_people import Done
from conoceles.lib.access import FORM
from conoceles.lib.dates import long_date
from conoceles.reports.identity_figures import TooSoon, as_csv, cut, people
from conoceles.reports.identity_groups import LONGEST, groups, keep_note
from conoceles.reports.models import IdentityCut
from conoceles.reports.suppression import LEAST
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
            done = Done(f"Corte de la estadística de identidad del {long_date(timezone.localdate())}.")
            return answered(request, done, slug, "identity_totals", stays=True)
    if equality and request.GET.get("corte") == "nuevo" and not wrong:
        return _before_cut(request, election)
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


def _before_cut(request: HttpRequest, election: Election) -> HttpResponse:
    """Say what a cut freezes, before it is made."""
    made = IdentityCut.objects.filter(election=election).count()
    try:
        few = people(election) < LEAST
    except TooSoon as error:
        messages.error(request, str(error))
        return redirect("identity_totals", election.slug)
    context = {
        "election": election,
        "title": "Hacer un corte",
        "above": "Identidad: estadística",
        "back": reverse("identity_totals", args=[election.slug]),
        "action": reverse("identity_totals", args=[election.slug]),
        "counts": [("Cortes de antes", made)] if made else [],
        "says": "Congela lo que respondieron hasta hoy quienes consienten su uso estadístico. No cambia ni se borra: "
        "lo citan los informes, y quien tenga dos cortes puede restarlos. Por eso el siguiente espera a que cambien al "
        "menos cinco personas.",
        "warns": ["Son menos de cinco personas: todas sus cuentas saldrán protegidas."] if few else [],
        "button": "Hacer el corte",
    }
    return before(request, context)


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
