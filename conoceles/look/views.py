"""Pages for what went wrong: one sentence, what to do, nothing about the person who asked but what she just wrote."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from conoceles.lib.access import SignInFirst
from conoceles.lib.decision import undecided
from conoceles.lib.disk import can_write, cannot_save

TOKEN = "csrfmiddlewaretoken"  # noqa: S105
# A form with one of these is never shown again.
SECRET = ("password", "code", "codigo", "secret", "credential", "token")
# Of what is sent again: so many characters in all.
MOST = 300_000


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "look/bad_request.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, SignInFirst):
        return _expired(request, signed_out=True)
    return render(request, "look/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "look/not_found.html", status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """The page of somebody who tried too often; allauth asks for it. Where attempts cannot be counted, because nothing
    can be written, it takes everybody for such."""
    if not can_write():
        return again(request, "look/cannot_save.html", 503)
    return render(request, "look/too_many.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something failed; where nothing can be saved, because the disk is full or may only be read, or nothing
    is published until a person decides, say that."""
    waits = undecided(sys.exc_info()[1])
    if waits:
        return again(request, "look/undecided.html", 503, waits=waits)
    if cannot_save(sys.exc_info()[1]):
        return again(request, "look/cannot_save.html", 503)
    return render(request, "look/server_error.html", status=500)


def still_doing(request: HttpRequest) -> HttpResponse:
    """The page of a second press while the first still works."""
    response = render(request, "look/still_doing.html", {"path": request.get_full_path()}, status=503)
    response["Retry-After"] = "30"
    return response


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page of a form whose token is not the one of this session any more."""
    return _expired(request, signed_out=not request.user.is_authenticated)


def _expired(request: HttpRequest, *, signed_out: bool) -> HttpResponse:
    return again(request, "look/expired.html", 403, signed_out=signed_out)


def again(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """Show what was written, and send it again with one press."""
    fields = _written(request) if _of_this_site(request) else None
    values = {
        **context,
        "again": fields is not None,
        "fields": fields,
        "texts": [value for _name, value in fields or () if len(value.split()) > 1],
        "files": bool(request.FILES),
        "path": request.get_full_path(),
    }
    response = render(request, template, values, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _of_this_site(request: HttpRequest) -> bool:
    """Return whether the form was on a page of this site: one of another is never offered to be sent."""
    said = request.headers.get("Sec-Fetch-Site", "")
    return said == "same-origin" or (
        not said and request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    )


def _written(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Return the fields of a form, in order; None when one of them is secret or there is too much."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != TOKEN]
    secret = any(word in name.lower() for name, _value in fields for word in SECRET)
    return None if secret or sum(len(value) for _name, value in fields) > MOST else fields
