"""Pages answered on request are made one at a time in each process.

Making one is computing, for a few milliseconds. Threads that do it together take the interpreter from each other at
every reading of the database, and all of them end later (decision 0025). Nothing that waits for the workshop's database
or for another server is among them.
"""

import re
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

Application = Callable[..., Iterable[bytes]]
ANSWERED = re.compile(r"/(?:en/)?[a-z0-9-]+/(?:candidaturas|temas|comparar|seccion)/|/api/v1/[a-z0-9-]+/candidaturas$")
# A comparison without names reads the ledger, and may wait for its database.
WAITING = "ciego="


class InTurn:
    """A WSGI application that begins an answer of the site when the one before is done; any other at once."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.turn = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not ANSWERED.match(environ.get("PATH_INFO", "")) or WAITING in environ.get("QUERY_STRING", ""):
            return self.application(environ, start_response)
        with self.turn:
            return self.application(environ, start_response)
