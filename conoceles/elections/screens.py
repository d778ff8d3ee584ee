"""The catalogues of the register, as data: what each list shows, by what it is searched, with which form it is
corrected."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count

from conoceles.elections import forms
from conoceles.elections.models import (
    Agreement,
    Area,
    Candidacy,
    Contest,
    DistrictPlan,
    Election,
    Explanation,
    KeyDate,
    Office,
    Party,
    Recording,
    Section,
    Ticket,
    Topic,
    Unit,
)
from conoceles.elections.models.candidacy import FOUND_BY
from conoceles.elections.shared import others
from conoceles.lib.dates import long_date
from conoceles.lib.finding import with_words

Column = tuple[str, Callable[[Any], object]]


@dataclass(frozen=True)
class Screen:
    """One catalogue; `rows` gives those of an election and `blank` a new one of it."""

    slug: str
    title: str
    one: str
    # None where a room above has the form.
    form: type[forms.RegisterForm] | None
    rows: Callable[[Election], models.QuerySet[Any]]
    blank: Callable[[Election], models.Model]
    columns: tuple[Column, ...]
    search: tuple[str, ...]
    # Who may write it, where not everybody who may enter the list does; () for whoever may.
    roles: tuple[str, ...] = ()

    def found(self, election: Election, words: str) -> models.QuerySet[Any]:
        """Return the rows that have every word in one of the searched fields."""
        return with_words(self.rows(election), self.search, words)


def _tickets(election: Election) -> models.QuerySet[Ticket]:
    tickets = Ticket.objects.of_election(election).select_related("contest__office", "party")
    return tickets.annotate(people=Count("candidacies")).order_by("contest__name", "party__order", "pk")


def _plans(election: Election) -> models.QuerySet[DistrictPlan]:
    """Return the plans of its state; before it has one, those that no other institute uses."""
    if election.plan:
        return DistrictPlan.objects.filter(state=election.plan.state)
    return DistrictPlan.objects.exclude(state__in=others(election).filter(plan__isnull=False).values("plan__state"))


def _yes(value: object) -> str:
    return "sí" if value else "no"


SCREENS = {
    screen.slug: screen
    for screen in (
        Screen(
            "candidaturas",
            "Candidaturas",
            "candidatura",
            None,
            lambda election: Candidacy.objects.of_election(election).with_register(),
            lambda election: Candidacy(election=election),
            (
                ("Nombre", lambda c: c.person.name),
                ("Cargo", lambda c: c.office.name),
                ("Contienda", lambda c: c.ticket.contest.name),
                ("Partido", lambda c: c.ticket.party.name),
                ("Calidad", lambda c: c.get_role_display()),
                ("Estado", lambda c: c.get_status_display()),
            ),
            FOUND_BY,
        ),
        Screen(
            "planillas",
            "Fórmulas, planillas y listas",
            "fórmula, planilla o lista",
            forms.TicketForm,
            _tickets,
            lambda election: Ticket(),
            (
                ("Partido", lambda t: t.party.name),
                ("Contienda", lambda t: t.contest.name),
                ("Folio", lambda t: t.folio),
                ("Personas", lambda t: t.people),
            ),
            ("party__name", "contest__name", "folio"),
        ),
        Screen(
            "contiendas",
            "Contiendas",
            "contienda",
            forms.ContestForm,
            lambda election: election.contests.select_related("office", "area"),
            lambda election: Contest(election=election, modes=["in_person"]),
            (
                ("Nombre", lambda c: c.name),
                ("Cargo", lambda c: c.office.name),
                ("Lugar", lambda c: c.area.name),
                ("Clase", lambda c: c.get_kind_display()),
            ),
            ("name", "area__name", "office__name"),
        ),
        Screen(
            "partidos",
            "Partidos, coaliciones e independientes",
            "partido, coalición o independiente",
            forms.PartyForm,
            lambda election: election.parties.all(),
            lambda election: Party(election=election),
            (
                ("Orden", lambda p: p.order),
                ("Nombre", lambda p: p.name),
                ("Siglas", lambda p: p.short),
                ("Clase", lambda p: p.get_kind_display()),
            ),
            ("name", "short"),
        ),
        Screen(
            "cargos",
            "Cargos",
            "cargo",
            forms.OfficeForm,
            lambda election: election.offices.all(),
            lambda election: Office(election=election),
            (
                ("Orden", lambda o: o.order),
                ("Nombre", lambda o: o.name),
                ("Clase", lambda o: o.get_kind_display()),
                ("Responde", lambda o: _yes(o.answers)),
            ),
            ("name",),
        ),
        Screen(
            "lugares",
            "Lugares",
            "lugar",
            forms.AreaForm,
            lambda election: Area.objects.of_plan(election.plan),
            lambda election: Area(state=election.plan.state if election.plan else "", plan=None),
            (
                ("Nombre", lambda a: a.name),
                ("Clase", lambda a: a.get_kind_display()),
                ("Clave INE", lambda a: a.ine_code),
                ("Clave INEGI", lambda a: a.inegi_code),
            ),
            ("name", "ine_name", "ine_code", "inegi_code"),
        ),
        Screen(
            "distritaciones",
            "Distritaciones",
            "distritación",
            forms.DistrictPlanForm,
            _plans,
            lambda election: DistrictPlan(state=election.plan.state if election.plan else ""),
            (
                ("Nombre", lambda p: p.name),
                ("Entidad", lambda p: p.state_name),
                ("Vigente desde", lambda p: long_date(p.valid_from)),
                ("Hasta", lambda p: long_date(p.valid_to) if p.valid_to else ""),
            ),
            ("name", "state_name"),
        ),
        Screen(
            "secciones",
            "Secciones",
            "sección",
            forms.SectionForm,
            lambda election: Section.objects.filter(plan=election.plan).select_related("municipality", "district"),
            lambda election: Section(plan=election.plan),
            (
                ("Número", str),
                ("Municipio", lambda s: s.municipality.name),
                ("Distrito", lambda s: s.district or s.district_code),
                ("De baja", lambda s: _yes(s.retired)),
            ),
            ("number", "municipality__name"),
        ),
        Screen(
            "fechas",
            "Fechas y enlaces de la portada",
            "fecha o enlace",
            forms.KeyDateForm,
            lambda election: election.key_dates.all(),
            lambda election: KeyDate(election=election),
            (
                ("Fecha", lambda d: long_date(d.day) if d.day else ""),
                ("Texto", lambda d: d.text),
                ("Enlace", lambda d: d.url),
            ),
            ("text",),
        ),
        Screen(
            "acuerdos",
            "Acuerdos",
            "acuerdo",
            forms.AgreementForm,
            lambda election: Agreement.objects.filter(institute=election.institute).prefetch_related("shown_in"),
            lambda election: Agreement(institute=election.institute),
            (
                ("Número", lambda a: a.number),
                ("Fecha", lambda a: long_date(a.date)),
                ("Asunto", lambda a: a.title),
                ("En sitios", lambda a: len(a.shown_in.all()) or ""),
            ),
            ("number", "title"),
        ),
        Screen(
            "temas",
            "Temas",
            "tema",
            forms.TopicForm,
            lambda election: election.institute.topics.all(),
            lambda election: Topic(institute=election.institute),
            (
                ("Tema", lambda t: t.name),
                ("Palabras", lambda t: len(t.lines)),
                ("En el sitio", lambda t: _yes(t.shown)),
            ),
            ("name", "words"),
        ),
        Screen(
            "explicaciones",
            "Explicaciones",
            "explicación",
            forms.ExplanationForm,
            lambda election: election.institute.explanations.all(),
            lambda election: Explanation(institute=election.institute),
            (
                ("Qué explica", str),
                ("Explicación", lambda e: e.text),
                ("De dónde sale", lambda e: e.source),
            ),
            ("text", "source"),
        ),
        Screen(
            "frases-grabadas",
            "Frases grabadas",
            "frase grabada",
            forms.RecordingForm,
            lambda election: election.institute.recordings.all(),
            lambda election: Recording(institute=election.institute),
            (
                ("Lengua", lambda r: r.language),
                ("Dónde se escucha", lambda r: r.get_place_display()),
                ("Lo que dice", lambda r: r.text),
                ("Segundos", lambda r: r.seconds),
            ),
            ("language", "text"),
        ),
        Screen(
            "areas-del-instituto",
            "Áreas del instituto",
            "área del instituto",
            forms.UnitForm,
            lambda election: election.institute.units.all(),
            lambda election: Unit(institute=election.institute),
            (
                ("Área", lambda u: u.name),
                ("Titular", lambda u: u.holder),
                ("Firma", lambda u: _yes(u.signs)),
            ),
            ("name", "holder"),
        ),
    )
}
