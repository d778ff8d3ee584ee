"""What time causes in this room."""

from datetime import datetime

from conoceles.elections import asking, jobs, links, roots


def every_minute(at: datetime) -> list[str]:
    """Note who was asked to answer since: their letters were received, or their accounts used; go on with acts on
    many that a stopped process left."""
    asked = asking.follow_deliveries()
    said = [f"Se anotó que a {asked} candidaturas se les pidió responder."] if asked else []
    return said + jobs.go_on(at)


def once_a_day(at: datetime) -> list[str]:
    """Send the root of the ledger to the coordination; look at the links of the elections whose turn it is, and say how
    many do not answer."""
    told = roots.tell(at)
    said = [f"La raíz del registro público se envió a {told} personas."] if told else []
    return said + [
        f"Enlaces de {election.slug} sin responder: {len(links.check(election))}." for election in links.due(at)
    ]
