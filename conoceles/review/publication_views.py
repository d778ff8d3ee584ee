"""What is approved becomes public: in one act, or by itself on its day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from conoceles.accounts.models import User
from conoceles.elections.models import Election
from conoceles.elections.prepared_views import answered
from conoceles.lib.access import POST
from conoceles.profiles.public import publishing
from conoceles.profiles.workflow import NotAllowed
from conoceles.review.works import SCHEDULE


@SCHEDULE.view(*POST)
def publish_approved(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish everything that is approved, in one act."""
    election = get_object_or_404(Election, slug=slug)
    try:
        return answered(request, publishing.approved(election, _by(request)), slug, "review_queue")
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect("review_queue", slug)


@SCHEDULE.view(*POST)
def schedule(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the election become public by itself when its publication starts, or take that back."""
    election = get_object_or_404(Election, slug=slug)
    if request.POST.get("on") != "1":
        publishing.unschedule(election, request.user.get_username())
        messages.success(request, "Ya no se publicará sola.")
        return redirect("election", slug)
    try:
        return answered(request, publishing.schedule(election, _by(request)), slug, "election")
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect("election", slug)


def _by(request: HttpRequest) -> User:
    return User.objects.get(pk=request.user.pk or 0)
