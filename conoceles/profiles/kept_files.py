"""The files that this room keeps."""

from collections.abc import Iterator

from conoceles.lib.blobs import NAME
from conoceles.profiles.models import Answer, Consent, Profile, Revision, Submission


def private() -> Iterator[str]:
    """Yield the files that an answer names, or named, and the papers that were signed, clean and as received."""
    texts = (
        Answer.objects.filter(value__contains='"').values_list("value", flat=True),
        Revision.objects.values_list("value", flat=True),
        Submission.objects.filter(sealed=False).values_list("content", flat=True),
    )
    for rows in texts:
        for text in rows.iterator(chunk_size=2000):
            yield from NAME.findall(text)
    for pair in Consent.objects.exclude(scan="").values_list("scan", "received"):
        yield from filter(None, pair)


def public() -> Iterator[str]:
    """Yield the photographs that lists brought, and nobody took off."""
    rows = Profile.objects.exclude(photo={}).values_list("photo", "list_hidden")
    for photo, hidden in rows.iterator(chunk_size=2000):
        yield from () if hidden else photo.values()
