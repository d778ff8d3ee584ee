"""What waiting for the disk costs."""

import statistics
import time

from django.core.management import call_command
from django.db import connection, transaction

from conoceles.audit.acts import record


def durable(acts: int) -> dict[str, float]:
    """Return the median seconds of one act in a transaction of its own, where SQLite waits for the disk at each commit
    (`full`) and where it does not (`normal`)."""
    call_command("migrate", verbosity=0)
    found = {}
    for mode in ("normal", "full"):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={mode}")
        seconds: list[float] = []
        for _act in range(acts):
            started = time.perf_counter()
            with transaction.atomic():
                record("practice")
            seconds.append(time.perf_counter() - started)
        found[mode] = statistics.median(seconds)
    return found
