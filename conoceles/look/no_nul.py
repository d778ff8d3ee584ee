"""What no text has and one database refuses to hear of: NUL, in an address or a form."""

from collections.abc import Callable

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from conoceles.look.views import bad_request

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class NoNul:
    """Middleware: answers 400, with a sentence, to whatever holds a NUL; nobody types one."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forms = [request.GET, *([request.POST] if request.content_type in FORMS else [])]
        if "\x00" in request.path or any(_holds_nul(form) for form in forms):
            return bad_request(request)
        return self.respond(request)


def _holds_nul(form: QueryDict) -> bool:
    return any("\x00" in text for name, values in form.lists() for text in (name, *values))
