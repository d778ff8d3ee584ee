"""What the pages answered on request read: the builder's store and index, one connection for each worker."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from conoceles.lib.zones import zone
from conoceles.site.search.index import Reader
from conoceles.site.search.store import Store

LAST_SECTION = 99_999


@cache
def store() -> Store:
    """Return this worker's connection to the builder's database."""
    return Store(settings.BUILD_DIR / "site.sqlite3")


@cache
def reader(election: str) -> Reader:
    """Return this worker's reader of an election's index."""
    return Reader(settings.BUILD_DIR / "index" / election)


def is_section(election: str, number: int) -> bool:
    """Return whether a section has a ballot."""
    path = settings.BUILD_DIR / "site" / election / "seccion" / str(number) / "index.html"
    return number <= LAST_SECTION and path.is_file()


def frame(election: str) -> dict[str, Any]:
    """Return what the pages of an election share, in the language being written; Http404 when there is none."""
    found = store().frame(election)
    if found is None:
        raise Http404
    timezone.activate(zone(found["zone"]))
    return found
