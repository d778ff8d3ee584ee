"""Whether the addresses that an election's pages name still answer: asked once a day, shown to whoever writes them."""

import ipaddress
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from conoceles.elections.models import CheckedLink, Election

ADDRESS = re.compile(r"\]\((https?://[^\s)]+)\)")
SECONDS, AGENT = 10, "Conoceles (comprobación de enlaces)"
OFTEN = timedelta(hours=20)
Ask = Callable[[str], str]


def links_of(election: Election) -> list[str]:
    """Return the outside addresses that an election's home page and public texts name, each once."""
    found = list(election.key_dates.exclude(url="").values_list("url", flat=True))
    for body in election.texts.filter(is_public=True).values_list("body", flat=True):
        found += ADDRESS.findall(body)
    return list(dict.fromkeys(found))


def check(election: Election, at: datetime | None = None, ask: Ask | None = None) -> list[CheckedLink]:
    """Ask for every address of an election, keep what came of it and return the broken ones."""
    at, ask = at or timezone.now(), ask or problem_of
    wanted = links_of(election)
    election.checked_links.exclude(url__in=wanted).delete()
    known = {link.url: link for link in election.checked_links.all()}
    for url in wanted:
        link = known.get(url) or CheckedLink(election=election, url=url)
        link.at, link.problem = at, ask(url)
        link.broken_since = (link.broken_since or at) if link.problem else None
        link.save()
    return list(CheckedLink.objects.broken().filter(election=election))


def due(at: datetime) -> list[Election]:
    """Return the public elections whose addresses have not been asked for in a day."""
    public = Election.objects.filter(published_at__isnull=False, fictional=False)
    return list(public.exclude(checked_links__at__gt=at - OFTEN).distinct())


def problem_of(url: str) -> str:
    """Return what is wrong with an address, as a Spanish sentence; '' when it answers."""
    try:
        _refuse_private(url)
        request = urllib.request.Request(url, headers={"User-Agent": AGENT})  # noqa: S310
        with urllib.request.build_opener(_Careful).open(request, timeout=SECONDS):
            return ""
    except urllib.error.HTTPError as error:
        return f"El sitio responde con el error {error.code}."
    except PrivateAddress:
        return "La dirección es de una red privada: la ciudadanía no puede abrirla."
    except (OSError, HTTPException, ValueError):
        return "El sitio no responde."


class PrivateAddress(ValueError):
    """An address inside a network, which a public page has no business to name."""


def _refuse_private(url: str) -> None:
    host = urlsplit(url).hostname or ""
    for found in socket.getaddrinfo(host, None):
        if not ipaddress.ip_address(found[4][0]).is_global:
            raise PrivateAddress(host)


class _Careful(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        _refuse_private(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
