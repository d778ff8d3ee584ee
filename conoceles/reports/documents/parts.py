"""The parts of which documents are made: each a view of what happened, in a period or until now."""

from collections import Counter
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from conoceles.elections.models import Agreement, Election
from conoceles.lib.dates import clock, local_date, long_date
from conoceles.lib.text import in_list
from conoceles.movements.models import ContestMovement, Movement
from conoceles.profiles.models import Petition, Signature
from conoceles.reports import figures, tally
from conoceles.reports.documents.content import Period, Photo, Section, Table
from conoceles.reports.models import Activity, Attendance, Correspondence, Deliverable, Meeting, Notice
from conoceles.reports.models.activity import lines


def done_activities(election: Election, period: Period) -> list[Activity]:
    """Return the confirmed activities that fall in a period, by day; one over several days by the day on which it
    begins."""
    rows = Activity.objects.of_election(election).confirmed().select_related("ally", "planned")
    found = rows.filter(starts__range=(period.starts, period.ends)).prefetch_related("places")
    return list(found.order_by("starts", "id"))


def days(one: Activity) -> str:
    return f"{long_date(one.starts)} al {long_date(one.ends)}" if one.ends else long_date(one.starts)


def place(one: Activity) -> str:
    return ", ".join(filter(None, [one.where, *(area.name for area in one.places.all())]))


def activities(election: Election, period: Period, by_plan: bool) -> Section:
    """Return what was done: by day, or under the part of the work plan that it belongs to."""
    rows = done_activities(election, period)
    section = Section("Actividades", empty="No se registraron actividades en el periodo.")
    groups: dict[str, list[Activity]] = {}
    for one in rows:
        part = one.planned.get_part_display().capitalize() if one.planned else "Otras actividades"
        groups.setdefault(part if by_plan else "", []).append(one)
    head = ["Fecha", "Actividad", "Lugar", "Personas"]
    for title, found in groups.items():
        table = Table(
            title or "Actividades del periodo",
            head,
            [[days(one), _said(one), place(one), one.attendance or ""] for one in found],
            annex=f"Actividades {title}".strip()[:31],
        )
        section.tables.append(table)
    if rows:
        came = sum(one.attendance or 0 for one in rows)
        section.paragraphs.append(
            f"En el periodo se realizaron {len(rows)} actividades"
            + (f", con la asistencia de {came} personas." if came else ".")
        )
    section.photos = [Photo(blob, f"{one.text}, {days(one)}") for one in rows for blob in one.photos]
    return section


def _said(one: Activity) -> str:
    return f"{one.text} (con {one.ally})" if one.ally else one.text


def training(election: Election, period: Period) -> Section:
    """Return who came to training: by party, and from outside."""
    rows = Attendance.objects.filter(activity__in=[one.pk for one in done_activities(election, period)]).select_related(
        "party"
    )
    came: Counter[str] = Counter()
    sessions: dict[str, set[int]] = {}
    order: dict[str, int] = {}
    for row in rows:
        name = row.party.name if row.party else "Difusores externos"
        order[name] = row.party.order if row.party else 10_000
        came[name] += row.people
        sessions.setdefault(name, set()).add(row.activity_id)
    section = Section("Capacitación", empty="No hubo capacitación con asistencia registrada.")
    if came:
        section.tables.append(
            Table(
                "Asistencia a la capacitación",
                ["De quién", "Sesiones", "Personas"],
                [[name, len(sessions[name]), came[name]] for name in sorted(came, key=lambda one: order[one])],
                annex="Capacitación",
            )
        )
    return section


def meetings(election: Election, period: Period) -> Section:
    """Return the sessions of the commission, with what was resolved and approved."""
    section = Section("Sesiones de la comisión", empty="La comisión no sesionó en el periodo.")
    rows = [one for one in Meeting.objects.filter(election=election).order_by("at") if _day(one.at) in period]
    section.tables = [
        Table(
            "Sesiones del periodo",
            ["Fecha", "Sesión", "Asistencia", "Qué se resolvió"],
            [
                [
                    f"{long_date(_day(one.at))}, {clock(one.at)} h",
                    str(one),
                    _quorum(one),
                    "; ".join([*lines(one.resolutions), *(f"se aprobó {text}" for text in lines(one.approved))]),
                ]
                for one in rows
            ],
            annex="Sesiones",
        )
    ] * bool(rows)
    return section


def _day(at: datetime) -> date:
    return local_date(at)


def _quorum(one: Meeting) -> str:
    members, present = len(lines(one.members)), len(lines(one.present))
    if not present:
        return ""
    return f"{present} de {members}{', con cuórum' if one.quorum else ', sin cuórum'}" if members else str(present)


