"""What time causes in this room."""

from datetime import datetime

from conoceles.review import parking


def every_minute(at: datetime) -> list[str]:
    """Do the decisions that cannot be undone any more, and say how many; [] for none."""
    done = len(parking.settle(at))
    return [f"Decisiones de revisión hechas: {done}."] if done else []
