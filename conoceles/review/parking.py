"""A decision that can still be undone: it is kept for some seconds and then done, by whoever comes next or by the
clock."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from conoceles.elections.models import Election
from conoceles.profiles.models import Review
from conoceles.profiles.workflow import Hand, NotAllowed
from conoceles.review import deciding, drafts, queue, rubric
from conoceles.review.models import Parked
from conoceles.review.queue import Taken

UNDO = timedelta(seconds=15)
REFUSED = (Taken, deciding.Stale, NotAllowed, ValidationError)


def park(
    review: Review,
    seen: Mapping[int, int],
    notes: list[deciding.Note],
    form: Mapping[str, str],
    hand: Hand,
    until: datetime,
) -> Parked:
    """Keep a decision until it may not be undone any more, and return it. Raises what deciding would.

    Where the silence begins meanwhile it is done at once.
    """
    at = timezone.now()
    deciding.check(review, seen, notes, hand, at)
    ends = review.election.silence_starts
    due = at if at < ends <= at + UNDO else at + UNDO
    fields = drafts.written(form)
    values = {"seen": dict(seen), "fields": fields, "by": hand.by, "role": hand.role, "until": until, "due_at": due}
    parked, _made = Parked.objects.update_or_create(review=review, defaults=values)
    return parked


def undo(pk: int, election: Election, by: str, *, confidential: bool) -> Review | None:
    """Take back a decision that was not done yet, with what was written in it; None where it was done."""
    with transaction.atomic():
        rows = Parked.objects.filter(pk=pk, by=by, review__election=election, review__confidential=confidential)
        parked = rows.select_related("review").first()
        if parked is None or not Parked.objects.filter(pk=pk).delete()[0]:
            return None
        _back(parked)
    return parked.review


def last_of(election: Election, by: str, *, confidential: bool) -> Parked | None:
    """Return the last decision of an account that can still be undone."""
    rows = Parked.objects.filter(review__election=election, review__confidential=confidential, by=by)
    rows = rows.filter(due_at__gt=timezone.now())
    return rows.select_related("review__profile__candidacy__person").order_by("-due_at", "-pk").first()


def settle(at: datetime | None = None) -> int:
    """Do the decisions whose time to be undone is over, and return how many were done.

    One that cannot be done any more comes back to whoever decided it, with what was written.
    """
    done = 0
    due = Parked.objects.filter(due_at__lte=at or timezone.now()).select_related("review__profile__candidacy")
    for parked in due.order_by("due_at", "pk"):
        try:
            with transaction.atomic():
                # Of two who come at once one does it.
                if not Parked.objects.filter(pk=parked.pk).delete()[0]:
                    continue
                _do(parked)
                done += 1
        except REFUSED:
            with transaction.atomic():
                if Parked.objects.filter(pk=parked.pk).delete()[0]:
                    _back(parked)
    return done


def _do(parked: Parked) -> None:
    hand = Hand(parked.by, parked.role)
    seen = {int(section): submission for section, submission in parked.seen.items()}
    notes = [
        deciding.Note(name.removeprefix("ground-"), ground, parked.fields[f"comment-{name.removeprefix('ground-')}"])
        for name, ground in parked.fields.items()
        if name.startswith("ground-")
    ]
    deciding.decide(parked.review, seen, notes, hand, parked.until)
    if not parked.review.confidential:
        rubric.mark(parked.review.profile, parked.fields, hand)


def _back(parked: Parked) -> None:
    drafts.keep(parked.review, parked.fields, parked.by, timezone.now())
    try:
        queue.claim(parked.review, parked.by, timezone.now())
    except Taken:
        return
