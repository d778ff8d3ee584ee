"""The works of this room: who may enter them, and how menus show them."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from conoceles.elections.access import Group, Place, Press, Work
from conoceles.elections.models import Election, Role
from conoceles.elections.waiting import counted
from conoceles.profiles.models import ReserveRequest, Review
from conoceles.review.queue import OLD


def _reviews(election: Election, confidential: bool) -> "QuerySet[Review]":
    rows = Review.objects.waiting().filter(election=election, confidential=confidential)
    return counted(rows, since="waiting_since", late=Q(waiting_since__lt=timezone.now() - OLD))


def _reserves(election: Election) -> "QuerySet[ReserveRequest]":
    return counted(ReserveRequest.objects.waiting().filter(candidacy__election=election), since="asked_at")


REVIEW = Work(
    "review_queue",
    "Revisión",
    "leer, observar, validar",
    (Role.REVIEWER,),
    group=Group.ANSWERS,
    order=30,
    waiting=lambda election: _reviews(election, confidential=False),
    asks=("perfil por revisar", "perfiles por revisar"),
    press=Press("Revisar la siguiente", "review_next", acts=True),
)
IDENTITY_REVIEW = Work(
    "identity_queue",
    "Revisión de identidad",
    "confidencial",
    (Role.EQUALITY,),
    coordination=False,
    group=Group.ANSWERS,
    order=40,
    waiting=lambda election: _reviews(election, confidential=True),
    asks=("perfil de identidad por revisar", "perfiles de identidad por revisar"),
    press=Press("Revisar la siguiente", "identity_next", acts=True),
)
IDENTITY = Work(
    "identity", "Identidad", "confidencial", (Role.EQUALITY,), coordination=False, group=Group.ANSWERS, order=80
)
GROUPS = Work(
    "groups",
    "Acción afirmativa",
    "avisos y reservas",
    (Role.EQUALITY,),
    order=85,
    waiting=_reserves,
    asks=("reserva pedida por resolver", "reservas pedidas por resolver"),
    press=Press("Resolver"),
)
PAPER_CONSENTS = Work(
    "scans", "Consentimientos en papel", "firmados", (Role.EQUALITY, Role.LIAISON), group=Group.ANSWERS, order=150
)
SCHEDULE = Work(
    "publish_schedule", "Publicación programada", place=Place.TOOLS, order=20, panel="review/_schedule.html"
)
WORKS = (REVIEW, IDENTITY_REVIEW, IDENTITY, GROUPS, PAPER_CONSENTS, SCHEDULE)
