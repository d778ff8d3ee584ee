"""What time causes in this room."""

from datetime import datetime

from django.utils import timezone

from conoceles.elections import asking, grants, jobs, letter_jobs, links, roots

# Acts on many of this room, which the clock goes on with.
ACTS_ON_MANY = (letter_jobs.LETTERS, letter_jobs.CODES)


def every_minute(at: datetime) -> list[str]:
    """Note who was asked to answer since: their letters were received, or their accounts used; go on with acts on
    many that a stopped process left; end the roles whose last day has passed."""
    asked = asking.follow_deliveries()
    said = [f"Se anotó que a {asked} candidaturas se les pidió responder."] if asked else []
    if over := grants.end_those_over(timezone.localdate(at)):
        said.append(f"Terminó el plazo de {over} funciones.")
    return said + jobs.go_on(at)


def once_a_day(at: datetime) -> list[str]:
    """Send the root of the ledger to the coordination; look at the links of the elections whose turn it is, and say how
    many do not answer."""
    told = roots.tell(at)
    said = [f"La raíz del registro público se envió a {told} personas."] if told else []
    return said + [
        f"Enlaces de {election.slug} sin responder: {len(links.check(election))}." for election in links.due(at)
    ]
