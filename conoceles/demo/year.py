"""The invented year of the institute: its areas, what it owes the INE, what it did, with whom, and by which letters."""

from datetime import datetime, time, timedelta

from conoceles.elections import register
from conoceles.elections.models import Area, Election, Party, Release, Unit
from conoceles.lib.dates import local_date
from conoceles.reports.models import (
    Activity,
    Ally,
    Attendance,
    Correspondence,
    Deliverable,
    Feedback,
    Meeting,
    PlannedActivity,
)
from conoceles.reports.year import calendar, raising, sending

UNITS = (
    ("Secretaría Ejecutiva", "Teresa Quiñones Abarca", "Secretaria Ejecutiva", True),
    ("Comisión de Conóceles", "Ignacio Rebollar Sáenz", "Consejero Presidente de la Comisión", True),
    ("Dirección de Innovación", "Mariana Güereca Luna", "Directora de Innovación", False),
    ("Comunicación Social", "Óscar Treviño Palacios", "Titular de Comunicación Social", False),
    ("Prerrogativas y Partidos Políticos", "Leonor Ibáñez Cota", "Directora de Prerrogativas", False),
)
INE = "INE, Unidad Técnica de Vinculación con los OPL"
PLAN = (
    ("organisation", "Instalar la comisión y designar la instancia interna", 270, 255),
    ("system", "Diseñar la captura y el sitio, y probarlos con datos de muestra", 200, 120),
    ("training", "Capacitar a partidos, candidaturas y difusores externos", 66, 30),
    ("capture", "Entregar cuentas, capturar y validar los cuestionarios", 65, 6),
    ("outreach", "Difundir el sitio en escuelas, ferias y medios", 50, 1),
    ("reports", "Informar cada mes a la comisión y al INE", 240, 5),
)
# Kind, what, days before today, people, place, ally.
DONE = (
    ("training", "Capacitación a partidos sobre la captura y la hoja de cálculo", 44, 0, "Sala de consejo", ""),
    ("training", "Capacitación a difusores externos sobre el sitio y cómo compararlo todo", 37, 0, "En línea", ""),
    (
        "visit",
        "Plática en la preparatoria y registro de dudas",
        31,
        118,
        "Preparatoria Núm. 2",
        "Universidad de Nogalera",
    ),
    ("media", "Entrevista en radio sobre cómo buscar la boleta por sección", 24, None, "", "Radio Puerto del Aire"),
    ("material", "Carteles con código QR en las oficinas municipales", 20, None, "", ""),
    ("visit", "Feria del libro: módulo con pantalla para buscar su boleta", 12, 342, "Plaza mayor", ""),
    ("visit", "Visita a la escuela de oficios", 5, 64, "Escuela de Oficios", "Universidad de Nogalera"),
)


# Interface, stage, version, days before election day, what changed.
RELEASES = (
    ("capture", "prototype", "0.9", 120, "Cuestionarios y entrega, con datos de muestra"),
    ("site", "prototype", "0.9", 120, "Portada, búsqueda y comparación, con datos de muestra"),
    ("capture", "open", "1.0", 65, "Abierta a candidaturas y partidos"),
    ("site", "open", "1.0", 50, "Abierto a la ciudadanía"),
    ("capture", "open", "1.1", 30, "Hoja de cálculo para partidos"),
)


