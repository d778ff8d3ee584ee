"""What time causes in this room."""

from datetime import datetime

from conoceles.capture.practice import throw_away_old


def once_a_day(at: datetime) -> list[str]:
    """Throw away the practices of more than a week ago, and say how many."""
    return [f"Prácticas tiradas: {throw_away_old()}."]
