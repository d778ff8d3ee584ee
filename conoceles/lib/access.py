"""Who may enter an address: said once, on the view, and printed into docs/access.md."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils.http import urlencode

View = Callable[..., HttpResponseBase]

READ, FORM, POST = ("GET", "HEAD"), ("GET", "HEAD", "POST"), ("POST",)
PUBLIC = "cualquier persona"
SIGNED_IN = "quien ingresó"
SECOND_FACTOR = "/cuenta/segundo-factor/"


class SignInFirst(PermissionDenied):
    """Whoever sends a form is not signed in, or no longer: what was written is not lost on the way to sign in."""


def public(*methods: str) -> Callable[[View], View]:
    """Mark a view that anyone may open, with the methods it answers (GET and HEAD when none is given)."""
    return rule(PUBLIC, methods or READ, lambda request, kwargs: True)


def signed_in(*methods: str) -> Callable[[View], View]:
    """Mark a view for whoever has signed in; it shows only what is that person's own."""
    return rule(SIGNED_IN, methods or READ, lambda request, kwargs: True)


def rule(who: str, methods: tuple[str, ...], allowed: Callable[[Any, dict[str, Any]], bool]) -> Callable[[View], View]:
    """Return a decorator that lets in whom `allowed(request, keywords of the address)` lets in.

    Visitors are sent to sign in, or raise SignInFirst where they send something; staff without a second factor are sent
    to add one; others are refused with 403. A form that comes back with status 200 after a POST says that something was
    wrong: it is answered with 422.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if who != PUBLIC and not request.user.is_authenticated:
                if request.method == "POST":
                    raise SignInFirst
                return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
            if who not in (PUBLIC, SIGNED_IN) and getattr(request.user, "must_add_second_factor", False):
                return HttpResponseRedirect(SECOND_FACTOR)
            if not allowed(request, kwargs):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            if who != PUBLIC:
                response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        guarded.access = (who, methods)  # type: ignore[attr-defined]
        guarded.allows = allowed  # type: ignore[attr-defined]
        return guarded

    return decorate


def may_open(request: HttpRequest, path: str) -> bool:
    """Return whether the view at an address of the workshop would let in whoever asks."""
    match = resolve(path)
    return bool(match.func.allows(request, match.kwargs))  # type: ignore[attr-defined]
