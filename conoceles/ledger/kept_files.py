"""The files that this room keeps."""

from collections.abc import Iterator

from conoceles.ledger.models import Body
from conoceles.lib.blobs import NAME


def private() -> Iterator[str]:
    """Yield none."""
    yield from ()


def public() -> Iterator[str]:
    """Yield what any document of the ledger names: the rest was redacted, or never public."""
    named = Body.objects.filter(edition__kind__in=("profile", "party", "institute"))
    for text in named.values_list("document", flat=True).iterator(chunk_size=2000):
        yield from NAME.findall(text)
