"""The works of this room: who may enter them, and how menus show them."""

from typing import Any

from django.db.models import QuerySet

from conoceles.elections.access import STAFF, Group, Place, Press, Work
from conoceles.elections.letter_jobs import letterless, outside, to_open
from conoceles.elections.models import Election, Job, Prepared, Role
from conoceles.elections.waiting import counted


def _prepared(election: Election) -> "QuerySet[Prepared]":
    return counted(Prepared.objects.waiting().of_election(election), since="at")


def _running(election: Election) -> "QuerySet[Job]":
    return counted(Job.objects.running().filter(election=election), since="at")


def _letterless(election: Election) -> "list[QuerySet[Any]]":
    """Count the candidacies without an account, and the accounts that nobody entered and no letter opens."""
    return [counted(to_open(election)), counted(letterless(outside(election)))]


INSTALLATION = Work("institute_new", "Institutos y elecciones", everywhere=True, place=Place.NOWHERE)
ELECTION = Work("election", "Registro", roles=tuple(STAFF), place=Place.NOWHERE)
CALENDAR = Work("election_edit", "Elección y calendario", place=Place.TOOLS, order=40)
CATALOGUES = Work("rows", "Catálogos", roles=(Role.REGISTER,), place=Place.NOWHERE)
ACCOUNTS = Work(
    "accounts",
    "Cuentas y cartas",
    "abrir, entregar, reponer",
    (Role.LIAISON, Role.REGISTER),
    order=10,
    waiting=_letterless,
    asks=("cuenta sin carta", "cuentas sin carta"),
    press=Press("Hacer sus cartas", "letters", "?all=1", only=(Role.LIAISON,)),
)
TEXTS = Work("texts", "Textos del sitio", "páginas y enlaces", (Role.COMMUNICATION,), group=Group.SITE, order=100)
LOOK = Work(
    "look", "Aspecto del sitio", "colores y logotipo", (Role.COMMUNICATION, Role.SYSTEMS), group=Group.SITE, order=105
)
EXTENSIONS = Work("extensions", "Prórrogas", "más tiempo, con motivo", group=Group.ANSWERS, order=180)
PEOPLE = Work("people", "Personal", "quién hace qué", group=Group.HOUSE, order=190)
PREPARED = Work(
    "prepared",
    "Actos de dos personas",
    "liberar lo que otra preparó",
    (Role.LIAISON, Role.COMMISSION),
    group=Group.HOUSE,
    order=5,
    waiting=_prepared,
    asks=("acto de dos personas por liberar", "actos de dos personas por liberar"),
    press=Press("Liberar o desechar"),
)
JOBS = Work(
    "jobs",
    "Trabajos en conjunto",
    "lo que se pidió para muchas, y sus PDF",
    tuple(STAFF),
    group=Group.HOUSE,
    order=198,
    waiting=_running,
    asks=("trabajo en conjunto en curso", "trabajos en conjunto en curso"),
    press=Press("Ver en qué van"),
)
AUDIT = Work("audit", "Auditoría", "quién hizo qué", (Role.COMMISSION,), group=Group.HOUSE, order=200)
WORKS = (
    INSTALLATION,
    ELECTION,
    CALENDAR,
    CATALOGUES,
    ACCOUNTS,
    TEXTS,
    LOOK,
    EXTENSIONS,
    PEOPLE,
    PREPARED,
    JOBS,
    AUDIT,
)
