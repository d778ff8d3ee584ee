"""While the system is being worked on: built pages stay, everything else answers 503 with one sentence; or it is read
and saves nothing."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from conoceles.look.views import again

MINUTES = 10
# Files of the data folder: while one is there, so it is.
MAINTENANCE, READ_ONLY = "mantenimiento", "solo-lectura"
# What whoever keeps the systems needs to end either.
OPEN = ("/salud/", "/ingresar/", "/salir/", "/cuenta/2fa/", "/cuenta/reautenticar/", "/taller/sistemas/", "/activos/")


class Maintenance:
    """Middleware: as long as the data folder has one of those files."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        folder = Path(settings.DATA_DIR)
        if request.path.startswith(OPEN):
            return self.respond(request)
        if (folder / MAINTENANCE).exists():
            return unavailable(request, MINUTES * 60)
        return self.respond(request)


class ReadOnly:
    """Middleware: refuses what is sent while nothing is saved, and shows it again."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sends = request.method not in ("GET", "HEAD", "OPTIONS")
        if sends and not request.path.startswith(OPEN) and (Path(settings.DATA_DIR) / READ_ONLY).exists():
            return again(request, "look/read_only.html", 503)
        return self.respond(request)


def unavailable(request: HttpRequest, seconds: int) -> HttpResponseBase:
    """Return the page that says to come back, with when."""
    response = render(request, "look/maintenance.html", status=503)
    response["Retry-After"] = str(seconds)
    return response
