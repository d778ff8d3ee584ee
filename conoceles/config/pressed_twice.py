"""A button that is pressed twice acts once, and ends where the first press ended."""

import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from conoceles.lib.locks import first_free
from conoceles.look.views import still_doing

TOKEN = "csrfmiddlewaretoken"  # noqa: S105
KEPT, PATIENCE = 60, 20.0


class PressedTwice:
    """Middleware: answers the same form from the same page, sent again within a minute, as it was answered.

    Every page that is made has a token of its own, so what is sent with the same one comes from one page. Only where
    the first press was answered with another address: a form that was refused is looked at again.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # What a script sends is no press: it knows what it sent, and waits for the answer.
        pressed = request.method == "POST" and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        if not pressed or TOKEN not in request.POST:
            return self.respond(request)
        name = _name(request)
        with first_free([f"press-{name}"], time.monotonic() + PATIENCE) as held:
            if not held:
                return still_doing(request)
            before = cache.get(f"press-{name}")
            if before:
                return _again(before)
            response = self.respond(request)
            if response.status_code in (301, 302, 303):
                cookies = {key: morsel.OutputString() for key, morsel in response.cookies.items()}
                cache.set(f"press-{name}", (response.status_code, dict(response.items()), cookies), KEPT)
            return response


def _name(request: HttpRequest) -> str:
    """Return what tells one press from another: whose it is, from which page, where to and with what."""
    session = [request.COOKIES.get(name, "") for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)]
    files = [(name, file.name, file.size) for name, files in request.FILES.lists() for file in files]
    return sha256(repr([session, request.get_full_path(), sorted(request.POST.lists()), files]).encode()).hexdigest()


def _again(before: tuple[int, dict[str, str], dict[str, Any]]) -> HttpResponse:
    status, headers, cookies = before
    response = HttpResponse(status=status, headers=headers)
    for text in cookies.values():
        response.cookies.load(text)
    return response
