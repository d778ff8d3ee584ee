"""Asking our own program for a page, as a reader would, without a network."""

from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from conoceles.site.archive import Ask


def asker() -> Ask:
    """Return what gives the page of an address, None where it is none."""
    application = get_wsgi_application()
    # The connection is that of whoever asks: no request closes it.
    request_started.disconnect(close_old_connections)
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS[:1] not in ([], ["*"]) else "localhost"

    def ask(address: str) -> bytes | None:
        environ: dict[str, Any] = {"PATH_INFO": address.encode().decode("latin-1"), "HTTP_HOST": host}
        setup_testing_defaults(environ)
        status: list[str] = []
        answer = application(environ, lambda said, headers, *more: status.append(said))  # type: ignore[arg-type]
        content = b"".join(answer)
        return content if status and status[0].startswith("200") else None

    return ask