def agreements(election: Election, period: Period) -> Section:
    """Return the agreements of the institute that are dated in a period."""
    rows = Agreement.objects.filter(institute=election.institute, date__range=(period.starts, period.ends))
    section = Section("Acuerdos", empty="No hubo acuerdos en el periodo.")
    section.tables = [
        Table(
            "Acuerdos del periodo",
            ["Número", "Fecha", "Órgano", "Asunto"],
            [[one.number, long_date(one.date), one.body, one.title] for one in rows.order_by("date", "number")],
            annex="Acuerdos",
        )
    ] * rows.exists()
    return section


def letters(election: Election, period: Period) -> Section:
    """Return the letters that came and left, with their receipts."""
    rows = Correspondence.objects.of_election(election).filter(date__range=(period.starts, period.ends))
    section = Section("Oficios", empty="No hubo oficios en el periodo.")
    for direction, title in (("out", "Oficios enviados"), ("in", "Oficios recibidos")):
        found = rows.filter(direction=direction).order_by("date", "id")
        if found:
            head = ["Número", "Fecha", "Para quién" if direction == "out" else "De quién", "Asunto", "Medio"]
            head.append("Acuse" if direction == "out" else "Atendido")
            section.tables.append(Table(title, head, [_letter(one, direction) for one in found], annex=title))
    return section


def _letter(one: Correspondence, direction: str) -> list[str | int]:
    last = one.acknowledged_on if direction == "out" else one.attended_on
    receipt = " ".join(filter(None, [long_date(last) if last else "", one.acknowledgement]))
    return [one.number, long_date(one.date), one.other, one.subject, one.get_channel_display(), receipt]


def movements(election: Election, period: Period | None = None) -> Section:
    """Return substitutions and every other movement, as the INE is told of them."""
    within = Q(day__range=(period.starts, period.ends)) if period else Q()
    rows = (
        Movement.objects.of_election(election)
        .filter(within)
        .select_related(
            "candidacy__person",
            "candidacy__office",
            "candidacy__ticket__party",
            "candidacy__ticket__contest",
            "other__person",
            "agreement",
        )
    )
    told = {
        one.cause: one
        for one in Deliverable.objects.of_election(election).filter(kind="movimiento").select_related("letter")
    }
    section = Section("Sustituciones y otros movimientos", empty="No hubo movimientos.")
    found = [
        [
            long_date(one.day),
            one.get_kind_display(),
            one.candidacy.person.name,
            f"{one.candidacy.office}, {one.candidacy.ticket.contest}",
            one.candidacy.ticket.party.name,
            one.other.person.name if one.other else "",
            one.agreement.number,
            _told(told.get(f"movement:{one.pk}")),
        ]
        for one in rows.order_by("day", "id")
    ]
    head = ["Fecha", "Movimiento", "Persona", "Candidatura", "Partido", "Quién la ocupa", "Acuerdo", "Informado al INE"]
    if found:
        section.tables.append(Table("Movimientos de candidaturas", head, found, annex="Movimientos"))
    contests = ContestMovement.objects.filter(within, contest__election=election).select_related("contest", "agreement")
    if contests:
        section.tables.append(
            Table(
                "Contiendas pospuestas, anuladas o repetidas",
                ["Fecha", "Contienda", "Cómo queda", "Acuerdo"],
                [
                    [long_date(one.day), one.contest.name, one.get_state_display(), one.agreement.number]
                    for one in contests
                ],
                annex="Contiendas",
            )
        )
    return section


def _told(row: Deliverable | None) -> str:
    if row is None or row.sent_on is None or row.letter is None:
        return "por informar"
    return f"{long_date(row.sent_on)}, {row.letter.number}"


def deliverables(election: Election, period: Period | None = None) -> Section:
    """Return what was owed to the INE, with its two days, its letter and its receipt."""
    rows = Deliverable.objects.of_election(election).select_related("letter", "unit")
    if period:
        rows = rows.filter(
            Q(do_by__range=(period.starts, period.ends)) | Q(sent_on__range=(period.starts, period.ends))
        )
    section = Section("Entregables al INE", empty="No hay entregables.")
    found = [
        [
            one.title,
            long_date(one.do_by),
            long_date(one.send_until),
            long_date(one.sent_on) if one.sent_on else "",
            one.letter.number if one.letter else "",
            long_date(one.acknowledged_on) if one.acknowledged_on else "",
            str(one.state.label),
        ]
        for one in rows
    ]
    head = ["Entregable", "Hacerlo", "Remitirlo", "Remitido", "Oficio", "Acuse", "Estado"]
    if found:
        section.tables.append(Table("Entregables", head, found, annex="Entregables"))
    return section


