"""The public files where several machines find them: a store like S3, in which the workshop writes and nodes read."""

import logging
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings

from conoceles.ledger import blobs
from conoceles.ledger.kept_files import public
from conoceles.ledger.reading import size
from conoceles.lib import signs
from conoceles.lib.places import Bucket, PlaceError

FOLDER = "public/"
# So many are on their way at once; and for so long, in seconds, a store that failed is left in peace.
AT_ONCE, PEACE = 8, 60.0
SENT = "sent.json"
log = logging.getLogger(__name__)
_failed_at = -PEACE


def send() -> str:
    """Bring the store to what the documents of the ledger name, once for each edition, and return what was done; '' for
    nothing. What no document names any more goes first. Raises PlaceError."""
    edition = size()
    if not settings.STORE or signs.get(SENT).get("edition") == edition:
        return ""
    store = Bucket(settings.STORE)
    there = {name.removeprefix(FOLDER) for name, _when in store.names(FOLDER)}
    wanted = set(public())
    gone = there - wanted
    for name in gone:
        store.remove(f"{FOLDER}{name}")
    sent = 0
    for name in sorted(wanted - there):
        path = blobs.where(name)
        if path.is_file():
            store.put(f"{FOLDER}{name}", path)
            sent += 1
    signs.put(SENT, {"edition": edition})
    return f"Archivos públicos en el depósito: {sent} puestos, {len(gone)} retirados." if sent or gone else ""


def fetch(names: Iterable[str]) -> None:
    """Bring files that this machine lacks from the store. What is not there yet, or does not hold what its name says,
    is left for another time; a store that fails is said in the log."""
    global _failed_at
    wanted = sorted(names)
    if not wanted or not settings.STORE or time.monotonic() - _failed_at < PEACE:
        return
    try:
        store = Bucket(settings.STORE)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(lambda name: _fetch(store, name), wanted))
    except PlaceError as error:
        _failed_at = time.monotonic()
        log.warning("Faltan archivos que el depósito guarda: %s", error)


def _fetch(store: Bucket, name: str) -> None:
    try:
        content = store.read(f"{FOLDER}{name}")
    except FileNotFoundError:
        return
    if blobs.put(content, name.rpartition(".")[2]) != name:
        log.error("En el depósito hay un archivo que no es lo que dice su nombre.")
