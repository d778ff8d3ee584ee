"""Who sends files: one account's wait for each other, and not for those of others."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from conoceles.lib.limited.turns import asker


class WhoSendsFiles:
    """Middleware: says whose files are made in this request (`lib/limited/turns.py`)."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or request.content_type != "multipart/form-data":
            return self.respond(request)
        said = asker.set(str(request.user.pk or "nobody"))
        try:
            return self.respond(request)
        finally:
            asker.reset(said)
