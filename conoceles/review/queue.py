"""The queue: what waits for review, who has it, and which comes next. Nobody reviews what another has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils.http import urlencode

from conoceles.elections.models import Election
from conoceles.profiles.models import Review
from conoceles.profiles.models.review import ReviewQuerySet

CLAIM = timedelta(minutes=30)
# What was set aside, to be approved with others, is kept for the working day.
ASIDE = timedelta(hours=10)
# What another person observed is left to her for a day; then it is anybody's.
RETURNED = timedelta(days=1)
OLD = timedelta(days=2)


class Taken(LookupError):
    """Somebody else has it, or it does not wait any more; its text is a Spanish sentence."""


@dataclass(frozen=True)
class Wanted:
    """What to see of the queue: '' for everything. `age` is "old" for what has waited two days; `whose` "mine", "back"
    or "aside"."""

    contest: str = ""
    party: str = ""
    flag: str = ""
    age: str = ""
    whose: str = ""

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Return it as the fields of a form, without those that ask for nothing."""
        names = {
            "contienda": self.contest,
            "partido": self.party,
            "aviso": self.flag,
            "espera": self.age,
            "de": self.whose,
        }
        return [(name, value) for name, value in names.items() if value]

    @property
    def query(self) -> str:
        """Return it as the query of an address, without the question mark."""
        return urlencode(self.fields)

    @property
    def asks(self) -> str:
        """Return it as the end of an address, with the question mark; '' for everything."""
        return f"?{self.query}" if self.query else ""


def undecided(election: Election, confidential: bool) -> ReviewQuerySet:
    """Return what waits and nobody decided yet: a decision that can still be undone is one."""
    rows: ReviewQuerySet = Review.objects.waiting().filter(election=election, confidential=confidential)
    return rows.filter(Q(parked__isnull=True) | ~Q(parked__refused=""))


def waiting(election: Election, wanted: Wanted, by: str, at: datetime, *, confidential: bool = False) -> ReviewQuerySet:
    """Return what waits, as wanted, the longest first."""
    rows = undecided(election, confidential)
    if wanted.contest:
        rows = rows.filter(profile__candidacy__ticket__contest__key=wanted.contest)
    if wanted.party:
        rows = rows.filter(profile__candidacy__ticket__party__key=wanted.party)
    if wanted.flag == "none":
        rows = rows.filter(flags=[])
    elif wanted.flag:
        rows = rows.filter(profile__flags__kind=wanted.flag, profile__flags__dismissed_at__isnull=True).distinct()
    if wanted.age == "old":
        rows = rows.filter(waiting_since__lt=at - OLD)
    if wanted.whose == "mine":
        rows = rows.filter(claimed_by=by, claimed_until__gt=at)
    elif wanted.whose == "back":
        rows = rows.filter(reviewer=by, rounds__gt=0)
    elif wanted.whose == "aside":
        rows = rows.filter(claimed_by=by, claimed_until__gt=at).exclude(aside=[])
    return rows.order_by("waiting_since", "pk")


def counts(election: Election, by: str, at: datetime, *, confidential: bool = False) -> dict[str, int]:
    """Return how many wait, how many others have, how many are mine, came back to me, were set aside by me and are
    old."""
    rows = undecided(election, confidential)
    held = Q(claimed_by=by, claimed_until__gt=at)
    return rows.aggregate(
        total=Count("pk"),
        others=Count("pk", filter=Q(claimed_until__gt=at) & ~Q(claimed_by=by)),
        mine=Count("pk", filter=held & Q(aside=[])),
        back=Count("pk", filter=Q(reviewer=by, rounds__gt=0)),
        aside=Count("pk", filter=held & ~Q(aside=[])),
        old=Count("pk", filter=Q(waiting_since__lt=at - OLD)),
    )


def claim(review: Review, by: str, at: datetime, span: timedelta = CLAIM) -> Review:
    """Take a review for half an hour, or longer what is held already, and return it. Raises Taken.

    One UPDATE decides, so that of two who press at once one has it.
    """
    rows = Review.objects.waiting().filter(pk=review.pk).free_for(by, at)
    # What another had set aside, and let expire, was not seen by whoever takes it now.
    rows.exclude(claimed_by=by).update(aside=[])
    if not rows.update(claimed_by=by, claimed_until=at + span):
        review.refresh_from_db()
        raise Taken(
            "Otra persona lo está revisando." if review.waiting_since else "Ya no espera revisión: alguien lo resolvió."
        )
    review.refresh_from_db()
    return review


def release(review: Review, by: str) -> None:
    """Give back what an account holds; what it does not hold is left alone."""
    Review.objects.filter(pk=review.pk, claimed_by=by).update(claimed_by="", claimed_until=None, aside=[])


def take_next(
    election: Election, wanted: Wanted, by: str, at: datetime, *, confidential: bool = False, after: int = 0
) -> Review | None:
    """Return the next review for an account, claimed; None when nothing is left for it.

    First what it holds already, then what it observed and came back, then whatever has waited longest.
    `after` is the one that was just seen and is not offered again.
    """
    rows = waiting(election, wanted, by, at, confidential=confidential).exclude(pk=after)
    rows = rows.exclude(~Q(aside=[]) & Q(claimed_until__gt=at))
    free = rows.free_for(by, at)
    others = Q(reviewer="") | Q(reviewer=by) | Q(rounds=0) | Q(waiting_since__lt=at - RETURNED)
    sources = (
        rows.filter(claimed_by=by, claimed_until__gt=at),
        free.filter(reviewer=by, rounds__gt=0),
        free.filter(others),
        free,
    )
    for source in sources:
        for review in source[:20]:
            try:
                return claim(review, by, at)
            except Taken:
                continue
    return None


def set_aside(review: Review, submissions: list[int], by: str, at: datetime) -> None:
    """Keep a review that had nothing to observe, with what was seen of it, to be approved with others. Raises Taken."""
    with transaction.atomic():
        claim(review, by, at, ASIDE)
        review.aside = submissions
        review.save(update_fields=["aside"])
