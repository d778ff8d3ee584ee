"""Until when somebody has seen what others did in an election: pressed by whoever looked, never by looking."""

from datetime import datetime, timedelta

from django.utils import timezone

from conoceles.elections.models import Election, Seen

# Who never looked is told of the last day.
AT_FIRST = timedelta(days=1)
# Nobody reads a page that was made longer ago.
LONGEST = timedelta(days=30)


def seen_until(user: int | None, election: Election, now: datetime, scope: str = "") -> datetime:
    """Return the moment since when what changed in an election, or in what a party of it has, is news to an account."""
    seen = Seen.objects.filter(user=user, election=election, scope=scope).first()
    return seen.at if seen else now - AT_FIRST


def saw(user: int | None, election: Election, until: str, scope: str = "") -> None:
    """Keep that an account has seen what changed in an election until the moment of the page that it read."""
    now = timezone.now()
    try:
        at = min(max(datetime.fromisoformat(until), now - LONGEST), now)
    except (TypeError, ValueError):
        at = now
    if user is not None:
        Seen.objects.update_or_create(user_id=user, election=election, scope=scope, defaults={"at": at})
