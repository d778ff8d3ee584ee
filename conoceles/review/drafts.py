"""Drafts: what a reviewer writes is kept until the review is decided, whatever happens to her page."""

from collections.abc import Mapping
from datetime import datetime

from conoceles.profiles.models import Review
from conoceles.review.models import Draft

WRITTEN = ("ground-", "comment-", "rubric")
# Of a comment, as many characters as the page reads.
LONGEST = 8000


def keep(review: Review, form: Mapping[str, str], by: str, at: datetime) -> None:
    """Keep what a form says, or nothing where nothing is written in it."""
    fields = written(form)
    if fields:
        Draft.objects.update_or_create(review=review, by=by, defaults={"fields": fields, "at": at})
    else:
        Draft.objects.filter(review=review, by=by).delete()


def written(form: Mapping[str, str]) -> dict[str, str]:
    """Return what a form says of what is kept, {} where nothing is written in it."""
    fields = {name: value[:LONGEST] for name, value in form.items() if name.startswith(WRITTEN) and value.strip()}
    return fields | {"days": form.get("days", "")[:3]} if fields else {}


def kept(review: Review, by: str) -> Draft | None:
    """Return what somebody was writing, if anything."""
    return Draft.objects.filter(review=review, by=by).first()


def forget(review: Review) -> None:
    """Drop whatever anybody was writing: the review was decided."""
    Draft.objects.filter(review=review).delete()
