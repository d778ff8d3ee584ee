"""While what the dynamic pages read is made again, they say so: 503 and when to come back. Built pages are served."""

import logging
import sqlite3
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from conoceles.look.maintenance import unavailable
from conoceles.site.search import api

SECONDS = 30
log = logging.getLogger(__name__)


class WhileRepaired:
    """Middleware: an answer whose store cannot be read."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer what could not be read; leave every other error to whoever handles it.

        The database of the workshop raises errors of its own: what comes from here is the builder's.
        """
        if not isinstance(exception, sqlite3.DatabaseError):
            return None
        log.warning(
            "El sitio no puede leer lo que construyó (%s); se está haciendo de nuevo.", type(exception).__name__
        )
        if request.path.startswith("/api/"):
            response = api.wrong("El sitio se está haciendo de nuevo: vuelva a intentar en un minuto.", 503)
            response["Retry-After"] = str(SECONDS)
            return response
        return unavailable(request, SECONDS)
