"""The files that this room keeps."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from conoceles.capture.models import BulkUpload
from conoceles.profiles.files import names


def private() -> Iterator[str]:
    """Yield the spreadsheets that wait to be applied, and their photographs, for a month."""
    month = timezone.now() - timedelta(days=30)
    for blob, photos in BulkUpload.objects.filter(at__gt=month).values_list("blob", "photos"):
        yield blob
        for _key, value, _note in photos:
            yield from names(value)


def public() -> Iterator[str]:
    """Yield none."""
    yield from ()
