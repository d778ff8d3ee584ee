"""What time causes in this room."""

from datetime import datetime

from conoceles.lists.uploads import throw_away_old


def once_a_day(at: datetime) -> list[str]:
    """Forget the lists that were sent more than a week ago, and say how many."""
    return [f"Listas recibidas que se olvidan: {throw_away_old(at)}."]
