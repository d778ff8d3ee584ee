"""The demonstration's doors: its invented people enter with one press, on this machine, and nowhere else.

Shut, its accounts open nothing, whatever way somebody comes.
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from conoceles.accounts.models import User

# What a proxy adds: whoever asks is somewhere else.
PROXY = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")
NAMES = ("localhost", "127.0.0.1", "[::1]")


def are_open(request: HttpRequest) -> bool:
    """Return whether whoever asks may enter as one of the invented people: only a demonstration is served, nothing says
    that this is more than that, and whoever asks sits here."""
    return settings.DEMO and not settings.PUBLISHED and _from_here(request) and not _somebodys()


def _somebodys() -> bool:
    """Return whether somebody works here who is not invented."""
    return User.objects.filter(is_staff=True, is_demo=False).exists()


def _from_here(request: HttpRequest) -> bool:
    host = request.META.get("HTTP_HOST", "")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    proxied = any(header in request.headers for header in PROXY)
    return not proxied and name in NAMES and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
