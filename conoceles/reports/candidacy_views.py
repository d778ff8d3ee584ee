"""Finding one candidacy, and all that staff needs of it on one page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Election, Role
from conoceles.lib.forms import words_of
from conoceles.lib.text import fold
from conoceles.reports.helpdesk_views import audiences
from conoceles.reports.one_candidacy import whole
from conoceles.reports.works import FIND

PAGE = 50


@FIND.view()
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Candidacies by any part of their name, folio, party or place; one alone, or one called just so, is opened."""
    election = get_object_or_404(Election, slug=slug)
    words = words_of(request.GET.get("q"), 100)
    rows = Candidacy.objects.of_election(election).found(words).with_register() if words else Candidacy.objects.none()
    page = Paginator(rows.order_by("person__name", "pk"), PAGE).get_page(request.GET.get("pagina"))
    # Whoever is called just so is meant, whoever else has the same words in her name.
    exact = [one for one in page if fold(one.person.name) == fold(words)]
    if page.paginator.count == 1 or len(exact) == 1:
        return redirect("candidacy_page", slug, (exact or page)[0].key)
    return render(request, "reports/find.html", {"election": election, "words": words, "page": page})


@FIND.view()
def candidacy_page(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One candidacy: how it enters, what it misses, what was told to it, what changed; each role sees what it may."""
    rows = Candidacy.objects.with_register().select_related("election__institute")
    one = get_object_or_404(rows, key=key, election__slug=slug)
    roles = grants(request).roles(slug)
    context = {
        "election": one.election,
        "one": one,
        "whole": whole(one, roles, audiences(roles)),
        "calls": Role.HELP_DESK in roles,
        "letters": bool({Role.COORDINATION, Role.LIAISON} & roles),
        "extends": Role.COORDINATION in roles,
    }
    return render(request, "reports/candidacy.html", context)
