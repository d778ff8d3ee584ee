"""The works of this room: who may enter them, and how menus show them."""

from conoceles.elections.access import Place, Work
from conoceles.elections.models import Election, Role
from conoceles.profiles.models import ReserveRequest, Review


def _waiting(election: Election) -> int:
    return Review.objects.waiting().filter(election=election, confidential=False).count()


def _identities_waiting(election: Election) -> int:
    return Review.objects.waiting().filter(election=election, confidential=True).count()


def _reserves_waiting(election: Election) -> int:
    return ReserveRequest.objects.waiting().filter(candidacy__election=election).count()


REVIEW = Work("review_queue", "Revisión", "leer, observar, validar", (Role.REVIEWER,), order=30, waiting=_waiting)
IDENTITY_REVIEW = Work(
    "identity_queue",
    "Revisión de identidad",
    "confidencial",
    (Role.EQUALITY,),
    coordination=False,
    order=40,
    waiting=_identities_waiting,
)
IDENTITY = Work("identity", "Identidad", "confidencial", (Role.EQUALITY,), coordination=False, order=80)
GROUPS = Work("groups", "Acción afirmativa", "avisos y reservas", (Role.EQUALITY,), order=85, waiting=_reserves_waiting)
PAPER_CONSENTS = Work("scans", "Consentimientos en papel", "firmados", (Role.EQUALITY, Role.LIAISON), order=150)
SCHEDULE = Work(
    "publish_schedule", "Publicación programada", place=Place.TOOLS, order=20, panel="review/_schedule.html"
)
WORKS = (REVIEW, IDENTITY_REVIEW, IDENTITY, GROUPS, PAPER_CONSENTS, SCHEDULE)
