"""What is planned and what is fixed: the work plan, the process, the catalogues, how many candidacies are expected."""

from conoceles.elections.models import Area, Contest, Election, Office, Party, Role
from conoceles.lib.dates import long_date
from conoceles.profiles.models import State
from conoceles.profiles.rules import RULES, STAYS, Action, When
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.questionnaire import CURRICULAR, IDENTITY
from conoceles.reports.documents.content import Drawing, Section, Table
from conoceles.reports.models import PlannedActivity


def work_plan(election: Election) -> list[Section]:
    """Return the work plan, part by part, and who is responsible."""
    units = election.institute.units.all()
    sections = [Section("Áreas que participan", empty="Faltan las áreas del instituto: agréguelas en su catálogo.")]
    if units:
        rows = [[unit.name, unit.holder, unit.post] for unit in units]
        sections[0].tables.append(Table("Áreas", ["Área", "Titular", "Cargo"], rows, annex="Áreas"))
    lines = PlannedActivity.objects.filter(election=election).select_related("unit").prefetch_related("done")
    for part in PlannedActivity.Part:
        found = [line for line in lines if line.part == part]
        section = Section(part.label.capitalize(), empty="Sin actividades en el plan.")
        if found:
            rows = [
                [
                    line.text,
                    str(line.unit or ""),
                    long_date(line.starts),
                    long_date(line.ends),
                    f"{line.done.count()} hechas" if line.done.count() else "",
                ]
                for line in found
            ]
            head = ["Actividad", "Área", "Inicia", "Termina", "Avance"]
            section.tables.append(Table(part.label.capitalize(), head, rows, annex=f"Plan {part.label}"[:31]))
        sections.append(section)
    return sections


def expected(election: Election) -> Section:
    """Return how many candidacies are expected at most, by office: every party in every contest, and who is registered.

    It is the denominator before registration.
    """
    parties = Party.objects.filter(election=election, kind=Party.Kind.PARTY).count()
    rows: list[list[str | int]] = []
    for office in Office.objects.filter(election=election).order_by("order"):
        contests = Contest.objects.filter(election=election, office=office)
        seats = sum(contests.values_list("seats", flat=True))
        people = 1 if office.kind == Office.Kind.GOVERNOR else 2
        registered = office.candidacies.filter(status="registered").count()
        rows.append([office.plural, contests.count(), parties, seats * people * parties, registered])
    note = (
        f"Lo más que puede haber: {parties} partidos en cada contienda, propietaria y suplente por cada cargo que se "
        "elige (la gubernatura no tiene suplente). Las coaliciones lo reducen y las candidaturas independientes lo "
        "aumentan."
    )
    head = ["Cargo", "Contiendas", "Partidos", "Candidaturas, a lo más", "Registradas hoy"]
    section = Section("Candidaturas que se esperan", empty="Todavía no hay cargos.")
    section.tables = [Table("Número estimado de candidaturas", head, rows, note, annex="Estimación")] * bool(rows)
    return section


def process() -> Section:
    """Return by which states a section goes and who takes each step, as the table of the workflow has it."""
    rows: list[list[str | int]] = []
    for rule in RULES:
        if rule.action == Action.SAVE:
            continue
        after = "la misma" if rule.after == STAYS else _state(rule.after)
        rows.append(
            [
                str(Action(rule.action).label).capitalize(),
                ", ".join(_state(one) for one in rule.before),
                after,
                ", ".join(str(Role(role).label) for role in rule.roles) or "nadie",
                str(When(rule.when).label),
            ]
        )
    return Section(
        "Cómo se captura, se valida y se publica",
        [
            "Cada sección del cuestionario tiene su estado. La candidatura la escribe y la entrega; el Instituto la "
            "valida o la observa con un motivo y un plazo; lo validado se publica en un registro que no se reescribe, "
            "del que salen todas las páginas del sitio.",
            "Esta tabla es la que el sistema sigue: ningún paso que no esté en ella puede darse.",
        ],
        drawings=[_states()],
        tables=[Table("Pasos", ["Paso", "Desde", "Queda", "Quién", "Cuándo"], rows, annex="Proceso")],
    )


def _states() -> Drawing:
    """Return the states of a section and the steps that lead from one to another."""
    arrows = dict.fromkeys(
        (str(before), str(rule.after))
        for rule in RULES
        if rule.after in State.values
        for before in rule.before
        if before in State.values and before != rule.after
    )
    # Those that lead on, before those that lead back.
    order = {str(state): place for place, state in enumerate(State)}
    sorted_ = sorted(arrows, key=lambda one: (order[one[0]] > order[one[1]], order[one[0]], order[one[1]]))
    boxes = [(str(one.value), str(one.label), False) for one in State]
    said = "; ".join(f"de {_state(start)} a {_state(end)}" for start, end in sorted_)
    return Drawing("Los estados de una sección", f"Pasos entre estados: {said}.", boxes, sorted_)


def _state(value: str) -> str:
    return str(State(value).label) if value in State.values else "la que tenía"


def catalogues(election: Election) -> list[Section]:
    """Return what is chosen from: offices, parties, places, and the questions with their options."""
    offices = [[one.name, one.plural, "sí" if one.answers else "no"] for one in election.offices.order_by("order")]
    parties = [
        [one.order, one.name, one.short, one.get_kind_display(), ", ".join(member.name for member in one.members.all())]
        for one in election.parties.prefetch_related("members").order_by("order")
    ]
    areas = Area.objects.of_plan(election.plan).municipalities().order_by("name") if election.plan else ()
    places = [[one.name, one.ine_code, one.inegi_code] for one in areas]
    register = Section("Del registro", empty="Todavía no hay catálogos.")
    for title, head, rows in (
        ("Cargos", ["Cargo", "En plural", "Responde"], offices),
        ("Partidos, coaliciones e independientes", ["Orden", "Nombre", "Siglas", "Clase", "La integran"], parties),
        ("Municipios", ["Nombre", "Clave INE", "Clave INEGI"], places),
    ):
        if rows:
            register.tables.append(Table(title, head, rows, annex=title[:31]))  # type: ignore[arg-type]
    return [register, *(_questions(election, kind) for kind in (CURRICULAR, IDENTITY))]


def _questions(election: Election, kind: str) -> Section:
    asked = asked_in(election, kind)
    title = "Cuestionario curricular" if kind == CURRICULAR else "Cuestionario de identidad (confidencial)"
    rows: list[list[str | int]] = [
        [
            asked.parts[one.section].title,
            one.label,
            "sí" if one.required else "no",
            one.max or "",
            "; ".join(one.choices.values()),
        ]
        for one in asked.asked
    ]
    head = ["Sección", "Pregunta", "Se pide", "Letras, sin espacios", "Opciones"]
    return Section(title, tables=[Table(title, head, rows, annex=title[:31])])
