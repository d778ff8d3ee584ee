"""What no form holds: NUL, of which one database refuses to hear, and brackets within brackets without end."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from conoceles.look.views import bad_request

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class NoNul:
    """Middleware: answers 400, with a sentence, to whatever the workshop is sent that holds a NUL; nobody types one.

    The site asks no database, and reads past it.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Any, *given: object) -> HttpResponseBase | None:
        if view.__module__.startswith("conoceles.site."):
            return None
        forms = [request.GET, *([request.POST] if request.content_type in FORMS else [])]
        nul = "\x00" in request.path or any(_holds_nul(form) for form in forms)
        return bad_request(request) if nul else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer 400 to what is nested deeper than anything that a program can read."""
        return bad_request(request) if isinstance(exception, RecursionError) else None


def _holds_nul(form: QueryDict) -> bool:
    return any("\x00" in text for name, values in form.lists() for text in (name, *values))