def make_year(election: Election, now: datetime) -> None:
    """Write the year of an invented election, as the screens would have left it at a moment."""
    today = local_date(now, election.zone)
    for order, (name, holder, post, signs) in enumerate(UNITS, 1):
        register.save(Unit(institute=election.institute, name=name, holder=holder, post=post, signs=signs, order=order))
    units = {unit.name: unit for unit in election.institute.units.all()}
    calendar.take_shipped(election.institute, by="")
    calendar.make(election, by="")
    raising.follow(election)
    rows = list(Deliverable.objects.of_election(election).filter(do_by__lt=today - timedelta(days=7)))
    for number, row in enumerate(rows, 1):
        letter = Correspondence.objects.create(
            election=election,
            direction="out",
            number=f"IEJ/SE/{number:03}/{row.do_by:%Y}",
            date=row.do_by + timedelta(days=2),
            other=INE,
            subject=row.title[:250],
            acknowledged_on=row.do_by + timedelta(days=4) if number < len(rows) else None,
            acknowledgement=f"SIVOPLE-{20_000 + number}" if number < len(rows) else "",
        )
        sending.send([row], letter, letter.date, by="")
        if letter.acknowledged_on:
            sending.acknowledge(letter, by="")
    Correspondence.objects.create(
        election=election,
        direction="in",
        number="INE/UTVOPL/0412",
        date=today - timedelta(days=3),
        other=INE,
        subject="Solicita el avance de captura por género y por cargo",
        due_on=today + timedelta(days=2),
    )
    _done(election, now, units)
    _releases(election)


def _releases(election: Election) -> None:
    """Write the versions that were released, the last of them in use."""
    for interface, stage, version, days, changes in RELEASES:
        Release.objects.create(
            election=election,
            interface=interface,
            stage=stage,
            version=version,
            on=election.day - timedelta(days=days),
            changes=changes,
            evidence="Recorrido completo en teléfono y en escritorio, sin fallas.",
        )
    register.save(election)


def _done(election: Election, now: datetime, units: dict[str, Unit]) -> None:
    today = local_date(now, election.zone)
    for part, text, first, last in PLAN:
        day = election.day
        PlannedActivity.objects.create(
            election=election,
            part=part,
            text=text,
            unit=units["Comunicación Social" if part == "outreach" else "Dirección de Innovación"],
            starts=day - timedelta(days=first),
            ends=day - timedelta(days=last),
        )
    plans = {line.part: line for line in election.plan_lines.all()}
    for name, kind in (("Universidad de Nogalera", "university"), ("Radio Puerto del Aire", "media")):
        Ally.objects.create(election=election, name=name, kind=kind, since=today - timedelta(days=60))
    allies = {ally.name: ally for ally in election.allies.all()}
    towns = list(Area.objects.of_plan(election.plan).municipalities().order_by("name"))
    parties = list(Party.objects.filter(election=election, kind=Party.Kind.PARTY).order_by("order"))
    for place, (kind, text, days, people, where, ally) in enumerate(DONE):
        one = Activity.objects.create(
            election=election,
            kind=kind,
            text=text,
            starts=today - timedelta(days=days),
            where=where,
            attendance=people,
            ally=allies.get(ally),
            planned=plans["training" if kind == "training" else "outreach"],
        )
        one.places.set(towns[place * 3 : place * 3 + 1])
        if kind == "training":
            groups = parties if place == 0 else [None]
            for order, party in enumerate(groups):
                Attendance.objects.create(activity=one, party=party, outside=party is None, people=9 + 5 * order)
            one.attendance = sum(row.people for row in one.attendances.all())
            one.save(update_fields=["attendance"])
    members = "\n".join(("Ignacio Rebollar Sáenz, presidente", "Rosa Elena Muñiz Vara", "Julio Cañedo Ortiz"))
    for number, days in enumerate((55, 27, 2), 1):
        at = datetime.combine(today - timedelta(days=days), time(11), tzinfo=election.zone)
        Meeting.objects.create(
            election=election,
            kind="ordinary",
            number=str(number),
            at=at,
            called_on=local_date(at) - timedelta(days=3),
            agenda="Avance de la captura\nEntregables al INE\nAsuntos generales",
            members=members,
            present=members if number != 2 else "\n".join(members.splitlines()[:2]),
            resolutions="Se tiene por presentado el informe mensual."
            if number > 1
            else "Se aprueba el plan de trabajo.",
            approved="Diseño de la portada, versión 2" if number == 2 else "",
        )
    Feedback.objects.create(
        election=election,
        who="Grupo de personas ciegas de la universidad",
        on=today - timedelta(days=30),
        text="La comparación no decía qué columna es de quién al leerla con lector de pantalla.",
        answer="Cada respuesta dice ahora de quién es.",
        done_in="1.1",
    )
