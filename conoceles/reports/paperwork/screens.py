"""The institute's paperwork, as data: what each list shows, by what it is searched, with which form it is written."""

from typing import Any

from django.utils import timezone

from conoceles.elections.models import Election, Release, Role
from conoceles.elections.screens import Screen
from conoceles.lib.dates import long_date
from conoceles.reports.models import (
    Activity,
    Ally,
    Comparison,
    Correspondence,
    DeliverableRule,
    Feedback,
    Meeting,
    PlannedActivity,
)
from conoceles.reports.paperwork import forms


def _day(day: Any) -> str:
    return long_date(day) if day else ""


def _when(activity: Activity) -> str:
    return f"{long_date(activity.starts)} al {long_date(activity.ends)}" if activity.ends else _day(activity.starts)


# What liaison alone writes and reads, with coordination; the commission reads it.
ALONE = (Role.LIAISON.value,)
SCREENS = {
    screen.slug: screen
    for screen in (
        Screen(
            "actividades",
            "Actividades",
            "actividad",
            forms.ActivityForm,
            lambda election: Activity.objects.of_election(election).confirmed(),
            lambda election: Activity(election=election, starts=timezone.localdate(), kind=Activity.Kind.VISIT),
            (
                ("Qué se hizo", lambda a: a.text),
                ("Cuándo", _when),
                ("Clase", lambda a: a.get_kind_display()),
                ("Personas", lambda a: a.attendance or ""),
            ),
            ("text", "where", "ally__name"),
        ),
        Screen(
            "oficios",
            "Oficios recibidos y enviados",
            "oficio",
            forms.CorrespondenceForm,
            lambda election: Correspondence.objects.of_election(election),
            lambda election: Correspondence(election=election, date=timezone.localdate()),
            (
                ("Número", lambda c: c.number),
                ("Fecha", lambda c: _day(c.date)),
                ("Recibido o enviado", lambda c: c.get_direction_display()),
                ("De o para", lambda c: c.other),
                ("Asunto", lambda c: c.subject),
                ("Responder a más tardar", lambda c: "atendido" if c.attended_on else _day(c.due_on)),
                ("Acuse", lambda c: _day(c.acknowledged_on)),
            ),
            ("number", "other", "subject", "acknowledgement"),
            roles=ALONE,
        ),
        Screen(
            "sesiones",
            "Sesiones de la comisión",
            "sesión",
            forms.MeetingForm,
            lambda election: Meeting.objects.filter(election=election),
            lambda election: Meeting(election=election, members=_members(election)),
            (
                ("Sesión", str),
                ("Cuándo", lambda m: _day(timezone.localtime(m.at).date())),
                ("Cuórum", lambda m: {True: "sí", False: "no", None: ""}[m.quorum]),
                ("Acta", lambda m: "sí" if m.minutes else ""),
            ),
            ("number", "agenda", "resolutions"),
            roles=ALONE,
        ),
        Screen(
            "plan",
            "Plan de trabajo",
            "actividad del plan",
            forms.PlanForm,
            lambda election: PlannedActivity.objects.filter(election=election).select_related("unit"),
            lambda election: PlannedActivity(election=election),
            (
                ("Actividad", lambda p: p.text),
                ("Parte", lambda p: p.get_part_display()),
                ("Inicia", lambda p: _day(p.starts)),
                ("Termina", lambda p: _day(p.ends)),
                ("Área", lambda p: p.unit or ""),
            ),
            ("text", "unit__name"),
        ),
        Screen(
            "versiones",
            "Versiones de captura y del sitio",
            "versión",
            forms.ReleaseForm,
            lambda election: election.releases.all(),
            lambda election: Release(election=election, on=timezone.localdate(), stage=election.stage),
            (
                ("Versión", str),
                ("Desde", lambda r: _day(r.on)),
                ("Qué cambió", lambda r: r.changes),
            ),
            ("version", "changes"),
            roles=ALONE,
        ),
        Screen(
            "aliadas",
            "Organizaciones aliadas",
            "aliada",
            forms.AllyForm,
            lambda election: Ally.objects.filter(election=election),
            lambda election: Ally(election=election, since=timezone.localdate()),
            (
                ("Nombre", lambda a: a.name),
                ("Clase", lambda a: a.get_kind_display()),
                ("Desde", lambda a: _day(a.since)),
                ("En el sitio", lambda a: "sí" if a.public else "no"),
            ),
            ("name",),
        ),
        Screen(
            "retroalimentacion",
            "Retroalimentación",
            "comentario",
            forms.FeedbackForm,
            lambda election: Feedback.objects.filter(election=election),
            lambda election: Feedback(election=election, on=timezone.localdate()),
            (
                ("Qué dijo", lambda f: f.text),
                ("Quién", lambda f: f.who),
                ("Fecha", lambda f: _day(f.on)),
                ("Respuesta", lambda f: f.answer),
            ),
            ("text", "who", "answer"),
        ),
        Screen(
            "comparacion",
            "Comparación con otras elecciones",
            "renglón",
            forms.ComparisonForm,
            lambda election: Comparison.objects.filter(election=election),
            lambda election: Comparison(election=election),
            (
                ("Criterio", lambda c: c.criterion),
                ("Elección", lambda c: c.subject),
                ("Cuánto", lambda c: c.value),
                ("Fuente", lambda c: c.source),
            ),
            ("criterion", "subject", "source"),
            roles=ALONE,
        ),
        Screen(
            "plantilla",
            "Plantilla del calendario de entregables",
            "entregable de la plantilla",
            forms.RuleForm,
            lambda election: election.institute.deliverable_rules.all(),
            lambda election: DeliverableRule(institute=election.institute),
            (
                ("Qué se entrega", lambda r: r.title),
                ("Se cuenta desde", lambda r: r.get_anchor_display()),
                ("Cuándo", lambda r: _offset(r)),
                ("Días para remitir", lambda r: r.term_days),
            ),
            ("title", "key"),
            roles=ALONE,
        ),
    )
}


def _members(election: Election) -> str:
    """Return who was in the commission the last time that it was written."""
    last = Meeting.objects.filter(election=election).exclude(members="").first()
    return last.members if last else ""


def _offset(rule: DeliverableRule) -> str:
    if rule.month_day is not None:
        return f"mensual, del mes {rule.months:+} al {rule.last_months:+}, el día {rule.month_day} del siguiente"
    parts = [f"{rule.months:+} meses" if rule.months else "", f"{rule.days:+} días" if rule.days else ""]
    return " ".join(filter(None, parts)) or "ese día"
