"""The works of this room: who may enter them, and how menus show them."""

from conoceles.capture.models import HelpRequest
from conoceles.elections.access import STAFF, Place, Work
from conoceles.elections.models import Election, Role
from conoceles.profiles.models import Petition


def _petitions(election: Election) -> int:
    return Petition.objects.filter(commitment__election=election, attended_at__isnull=True).count()


def _asked(election: Election) -> int:
    return HelpRequest.objects.filter(election=election, audience=Role.HELP_DESK, answered_at__isnull=True).count()


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
WORKS = (PROGRESS, NOTICES, HELP_DESK, IDENTITY_TOTALS, RUBRIC, COMMITMENTS, ARCHIVE, SHEET, BOUNCED, REDACTIONS)
