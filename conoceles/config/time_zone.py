"""The workshop speaks the time of the institute whose page it is."""

import time
from collections.abc import Callable
from typing import Any

from django.db.models.signals import post_save
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from conoceles.elections.models import Candidacy, Election, Institute, Party
from conoceles.lib.zones import zone

# Zones hardly ever change, and each key pressed in a questionnaire asks for one: an answer is good for a while.
LIFE, MOST = 60.0, 10_000


class InstituteTime:
    """Middleware: while a page of the workshop is made, hours are those of its institute."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond
        self.known: dict[tuple[str, str], tuple[float, str]] = {}
        post_save.connect(self._forget, sender=Institute, weak=True)

    def _forget(self, **more: Any) -> None:
        self.known.clear()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(None):
            return self.respond(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if not view.__module__.startswith("conoceles.site."):
            timezone.activate(zone(self._zone(kwargs.get("slug") or "", kwargs.get("key") or "")))

    def _zone(self, slug: str, key: str) -> str:
        until, name = self.known.get((slug, key), (0.0, ""))
        if time.monotonic() > until:
            if len(self.known) > MOST:
                self.known.clear()
            name = _of(slug, key)
            self.known[slug, key] = (time.monotonic() + LIFE, name)
        return name


def _of(slug: str, key: str) -> str:
    """Return the zone of the election, candidacy or party that an address names; of the institute when it names
    none."""
    names = (
        Election.objects.filter(slug=slug).values_list("institute__time_zone") if slug else None,
        Candidacy.objects.filter(key=key).values_list("election__institute__time_zone") if key and not slug else None,
        Party.objects.filter(key=key).values_list("election__institute__time_zone") if key and not slug else None,
        Institute.objects.order_by("pk").values_list("time_zone"),
    )
    for rows in names:
        found = rows.first() if rows is not None else None
        if found:
            return str(found[0])
    return ""
