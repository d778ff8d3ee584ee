"""The files that this room keeps."""

from collections.abc import Iterator

from conoceles.reports.models import Activity, Correspondence, Deliverable, DocumentTemplate, Issued, Meeting, Notice


def private() -> Iterator[str]:
    """Yield the papers of letters, notices, deliverables and meetings, photographs of activities, what was issued."""
    kept = (
        (Correspondence, "file"),
        (Deliverable, "file"),
        (Meeting, "minutes"),
        (DocumentTemplate, "file"),
        (Notice, "scan"),
    )
    for model, name in kept:
        yield from model.objects.exclude(**{name: ""}).values_list(name, flat=True)
    for photos in Activity.objects.exclude(photos=[]).values_list("photos", flat=True):
        yield from photos
    for files in Issued.objects.values_list("docx", "pdf", "xlsx"):
        yield from filter(None, files)


def public() -> Iterator[str]:
    """Yield none."""
    yield from ()
