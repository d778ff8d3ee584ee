"""Who may enter an address: said once, on the view, and printed into docs/access.md."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.http import urlencode

View = Callable[..., HttpResponse]

PUBLIC = "cualquier persona"
STAFF = "personal del Instituto"


def public(*methods: str) -> Callable[[View], View]:
    """Mark a view that anyone may open, with the methods it answers (GET and HEAD when none is given)."""
    return _rule(PUBLIC, methods or ("GET", "HEAD"), lambda request: True)


def staff(*methods: str) -> Callable[[View], View]:
    """Mark a view for signed-in staff; others are sent to sign in, or refused with 403 when signed in."""
    return _rule(STAFF, methods or ("GET", "HEAD"), lambda request: bool(request.user.is_staff))


def _rule(who: str, methods: tuple[str, ...], allowed: Callable[[Any], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if who != PUBLIC and not request.user.is_authenticated:
                return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
            if not allowed(request):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            if who != PUBLIC:
                response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        guarded.access = (who, methods)  # type: ignore[attr-defined]
        return guarded

    return decorate
