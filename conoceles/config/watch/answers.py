"""Whether it lives and whether it is ready, for whoever watches from outside; in every role."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from conoceles.config.watch.facts import State
from conoceles.config.watch.looking import ready, serving
from conoceles.config.watch.telling import wrong
from conoceles.lib.access import public


@public()
def live(request: HttpRequest) -> HttpResponse:
    """Say that this process answers: nothing else is asked of it."""
    return _kept_nowhere(JsonResponse({"vive": True}))


@public()
def readiness(request: HttpRequest) -> HttpResponse:
    """Say whether visitors are answered as they should be (200) or not (503), and what was
    last told to be wrong; no number, nothing of anybody."""
    facts = serving()
    good = ready(facts)
    found = sorted({*wrong(), *(fact.name for fact in facts if fact.state == State.WRONG)})
    return _kept_nowhere(JsonResponse({"listo": good, "mal": found}, status=200 if good else 503))


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
