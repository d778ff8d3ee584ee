"""The works of this room: who may enter them, and how menus show them."""

from typing import Any

from django.db.models import QuerySet

from conoceles.elections.access import Group, Place, Press, Work
from conoceles.elections.models import Candidacy, Election, Role
from conoceles.elections.waiting import counted
from conoceles.lists.models import Doubt, HeldRow


def _doubts(election: Election) -> list[QuerySet[Any]]:
    roles = Candidacy.objects.of_election(election).registered().unconfirmed()
    names = Doubt.objects.filter(candidacy__election=election, outcome="")
    held = HeldRow.objects.filter(election=election, outcome="")
    return [counted(roles), counted(names, since="found_at"), counted(held, since="found_at")]


START = Work("election_new", "Preparar una elección", everywhere=True, place=Place.INSTALLATION)
SET_UP = Work(
    "set_up",
    "Preparar la elección",
    roles=(Role.REGISTER,),
    place=Place.TOOLS,
    order=5,
    panel="lists/_set_up.html",
)
PLACES = Work("places", "Lugares", "municipios, distritos, secciones", (Role.REGISTER,), group=Group.SITE, order=150)
PARTIES = Work("parties", "Partidos y emblemas", "tabla y emblemas", (Role.REGISTER,), group=Group.SITE, order=155)
DELETE = Work("row_delete", "Borrar, con su motivo", roles=(Role.REGISTER,), place=Place.ROW)
PUBLISH = Work("publish", "Publicar la elección", place=Place.TOOLS, order=10, panel="lists/_publish.html")
IMPORT = Work("import", "Importar una lista", roles=(Role.REGISTER,), place=Place.TOOLS, order=30)
DOUBTS = Work(
    "doubts",
    "Dudas por resolver",
    roles=(Role.REGISTER,),
    place=Place.REGISTER,
    order=10,
    panel="lists/_doubts.html",
    waiting=_doubts,
    asks=("duda de las listas por resolver", "dudas de las listas por resolver"),
    press=Press("Resolver"),
)
TEMPLATE = Work(
    "template",
    "Plantilla",
    roles=(Role.REGISTER,),
    place=Place.REGISTER,
    group=Group.SITE,
    order=30,
    arguments=("xlsx",),
    panel="lists/_template.html",
)
QUESTIONNAIRE = Work(
    "questionnaire", "Cuestionario", "preguntas y versiones", group=Group.SITE, order=160, arguments=("curricular",)
)
METHOD = Work("method", "Método cualitativo, sus variables", "variables y puntos", group=Group.SITE, order=165)
LEGAL = Work("legal", "Privacidad", "aviso y consentimientos", group=Group.SITE, order=170)
WORKS = (START, SET_UP, PLACES, PARTIES, DELETE, PUBLISH, IMPORT, DOUBTS, TEMPLATE, QUESTIONNAIRE, METHOD, LEGAL)
