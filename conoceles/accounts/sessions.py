"""Sessions that end by themselves: of staff who left their desk, and of invented people where their doors are shut."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from conoceles.accounts import doors
from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.lib import clock

IDLE = timedelta(minutes=30)
# How often it is written down that somebody is there.
NOTED = timedelta(minutes=2)
SEEN = "seen"


class EndedSessions:
    """Middleware: signs out whoever may not go on; what is then sent is shown again (`look/views.py`)."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user if request.session.session_key else None
        if isinstance(user, User) and user.is_demo and not doors.are_open(request):
            _end(request, user, "demostración")
            messages.error(
                request, "Las cuentas de la demostración solo entran en el equipo que la sirve, y en ningún otro."
            )
        elif isinstance(user, User) and user.is_staff and _left(request):
            _end(request, user, "inactividad")
        return self.respond(request)


def _left(request: HttpRequest) -> bool:
    """Return whether staff did nothing for half an hour; note that somebody is there."""
    now, seen = time.time(), request.session.get(SEEN)
    if seen is not None and now - seen > IDLE.total_seconds():
        return True
    if seen is None or now - seen > NOTED.total_seconds():
        request.session[SEEN] = now
        clock.beat()
    return False


def _end(request: HttpRequest, user: User, why: str) -> None:
    record("sign-out", by=user.username, thing=f"account {user.username}", why=why)
    logout(request)
