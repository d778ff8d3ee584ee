"""The totals of the qualitative method."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from conoceles.elections.models import Election
from conoceles.reports.works import RUBRIC
from conoceles.review import rubric


@RUBRIC.view()
def rubric_totals(request: HttpRequest, slug: str) -> HttpResponse:
    """The totals of the qualitative method, for the final report."""
    election = get_object_or_404(Election, slug=slug)
    sections, evaluated = rubric.totals(election)
    context = {
        "election": election,
        "sections": sections,
        "evaluated": evaluated,
        "method": rubric.rubric(election),
        "now": timezone.now(),
    }
    return render(request, "reports/rubric.html", context)
