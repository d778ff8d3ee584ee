"""What time causes in this room."""

from datetime import datetime

from conoceles.capture.party import finishing
from conoceles.capture.practice import throw_away_old

# Acts on many of this room, which the clock goes on with.
ACTS_ON_MANY = (finishing.DELIVER, finishing.VALIDATE)


def once_a_day(at: datetime) -> list[str]:
    """Throw away the practices of more than a week ago, and say how many."""
    return [f"Prácticas tiradas: {throw_away_old()}."]
