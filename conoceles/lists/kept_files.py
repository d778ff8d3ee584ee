"""The files that this room keeps."""

from collections.abc import Iterator

from conoceles.lists.models import ListFormat, ListUpload, PlaceFile


def private() -> Iterator[str]:
    """Yield the lists that were sent, what they would do, and the rows of files of places."""
    for blobs in ListUpload.objects.values_list("blob", "report", "undo"):
        yield from filter(None, blobs)
    yield from ListFormat.objects.exclude(sample="").values_list("sample", flat=True)
    yield from PlaceFile.objects.values_list("blob", flat=True)


def public() -> Iterator[str]:
    """Yield nothing."""
    yield from ()
