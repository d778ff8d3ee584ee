"""The files that this room keeps."""

from collections.abc import Iterator

from conoceles.lists.models import ListUpload


def private() -> Iterator[str]:
    """Yield the lists that were sent, and what they would do."""
    for blob, report in ListUpload.objects.values_list("blob", "report"):
        yield blob
        yield report


def public() -> Iterator[str]:
    """Yield nothing."""
    yield from ()
