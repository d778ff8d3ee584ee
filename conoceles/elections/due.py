"""What time causes in this room."""

from datetime import datetime

from conoceles.elections import links


def once_a_day(at: datetime) -> list[str]:
    """Look at the links of the elections whose turn it is, and say how many do not answer."""
    return [f"Enlaces de {election.slug} sin responder: {len(links.check(election))}." for election in links.due(at)]
