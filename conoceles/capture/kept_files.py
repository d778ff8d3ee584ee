"""The files that this room keeps."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from conoceles.capture.models import BulkUpload


def private() -> Iterator[str]:
    """Yield the spreadsheets that wait to be applied, for a month."""
    month = timezone.now() - timedelta(days=30)
    yield from BulkUpload.objects.filter(at__gt=month).values_list("blob", flat=True)


def public() -> Iterator[str]:
    """Yield none."""
    yield from ()
