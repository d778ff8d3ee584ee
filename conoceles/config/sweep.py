"""Deleting the files that nothing names any more."""

import contextlib
from datetime import timedelta

from django.utils import timezone

from conoceles.config.rooms import each
from conoceles.lib import blobs


def sweep(older: timedelta = timedelta(days=1)) -> int:
    """Delete the private and public files that no room says it keeps (`kept_files.py`), and return how many.

    What was written in the last day is left: its answer may be on its way.
    """
    limit = (timezone.now() - older).timestamp()
    rooms = list(each("kept_files"))
    private = {name for room in rooms for name in room.private()}
    public = {name for room in rooms for name in room.public()}
    return _remove(blobs.PRIVATE, private, limit) + _remove(blobs.PUBLIC, public, limit)


def _remove(store: str, wanted: set[str], limit: float) -> int:
    removed = 0
    for path in blobs.folder(store).rglob("*.*"):
        if path.name not in wanted and not path.name.startswith("."):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_ctime < limit:
                    path.unlink()
                    removed += 1
    return removed
