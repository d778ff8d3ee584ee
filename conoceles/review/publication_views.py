"""What is approved becomes public: in one act, or by itself on its day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from conoceles.accounts.models import User
from conoceles.elections import two_people
from conoceles.elections.job_views import before
from conoceles.elections.models import Election
from conoceles.elections.prepared_views import WAITS, answered
from conoceles.lib.access import FORM, POST
from conoceles.lib.doing import doing
from conoceles.lib.text import so_many
from conoceles.profiles.public import publishing
from conoceles.profiles.public.reviewed import approved, refuse_out_of_campaign
from conoceles.profiles.workflow import NotAllowed
from conoceles.review.works import SCHEDULE


@SCHEDULE.view(*FORM)
def publish_approved(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what publishing everything that is approved will do, and do it once that is pressed."""
    election = get_object_or_404(Election, slug=slug)
    waiting = approved(election)
    people = waiting.order_by().values("profile").distinct().count()
    try:
        refuse_out_of_campaign(election)
        if request.method == "POST":
            with doing(request) as tell:
                tell("Se publica lo validado")
                done = publishing.approved(election, _by(request))
            return answered(request, done, slug, "review_queue", stays=True)
    except NotAllowed as error:
        messages.error(request, str(error))
        return redirect("review_queue", slug)
    if not people:
        messages.success(request, "Todo lo validado ya es público.")
        return redirect("review_queue", slug)
    context = {
        "election": election,
        "title": "Publicar lo validado",
        "above": "Revisión",
        "back": reverse("review_queue", args=[slug]),
        "counts": [("Candidaturas", people), ("Secciones", waiting.count())],
        "says": "Lo lee cualquiera en unos segundos, y se avisa a cada candidatura y a su partido. No se despublica: "
        "después, una sección se pone en pausa o se observa desde su expediente, y eso queda a la vista.",
        "warns": [WAITS] if two_people.asked(election) else [],
        "button": f"Publicar {so_many(people, 'candidatura', 'candidaturas')}",
    }
    return before(request, context)


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
