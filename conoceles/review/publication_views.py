"""What is approved becomes public: in one act, or by itself on its day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from conoceles.audit.acts import record
from conoceles.elections.models import Election, Role
from conoceles.elections.publication import NO_SITE
from conoceles.lib.access import POST
from conoceles.profiles.public import reviewed
from conoceles.profiles.workflow import Hand, NotAllowed
from conoceles.review.works import SCHEDULE


@SCHEDULE.view(*POST)
def publish_approved(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish everything that is approved, in one act."""
    election = get_object_or_404(Election, slug=slug)
    try:
        done = reviewed.publish_approved(election, Hand(request.user.get_username(), Role.COORDINATION))
    except NotAllowed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Publicadas: {done}. El sitio las muestra en unos segundos.")
    return redirect("review_queue", slug)


@SCHEDULE.view(*POST)
def schedule(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the election become public by itself when its publication starts, or take that back."""
    election = get_object_or_404(Election, slug=slug)
    if request.POST.get("on") == "1" and not election.institute.site:
        messages.error(request, NO_SITE.format(institute=election.institute.name))
        return redirect("election", slug)
    election.publishes_itself = request.POST.get("on") == "1"
    election.save(update_fields=["publishes_itself"])
    record("publication-scheduled", by=request.user.get_username(), election=slug, given=election.publishes_itself)
    messages.success(
        request,
        "Se publicará sola al llegar la fecha, con todo lo validado."
        if election.publishes_itself
        else "Ya no se publicará sola.",
    )
    return redirect("election", slug)
