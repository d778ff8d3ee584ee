"""A person asks that nothing of her identity be public."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from conoceles.capture.access import author_of, authors
from conoceles.elections.models import Role
from conoceles.lib.access import FORM
from conoceles.profiles import groups, reserves
from conoceles.profiles.models import ReserveRequest


@authors(*FORM)
def reserve(request: HttpRequest, key: str) -> HttpResponse:
    """What becomes public of the groups of registration, until when a reserve may be asked for, and asking for it: the
    person's alone."""
    author = author_of(request, key)
    if author.hand.role != Role.CANDIDATE or author.candidacy.election.practice:
        raise Http404
    candidacy, wrong = author.candidacy, ""
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        if reason in ReserveRequest.Reason.values:
            new = reserves.ask(candidacy, reason, author.hand, author.at)
            said = "El Instituto recibió su petición. La respuesta llega a su buzón."
            messages.success(request, said if new else "Su petición ya se había recibido y sigue en estudio.")
            return redirect("capture_reserve", key)
        wrong = "Elija por qué pide la reserva."
    context = {
        "candidacy": candidacy,
        "institute": candidacy.election.institute,
        "author": author,
        "own": True,
        "requests": candidacy.reserve_requests.order_by("-id"),
        "waiting": candidacy.reserve_requests.waiting().exists(),
        "notices": candidacy.group_notices.filter(group__in=candidacy.affirmative_actions),
        "shown": groups.shown_groups(candidacy, author.at),
        "reasons": ReserveRequest.Reason.choices,
        "wrong": wrong,
    }
    return render(request, "capture/reserve.html", context, status=422 if wrong else 200)