def participation(counted: figures.Counted | None) -> Section:
    """Return who answered, as the site counts it at an edition: the whole, and by each thing."""
    if counted is None:
        return Section("Participación", empty="La elección todavía no es pública: no hay cifras del sitio.")
    whole = counted.whole
    said = (
        f"Han respondido {whole.answered} de {whole.total} candidaturas ({whole.percent}%), según la edición "
        f"{counted.edition} del registro público."
    )
    section = Section("Participación", [said])
    for table in counted.tables:
        shares: list[list[str | int]] = [[row.label, row.answered, row.total, f"{row.percent}%"] for row in table.rows]
        head = [table.head, "Respondieron", "Candidaturas", "Porcentaje"]
        bars = [row.percent for row in table.rows]
        annex = f"Participación {table.id}"[:31]
        section.tables.append(Table(table.title, head, shares, table.note, annex, bars))
    return section


def standing(counted: figures.Counted | None) -> Section:
    """Return how many stand, by office, party, place and kind of registration, each by sex, as the site counts it."""
    section = Section("Candidaturas registradas", empty="La elección todavía no es pública: no hay cifras del sitio.")
    for one in counted.standing if counted else ():
        body: list[list[str | int]] = [
            [f"{label} ({members})" if members else label, *counts] for label, members, _url, counts in one.rows
        ]
        head = [one.head, *one.columns, "Total"]
        section.tables.append(Table(one.title, head, body, annex=f"Compiten {one.head}"[:31]))
    return section


def how_it_came(election: Election, now: datetime) -> Section:
    """Return what was captured here and what came by an official list, said apart, as dashboards count it."""
    counted = tally.tally(election, now)
    section = Section("Captura", empty="No hay cargos que respondan.")
    if came := counted.counts["came"]:
        rows: list[list[str | int]] = [list(row) for row in came]
        rows.append(["Total", *(sum(row[place] for row in came) for place in range(1, 6))])
        head = ["Cargo", "Candidaturas", "Capturadas y entregadas", "Por lista oficial", "Empezadas", "Sin nada"]
        note = (
            f"Contado el {_moment(counted.at)}. Lo capturado en el sistema y lo que trajo una lista oficial se cuentan "
            "aparte; nadie está en dos columnas."
        )
        section.tables.append(Table("De dónde viene lo que hay", head, rows, note, annex="Captura"))
    return section


def notices(election: Election, period: Period | None = None) -> Section:
    """Return how many were told that they miss something, by how and by receipt."""
    rows = Notice.objects.filter(candidacy__election=election)
    if period:
        rows = rows.filter(sent_at__date__range=(period.starts, period.ends))
    counts: Counter[tuple[str, str]] = Counter()
    received: Counter[tuple[str, str]] = Counter()
    for one in rows:
        key = (one.get_kind_display(), one.get_channel_display())
        counts[key] += 1
        received[key] += one.received_at is not None
    section = Section("Avisos a candidaturas", empty="No se enviaron avisos.")
    if counts:
        table: list[list[str | int]] = [
            [what.capitalize(), how, counts[what, how], received[what, how]] for what, how in sorted(counts)
        ]
        head = ["Aviso", "Medio", "Enviados", "Con acuse"]
        section.tables.append(Table("Avisos enviados", head, table, annex="Avisos"))
    return section


def commitments(election: Election, period: Period | None = None) -> Section:
    """Return what parties asked for and how many candidacies signed."""
    petitions = Petition.objects.filter(commitment__election=election).select_related("party", "commitment")
    if period:
        petitions = petitions.filter(received_at__date__range=(period.starts, period.ends))
    signed = Counter(
        Signature.objects.filter(commitment__election=election, ended_at__isnull=True).values_list(
            "commitment__title", flat=True
        )
    )
    section = Section("Compromisos", empty="No hubo peticiones de compromisos.")
    if petitions:
        rows = [
            [
                one.commitment.title,
                in_list([one.party.name, *(alliance.name for alliance in one.alliances.all())]),
                " ".join(filter(None, [one.get_channel_display(), one.number])),
                _moment(one.received_at),
                _moment(one.attended_at) if one.attended_at else "",
            ]
            for one in petitions.order_by("received_at")
        ]
        head = ["Compromiso", "Para quién", "Cómo llegó", "Recibida", "Atendida"]
        section.tables.append(Table("Peticiones", head, rows, annex="Peticiones"))
    if signed:
        section.items = [f"{title}: {_signed(count)}." for title, count in sorted(signed.items())]
    return section


def _signed(count: int) -> str:
    return "lo firmó una candidatura" if count == 1 else f"lo firmaron {count} candidaturas"


def _moment(at: datetime) -> str:
    return f"{long_date(local_date(at))}, {clock(timezone.localtime(at))} h"
