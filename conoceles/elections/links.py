"""Whether the addresses that an election's pages name still answer: asked once a day, shown to whoever writes them."""

import http.client
import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.encoding import iri_to_uri

from conoceles.elections.models import CheckedLink, Election
from conoceles.ledger.reading import current
from conoceles.lib.prose import addresses

SECONDS, TOGETHER, AGENT = 10, 60, "Conoceles (comprobacion de enlaces)"
LONGEST = 500
OFTEN = timedelta(hours=20)
Ask = Callable[[str], str]


def links_of(election: Election) -> list[str]:
    """Return the outside addresses that an election's home page, public texts and agreements name, each once."""
    found = list(election.key_dates.exclude(url="").values_list("url", flat=True))
    found += election.public_agreements.exclude(website="").values_list("website", flat=True)
    for document in current(election.slug, "text").values():
        found += addresses(document["body"])
    return [url for url in dict.fromkeys(found) if len(url) <= LONGEST]


def check(election: Election, at: datetime | None = None, ask: Ask | None = None) -> list[CheckedLink]:
    """Ask for every address of an election, keep what came of it and return the broken ones."""
    at, ask = at or timezone.now(), ask or problem_of
    wanted = links_of(election)
    election.checked_links.exclude(url__in=wanted).delete()
    known = {link.url: link for link in election.checked_links.all()}
    for url, problem in _asked(wanted, ask).items():
        link = known.get(url) or CheckedLink(election=election, url=url)
        link.at, link.problem = at, problem
        link.broken_since = (link.broken_since or at) if link.problem else None
        link.save()
    return list(CheckedLink.objects.broken().filter(election=election))


def _asked(urls: list[str], ask: Ask) -> dict[str, str]:
    """Ask for addresses side by side, for at most TOGETHER seconds in all, and return {address: problem} of those that
    were asked.

    Whoever waits for this (mails, a scheduled publication) never waits for a site that drips its answer.
    """
    waiting, answers = SimpleQueue[str](), SimpleQueue[tuple[str, str]]()
    for url in urls:
        waiting.put(url)

    def work() -> None:
        with suppress(Empty):
            while True:
                url = waiting.get_nowait()
                answers.put((url, ask(url)))

    for _number in range(min(8, len(urls))):
        Thread(target=work, daemon=True).start()
    found: dict[str, str] = {}
    ends = time.monotonic() + TOGETHER
    with suppress(Empty):
        while len(found) < len(urls):
            url, problem = answers.get(timeout=max(0.0, ends - time.monotonic()))
            found[url] = problem
    return found


def due(at: datetime) -> list[Election]:
    """Return the public elections whose addresses have not been asked for in a day."""
    public = Election.objects.filter(published_at__isnull=False, fictional=False)
    return list(public.exclude(checked_links__at__gt=at - OFTEN).distinct())


def problem_of(url: str) -> str:
    """Return what is wrong with an address, as a Spanish sentence; '' when it answers."""
    try:
        _refuse_private(url)
        request = urllib.request.Request(iri_to_uri(url), headers={"User-Agent": AGENT})  # noqa: S310
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Careful, _Plain, _Secure)
        with opener.open(request, timeout=SECONDS):
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


class _PlainConnection(http.client.HTTPConnection):
    """A connection that is cut when, whatever its name said a moment ago, it leads inside a network."""

    def connect(self) -> None:
        super().connect()
        _refuse_peer(self)


class _SecureConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _refuse_peer(self)


def _refuse_peer(connection: http.client.HTTPConnection) -> None:
    if not ipaddress.ip_address(connection.sock.getpeername()[0]).is_global:
        connection.close()
        raise PrivateAddress(connection.host)


class _Plain(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(_PlainConnection, req)


class _Secure(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(_SecureConnection, req)


class _Careful(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        _refuse_private(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
