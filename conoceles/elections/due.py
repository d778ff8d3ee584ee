"""What time causes in this room."""

from datetime import datetime

from conoceles.elections import asking, links


def every_minute(at: datetime) -> list[str]:
    """Note who was asked to answer since: their letters were received, or their accounts used."""
    asked = asking.follow_deliveries()
    return [f"Se anotó que a {asked} candidaturas se les pidió responder."] if asked else []


def once_a_day(at: datetime) -> list[str]:
    """Look at the links of the elections whose turn it is, and say how many do not answer."""
    return [f"Enlaces de {election.slug} sin responder: {len(links.check(election))}." for election in links.due(at)]
