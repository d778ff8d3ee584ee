"""The works of this room: who may enter them, and how menus show them."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from conoceles.capture.models import HelpInvitation, HelpRequest
from conoceles.elections.access import STAFF, Group, Place, Press, Work
from conoceles.elections.models import Election, Role
from conoceles.elections.waiting import Waiting, counted
from conoceles.ledger.models import Action, Edition
from conoceles.mail.models import Delivery
from conoceles.profiles.models import Petition
from conoceles.reports import notices
from conoceles.reports.models import Activity, Correspondence, Deliverable
from conoceles.reports.models.deliverable import DUE_ON, late, soon
from conoceles.reports.troubled import to_accounts_of

WEEK = timedelta(days=7)


def _petitions(election: Election) -> "QuerySet[Petition]":
    rows = Petition.objects.filter(commitment__election=election, attended_at__isnull=True)
    return counted(rows, since="received_at")


def _asked(election: Election) -> "list[QuerySet[Any]]":
    """Count what was asked of the help desk, and who lets it into her screen now."""
    rows = HelpRequest.objects.filter(election=election, audience=Role.HELP_DESK, answered_at__isnull=True)
    doors = HelpInvitation.objects.standing().filter(profile__candidacy__election=election, entered_by="")
    return [counted(rows, since="asked_at"), counted(doors, since="invited_at")]


def _asked_equality(election: Election) -> "QuerySet[HelpRequest]":
    rows = HelpRequest.objects.filter(election=election, audience=Role.EQUALITY, answered_at__isnull=True)
    return counted(rows, since="asked_at")


def _owed(election: Election) -> "QuerySet[Deliverable]":
    """Count the deliverables that are late, or are due within a week."""
    today = timezone.localdate()
    rows = Deliverable.objects.of_election(election).unsent().filter(late(today) | soon(today, today + WEEK))
    return counted(rows, until=DUE_ON, late=late(today))


def _letters(election: Election) -> "QuerySet[Correspondence]":
    """Count the letters that wait for an answer by a day."""
    rows = Correspondence.objects.of_election(election).waiting()
    return counted(rows, until="due_on", late=Q(due_on__lt=timezone.localdate()))


def _nods(election: Election) -> "QuerySet[Activity]":
    return counted(Activity.objects.of_election(election).proposed())


def _bounced(election: Election) -> "QuerySet[Delivery]":
    return counted(to_accounts_of(election))


def _redacted(election: Election) -> "QuerySet[Edition]":
    """Count what was redacted this week: mirrors and backups that the program cannot reach may still hold it."""
    rows = Edition.objects.filter(election=election.slug, action=Action.REDACT, at__gt=timezone.now() - WEEK)
    return counted(rows, since="at")


def _reminders(election: Election) -> Waiting:
    """Return how many candidacies that still miss something are to be reminded by today."""
    return Waiting(len(notices.due(election, timezone.localdate())))


FIND = Work(
    "find",
    "Buscar una candidatura",
    "su cuenta, lo que le falta, sus avisos",
    (Role.HELP_DESK, Role.LIAISON, Role.REGISTER, Role.EQUALITY, Role.REVIEWER, Role.COMMISSION),
    order=3,
)
PROGRESS = Work("progress", "Avance", "por partido y contienda", tuple(STAFF), group=Group.ANSWERS, order=20)
NOTICES = Work(
    "notices",
    "Avisos",
    "a quien falta",
    (Role.LIAISON,),
    order=50,
    waiting=_reminders,
    asks=("candidatura por recordar hoy", "candidaturas por recordar hoy"),
    press=Press("Avisarles", "notify", "?all=1&aviso=recordar"),
)
HELP_DESK = Work(
    "helpdesk",
    "Mesa de ayuda",
    "dudas, llamadas, invitaciones",
    (Role.HELP_DESK,),
    order=70,
    waiting=_asked,
    asks=("duda o invitación sin atender", "dudas o invitaciones sin atender"),
    press=Press("Atender"),
)
GUIDANCE = Work(
    "guidance_desk",
    "Dudas de identidad",
    "orientación, confidencial",
    (Role.EQUALITY,),
    coordination=False,
    order=71,
    waiting=_asked_equality,
    asks=("duda de identidad sin respuesta", "dudas de identidad sin respuesta"),
    press=Press("Contestar"),
)
IDENTITY_TOTALS = Work(
    "identity_totals",
    "Identidad: estadística",
    "solo agregados",
    (Role.EQUALITY, Role.COMMISSION),
    group=Group.ANSWERS,
    order=90,
)
REDACTIONS = Work(
    "redactions",
    "Supresiones",
    "qué se borró y hasta cuándo queda",
    (Role.COMMISSION, Role.SYSTEMS),
    group=Group.SITE,
    order=195,
    waiting=_redacted,
    asks=("supresión de esta semana por purgar", "supresiones de esta semana por purgar"),
    press=Press("Ver qué purgar"),
)
RUBRIC = Work(
    "rubric",
    "Método cualitativo",
    "totales",
    (Role.REVIEWER, Role.COMMISSION, Role.LIAISON),
    group=Group.ANSWERS,
    order=110,
)
COMMITMENTS = Work(
    "commitment_desk",
    "Compromisos",
    "catálogo y peticiones",
    (Role.LIAISON,),
    order=120,
    waiting=_petitions,
    asks=("petición de partido por atender", "peticiones de partidos por atender"),
    press=Press("Atenderla", query="#peticiones"),
)
ARCHIVE = Work(
    "archive", "Expedientes", "fichas y consentimientos, en ZIP", (Role.LIAISON,), group=Group.YEAR, order=130
)
SHEET = Work("sheet", "Ficha en PDF", roles=(Role.REVIEWER, Role.LIAISON), place=Place.CANDIDACY, order=10)
BOUNCED = Work(
    "bounced",
    "Correo devuelto",
    "lo que no llegó",
    (Role.LIAISON, Role.HELP_DESK),
    order=140,
    waiting=_bounced,
    asks=("correo que no llegó", "correos que no llegaron"),
    press=Press("Corregir"),
)
DELIVERABLES = Work(
    "deliverables",
    "Entregables al INE",
    "qué vence, con qué oficio se remitió",
    (Role.LIAISON, Role.COMMISSION),
    group=Group.YEAR,
    order=30,
    waiting=_owed,
    asks=("entregable al INE vencido o de esta semana", "entregables al INE vencidos o de esta semana"),
    press=Press("Abrir entregables"),
)
PAPERS = Work(
    "papers",
    "Actividades y sesiones",
    "lo que después se informa",
    (Role.LIAISON, Role.COMMUNICATION, Role.COMMISSION),
    group=Group.YEAR,
    order=35,
    arguments=("actividades",),
    waiting=_nods,
    asks=("actividad espera su visto bueno", "actividades esperan su visto bueno"),
    press=Press("Dar el visto bueno"),
)
LETTERS = Work(
    "correspondence",
    "Oficios",
    "recibidos y enviados",
    (Role.LIAISON, Role.COMMISSION),
    group=Group.YEAR,
    order=37,
    waiting=_letters,
    asks=("oficio por responder", "oficios por responder"),
    press=Press("Abrir oficios"),
)
DOCUMENTS = Work(
    "documents",
    "Documentos e informes",
    "mensual, parcial, final y los demás",
    (Role.LIAISON, Role.COMMISSION),
    group=Group.YEAR,
    order=40,
)
EVERYTHING = Work(
    "take_everything", "Llevarse todo", "registro, respuestas, informes y archivos", group=Group.YEAR, order=205
)
IDENTITY_AWAY = Work(
    "take_identity",
    "Llevarse identidad",
    "las respuestas, aparte",
    (Role.EQUALITY,),
    coordination=False,
    group=Group.YEAR,
    order=206,
)
WORKS = (
    EVERYTHING,
    IDENTITY_AWAY,
    FIND,
    PROGRESS,
    DELIVERABLES,
    PAPERS,
    LETTERS,
    DOCUMENTS,
    NOTICES,
    HELP_DESK,
    GUIDANCE,
    IDENTITY_TOTALS,
    RUBRIC,
    COMMITMENTS,
    ARCHIVE,
    SHEET,
    BOUNCED,
    REDACTIONS,
)
