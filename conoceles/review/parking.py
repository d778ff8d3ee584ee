"""A decision that can still be undone: it is kept for some seconds and then done, by the page, by whoever comes next or
by the clock."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from conoceles.elections.models import Election
from conoceles.profiles.models import Review
from conoceles.profiles.workflow import Hand, NotAllowed
from conoceles.review import deciding, drafts, queue, rubric
from conoceles.review.models import Parked
from conoceles.review.queue import Taken

UNDO = timedelta(seconds=15)
# The clock may take so long to come by: nobody's decision falls into the silence meanwhile.
MARGIN = timedelta(minutes=3)
REFUSED = (Taken, deciding.Stale, NotAllowed, ValidationError)
BROKEN = "Hubo un error del programa: ábrala y decida otra vez."
log = logging.getLogger(__name__)


def park(
    review: Review,
    seen: Mapping[int, int],
    notes: list[deciding.Note],
    form: Mapping[str, str],
    hand: Hand,
    until: datetime,
) -> Parked:
    """Keep a decision until it may not be undone any more, and return it. Raises what deciding would.

    Where the silence is about to begin it is due at once.
    """
    at = timezone.now()
    deciding.check(review, seen, notes, hand, at)
    ends = review.election.silence_starts
    values = {
        "seen": dict(seen),
        "notes": [[one.question, one.ground, one.comment] for one in notes],
        "fields": drafts.written(form),
        "by": hand.by,
        "role": hand.role,
        "until": until,
        "due_at": at if at < ends <= at + UNDO + MARGIN else at + UNDO,
        "refused": "",
    }
    parked, _made = Parked.objects.update_or_create(review=review, defaults=values)
    return parked


def undo(pk: int, election: Election, by: str, *, confidential: bool) -> Review | None:
    """Take back a decision that was not done, and return its review with what was written in it; None where it was
    done."""
    with transaction.atomic():
        rows = Parked.objects.filter(pk=pk, by=by, review__election=election, review__confidential=confidential)
        parked = rows.select_related("review").first()
        if parked is None or not Parked.objects.filter(pk=pk).delete()[0]:
            return None
        drafts.keep(parked.review, parked.fields, parked.by, timezone.now())
        try:
            queue.claim(parked.review, parked.by, timezone.now())
        except Taken:
            # Somebody else has it by now: it is only read.
            return parked.review
    return parked.review


def told_to(election: Election, by: str, *, confidential: bool) -> list[Parked]:
    """Return what an account is told of her decisions: those that could not be done, and the last that can still be
    undone."""
    rows = Parked.objects.filter(review__election=election, review__confidential=confidential, by=by)
    found = list(rows.select_related("review__profile__candidacy__person").order_by("-due_at", "-pk"))
    now = timezone.now()
    waiting = [one for one in found if not one.refused and one.due_at > now]
    return [*waiting[:1], *(one for one in found if one.refused)]


def settle(at: datetime | None = None) -> list[int]:
    """Do the decisions whose time to be undone is over, and return which were done.

    One that cannot be done any more stays, with why, before whoever decided it: none keeps another from it.
    """
    due = Parked.objects.filter(due_at__lte=at or timezone.now(), refused="").order_by("due_at", "pk")
    done = []
    for parked in due.select_related("review__profile__candidacy"):
        try:
            with transaction.atomic():
                # Of two who come at once one does it.
                if Parked.objects.filter(pk=parked.pk, refused="").delete()[0]:
                    _do(parked)
                    done.append(parked.pk)
        except REFUSED as error:
            why = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            Parked.objects.filter(pk=parked.pk).update(refused=why[:400])
        except (OSError, DatabaseError):
            # A disk, or a database that is busy: the next who comes tries again.
            log.exception("A decision of review could not be done yet.")
        except (ValueError, LookupError):
            log.exception("A decision of review could not be done.")
            Parked.objects.filter(pk=parked.pk).update(refused=BROKEN)
    return done


def _do(parked: Parked) -> None:
    hand, review = Hand(parked.by, parked.role), parked.review
    seen = {int(section): submission for section, submission in parked.seen.items()}
    deciding.decide(review, seen, [deciding.Note(*note) for note in parked.notes], hand, parked.until)
    if not review.confidential:
        rubric.mark(review.profile, parked.fields, hand)
    drafts.forget(review)
