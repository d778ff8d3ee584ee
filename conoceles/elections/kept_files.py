"""The files that this room keeps."""

from collections.abc import Iterator

from conoceles.elections.models import Agreement, Institute, Job, Party, Recording


def private() -> Iterator[str]:
    """Yield the agreements, and the papers of acts on many."""
    for papers in Job.objects.exclude(papers=[]).values_list("papers", flat=True):
        yield from (blob for _name, blob in papers)
    yield from Agreement.objects.exclude(file="").values_list("file", flat=True)


def public() -> Iterator[str]:
    """Yield emblems, logos and recordings."""
    yield from Party.objects.exclude(emblem="").values_list("emblem", flat=True)
    yield from Recording.objects.values_list("sound", flat=True)
    yield from Institute.objects.exclude(logo="").values_list("logo", flat=True)
