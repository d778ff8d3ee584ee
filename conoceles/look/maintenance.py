"""While the system is being worked on: built pages stay, everything else answers 503 with one sentence."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

MINUTES = 10


class Maintenance:
    """Middleware: as long as the data folder has a file called «mantenimiento», nothing is answered but that."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond
        self.mark = settings.DATA_DIR / "mantenimiento"

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self.mark.exists():
            return self.respond(request)
        return unavailable(request, MINUTES * 60)


def unavailable(request: HttpRequest, seconds: int) -> HttpResponseBase:
    """Return the page that says to come back, with when."""
    response = render(request, "look/maintenance.html", status=503)
    response["Retry-After"] = str(seconds)
    return response
