"""The files that this room keeps."""

from collections.abc import Iterator

from conoceles.lists.models import ListUpload, PlaceFile


def private() -> Iterator[str]:
    """Yield the lists that were sent, what they would do, and the rows of files of places."""
    for blob, report in ListUpload.objects.values_list("blob", "report"):
        yield blob
        yield report
    yield from PlaceFile.objects.values_list("blob", flat=True)


def public() -> Iterator[str]:
    """Yield nothing."""
    yield from ()
