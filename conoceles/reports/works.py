"""The works of this room: who may enter them, and how menus show them."""

from datetime import timedelta

from django.utils import timezone

from conoceles.capture.models import HelpRequest
from conoceles.elections.access import STAFF, Place, Work
from conoceles.elections.models import Election, Role
from conoceles.profiles.models import Petition
from conoceles.reports.models import Activity, Correspondence, Deliverable


def _petitions(election: Election) -> int:
    return Petition.objects.filter(commitment__election=election, attended_at__isnull=True).count()


def _asked(election: Election) -> int:
    return HelpRequest.objects.filter(election=election, audience=Role.HELP_DESK, answered_at__isnull=True).count()


def _owed(election: Election) -> int:
    """Return how many deliverables are late, or are due within a week."""
    today = timezone.localdate()
    rows = Deliverable.objects.of_election(election)
    return rows.overdue(today).count() + rows.upcoming(today, today + timedelta(days=7)).count()


def _papers(election: Election) -> int:
    """Return how many letters wait for an answer, and how many activities for a nod."""
    letters = Correspondence.objects.of_election(election).waiting().count()
    return letters + Activity.objects.of_election(election).proposed().count()


PROGRESS = Work("progress", "Avance", "por partido y contienda", tuple(STAFF), order=20)
NOTICES = Work("notices", "Avisos", "a quien falta", (Role.LIAISON,), order=50)
HELP_DESK = Work(
    "helpdesk",
    "Mesa de ayuda",
    "dudas, llamadas, invitaciones",
    (Role.HELP_DESK, Role.EQUALITY),
    order=70,
    waiting=_asked,
)
IDENTITY_TOTALS = Work(
    "identity_totals", "Identidad: estadística", "solo agregados", (Role.EQUALITY, Role.COMMISSION), order=90
)
REDACTIONS = Work(
    "redactions", "Supresiones", "qué se borró y hasta cuándo queda", (Role.COMMISSION, Role.SYSTEMS), order=195
)
RUBRIC = Work("rubric", "Método cualitativo", "totales", (Role.REVIEWER, Role.COMMISSION, Role.LIAISON), order=110)
COMMITMENTS = Work(
    "commitment_desk", "Compromisos", "catálogo y peticiones", (Role.LIAISON,), order=120, waiting=_petitions
)
ARCHIVE = Work("archive", "Expedientes", "fichas y consentimientos, en ZIP", (Role.LIAISON,), order=130)
SHEET = Work("sheet", "Ficha en PDF", roles=(Role.REVIEWER, Role.LIAISON), place=Place.CANDIDACY, order=10)
BOUNCED = Work("bounced", "Correo devuelto", "lo que no llegó", (Role.LIAISON, Role.HELP_DESK), order=140)
DELIVERABLES = Work(
    "deliverables",
    "Entregables al INE",
    "qué vence, con qué oficio se remitió",
    (Role.LIAISON, Role.COMMISSION),
    order=30,
    waiting=_owed,
)
PAPERS = Work(
    "papers",
    "Actividades, oficios y sesiones",
    "lo que después se informa",
    (Role.LIAISON, Role.COMMUNICATION, Role.COMMISSION),
    order=35,
    arguments=("actividades",),
    waiting=_papers,
)
DOCUMENTS = Work(
    "documents",
    "Documentos e informes",
    "mensual, parcial, final y los demás",
    (Role.LIAISON, Role.COMMISSION),
    order=40,
)
WORKS = (
    PROGRESS,
    DELIVERABLES,
    PAPERS,
    DOCUMENTS,
    NOTICES,
    HELP_DESK,
    IDENTITY_TOTALS,
    RUBRIC,
    COMMITMENTS,
    ARCHIVE,
    SHEET,
    BOUNCED,
    REDACTIONS,
)
