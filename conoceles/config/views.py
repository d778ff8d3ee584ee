"""The start page of the workshop."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from conoceles.accounts import urls as accounts
from conoceles.config import today as today_of
from conoceles.config.works import TODAY
from conoceles.elections import first_visit
from conoceles.elections.access import grants, named_election, visible_elections
from conoceles.elections.models import Role
from conoceles.elections.seen import saw
from conoceles.lib.access import FORM, public, signed_in
from conoceles.lib.doing import told


@public(*FORM)
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in; where nobody has an account yet, the page that makes the first."""
    if first_visit.is_empty():
        return redirect("begin")
    return accounts.sign_in(request)


@signed_in()
def start(request: HttpRequest) -> HttpResponse:
    """Lead each account to where its work is: staff to the first screen of the election that comes last, whoever only
    keeps the systems to how they are."""
    if not grants(request).staff:
        return redirect("capture_mine")
    if grants(request).roles() == {Role.SYSTEMS}:
        return redirect("systems")
    election = next(iter(visible_elections(request)), None)
    return redirect("today", election.slug) if election else redirect("elections")


@signed_in()
def being_done(request: HttpRequest, name: str) -> HttpResponse:
    """How far a long act has come, for the page that sent it: only that page knows the name."""
    return JsonResponse(told(name))


@TODAY.view(*FORM)
def today(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits, what changed, and where the process stands; pressing says that it was seen."""
    election = named_election(request)
    if election is None:
        raise Http404
    if request.method == "POST":
        saw(request.user.pk, election, request.POST.get("until", ""))
        return redirect("today", slug)
    others = [one for one in visible_elections(request) if one.pk != election.pk]
    return render(request, "config/today.html", today_of.today(request, election) | {"others": others})
