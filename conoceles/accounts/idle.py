"""Staff who leave their desk: their session ends by itself."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from conoceles.audit.acts import record

IDLE = timedelta(minutes=30)
# How often it is written down that somebody is there.
NOTED = timedelta(minutes=2)
SEEN = "seen"


class IdleStaff:
    """Middleware: signs staff out who did nothing for half an hour; what they then send is shown to them again
    (`look/views.py`)."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.session.session_key and getattr(request.user, "is_staff", False):
            now, seen = time.time(), request.session.get(SEEN)
            if seen is not None and now - seen > IDLE.total_seconds():
                name = request.user.get_username()
                record("sign-out", by=name, thing=f"account {name}", why="inactividad")
                logout(request)
            elif seen is None or now - seen > NOTED.total_seconds():
                request.session[SEEN] = now
        return self.respond(request)
