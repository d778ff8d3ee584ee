"""Pages answered on request are made one at a time in each process.

Making one is computing, for a few milliseconds. Threads that do it together take the interpreter from each other at
every reading of the database, and all of them end later (decision 0025). What may wait keeps nobody waiting: what is
sent, whoever has signed in, what reads the ledger.
"""

import re
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from conoceles.site.language import languages, prefix

Application = Callable[..., Iterable[bytes]]
TONGUE = "|".join(re.escape(prefix(language)) for language in languages())
ANSWERED = re.compile(
    rf"/(?:{TONGUE})[a-z0-9-]+/(?:candidaturas|temas|comparar|seccion)/|/api/v1/[a-z0-9-]+/candidaturas$"
)


class InTurn:
    """A WSGI application that begins an answer of the site when the one before is done; any other at once."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.turn = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not computed(environ):
            return self.application(environ, start_response)
        with self.turn:
            return self.application(environ, start_response)


def computed(environ: dict[str, Any]) -> bool:
    """Return whether an answer is made of what the builder wrote alone, without waiting for anything."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if environ.get("REQUEST_METHOD") not in ("GET", "HEAD") or not ANSWERED.match(path):
        return False
    if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return False
    # Without names a comparison is made of the ledger.
    return not (path.endswith("/comparar/") and "ciego" in parse_qs(query))
