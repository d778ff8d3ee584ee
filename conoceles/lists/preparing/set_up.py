"""The works that prepare an election, in order: what each has, what it lacks, and what keeps the election from being
public."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Count, Q
from django.urls import reverse

from conoceles.accounts.adapters import unknown_address
from conoceles.accounts.models import Invitation
from conoceles.elections.grants import without_account
from conoceles.elections.models import (
    Agreement,
    Area,
    Candidacy,
    Election,
    Grant,
    Office,
    Party,
    Role,
    Section,
)
from conoceles.elections.windows import strange_dates
from conoceles.lib.dates import local_date, long_date
from conoceles.lib.text import figure, so_many
from conoceles.lists.models import Doubt, HeldRow, SettledWork
from conoceles.profiles.models import LegalText

DONE, MISSING, DOUBTFUL = "done", "missing", "doubtful"
# The places in which offices are elected, as a sentence names them.
NEEDED_PLACES = {
    Area.Kind.MUNICIPALITY: "municipios",
    Area.Kind.DISTRICT: "distritos",
    Area.Kind.COMMUNITY: "comunidades",
    Area.Kind.CIRCUMSCRIPTION: "circunscripciones",
}
NAMED = 6
# Who an election cannot do without.
STAFF = (Role.COORDINATION, Role.REVIEWER, Role.EQUALITY, Role.LIAISON, Role.REGISTER, Role.HELP_DESK)


@dataclass(frozen=True)
class Found:
    """How a work stands: what it has, in words with counts; and what keeps the election from being public, '' for
    nothing."""

    state: str
    said: str
    lacks: str = ""
    # Where it is mended, when that is not where the work is done: the name of an address and its arguments.
    at: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """Return what tells whether a work still stands as it did when somebody looked at it."""
        return sha256(self.said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Step:
    """One work of the set-up, as it stands; `settled` where a person said that it is well as it is."""

    name: str
    title: str
    url: str
    found: Found
    settled: bool = False

    @property
    def state(self) -> str:
        return DONE if self.settled and self.found.state == DOUBTFUL else self.found.state


def steps(election: Election, may_open: Callable[[str], bool] = lambda path: True) -> list[Step]:
    """Return the works that prepare an election, in their order, as they stand; without an address those that whoever
    looks may not enter."""
    settled = dict(SettledWork.objects.filter(election=election).values_list("work", "mark"))
    found = []
    for name, title, address, arguments, find in WORKS:
        one = find(election)
        url = _url(*(one.at or (address, *arguments)), election=election)
        found.append(Step(name, title, url if may_open(url) else "", one, settled.get(name) == one.mark))
    return found


def lacking(election: Election) -> list[str]:
    """Return what keeps an election from being public, as Spanish sentences."""
    return [step.found.lacks for step in steps(election) if step.found.lacks]


def _url(address: str, *arguments: str, election: Election) -> str:
    if address == "institute":
        return reverse(address, args=[election.institute_id])
    name, _, part = address.partition("#")
    return reverse(name, args=[election.slug, *arguments]) + (f"#{part}" if part else "")


def _institute(election: Election) -> Found:
    institute = election.institute
    missing = [
        what
        for what, value in (
            ("la entidad", institute.state),
            ("la mesa de ayuda", institute.phone or institute.email),
            ("el domicilio", institute.address),
            ("a quién se piden los derechos ARCO", institute.arco),
        )
        if not value
    ]
    if missing:
        return Found(MISSING, f"{institute}: falta {', '.join(missing)}.")
    return Found(DONE, f"{institute}, {institute.get_time_zone_display()}.")


def _units(election: Election) -> Found:
    units = list(election.institute.units.all())
    signers = sum(unit.signs for unit in units)
    if not units:
        return Found(MISSING, "Ninguna área: los documentos dicen quién es responsable y quién firma.")
    said = f"{so_many(len(units), 'área', 'áreas')}, {so_many(signers, 'firma', 'firman')} documentos."
    return Found(DONE if signers else DOUBTFUL, said if signers else f"{said} Diga quién firma.")


def _election(election: Election) -> Found:
    kind = "obligatoria" if election.mandatory else "voluntaria"
    return Found(DONE, f"{election.name}, {kind}, en /{election.slug}/.")


def _calendar(election: Election) -> Found:
    if election.capture_opens is None:
        return Found(MISSING, "No dice cuándo abre y cierra la captura.")
    opens, closes, public = (
        local_date(moment, election.zone)
        for moment in (
            election.capture_opens,
            election.capture_closes or election.capture_opens,
            election.publication_starts,
        )
    )
    said = (
        f"Captura del {long_date(opens)} al {long_date(closes)}; publicación desde el {long_date(public)}; jornada el "
        f"{long_date(election.day)}. Compruébelo con su acuerdo."
    )
    return Found(DOUBTFUL, " ".join([*strange_dates(election), said]))


def _places(election: Election) -> Found:
    plan = election.plan
    if plan is None:
        return Found(MISSING, "Ninguno: sin lugares no hay contiendas.", "No tiene lugares: falta su distritación.")
    if not plan.holds_on(election.day):
        sentence = f"{plan} no rige el día de la elección."
        return Found(MISSING, sentence, sentence)
    areas = Area.objects.of_plan(plan)
    kinds = areas.values("kind").annotate(count=Count("pk"), drawn=Count("pk", filter=Q(boundary__isnull=False)))
    by_kind = {row["kind"]: row for row in kinds}
    towns = by_kind.get(Area.Kind.MUNICIPALITY, {"count": 0, "drawn": 0})
    sections = Section.objects.filter(plan=plan).offered().count()
    districts = by_kind.get(Area.Kind.DISTRICT, {"count": 0})["count"]
    said = (
        f"{so_many(towns['count'], 'municipio', 'municipios')}, {so_many(districts, 'distrito', 'distritos')}, "
        f"{so_many(sections, 'sección', 'secciones')}."
    )
    wanted = set(election.offices.values_list("area_kind", flat=True))
    for kind, name in NEEDED_PLACES.items():
        if kind in wanted and not by_kind.get(kind, {"count": 0})["count"]:
            return Found(MISSING, f"{said} Faltan {name}.", f"No tiene {name}, y hay cargos que se eligen ahí.")
    if not sections:
        said += " Sin secciones no se busca la boleta por sección."
    if not towns["drawn"]:
        said += " Sin límites no hay mapa."
    return Found(DONE if sections and towns["drawn"] == towns["count"] else DOUBTFUL, said)


def _parties(election: Election) -> Found:
    rows = list(election.parties.annotate(inside=Count("members")))
    if not rows:
        judicial = not election.offices.exclude(kind=Office.Kind.JUDGE).exists()
        if judicial and election.offices.exists():
            return Found(DOUBTFUL, "Nadie compite por un partido: los poderes que postulan los trae la lista.")
        return Found(MISSING, "Ninguno.", "No tiene partidos.")
    joined = [party for party in rows if party.kind in (Party.Kind.COALITION, Party.Kind.COMMON)]
    bare = sum(not party.emblem for party in rows)
    said = (
        f"{so_many(sum(party.kind == Party.Kind.PARTY for party in rows), 'partido', 'partidos')}, "
        f"{so_many(len(joined), 'coalición o común', 'coaliciones o comunes')}; "
        f"{figure(bare)} sin emblema."
    )
    alone = [party.name for party in joined if party.inside < 2]
    if alone:
        said += f" Sin integrantes: {', '.join(alone)}."
    return Found(DOUBTFUL if bare or alone else DONE, said)


def _offices(election: Election) -> Found:
    offices = list(election.offices.all())
    if not offices:
        return Found(MISSING, "Ninguno.", "No tiene cargos.")
    answering = sum(office.answers for office in offices)
    said = f"{so_many(len(offices), 'cargo', 'cargos')}, {so_many(answering, 'responde', 'responden')} cuestionario."
    return Found(DONE if answering else DOUBTFUL, said)


def _contests(election: Election) -> Found:
    count = election.contests.count()
    if not count:
        return Found(DOUBTFUL, "Ninguna todavía: las hace la lista, o se escriben una por una.")
    said = so_many(count, "contienda", "contiendas") + "."
    without = _without_contest(election)
    if without:
        names = ", ".join(without[:NAMED]) + (f" y {len(without) - NAMED} más" if len(without) > NAMED else "")
        return Found(DOUBTFUL, f"{said} Sin contienda: {names}.")
    return Found(DONE, said)


def _without_contest(election: Election) -> list[str]:
    """Return the places in which an office is elected that have no contest of it, by their names."""
    held = {(contest.area_id, contest.office.area_kind) for contest in election.contests.select_related("office")}
    kinds = set(election.offices.values_list("area_kind", flat=True))
    areas = Area.objects.of_plan(election.plan).filter(kind__in=kinds)
    return [area.name for area in areas if (area.pk, area.kind) not in held]


def _agreements(election: Election) -> Found:
    count = Agreement.objects.filter(institute=election.institute).count()
    if not count:
        return Found(MISSING, "Ninguno: los citan el calendario, los textos de privacidad y los movimientos.")
    return Found(DONE, so_many(count, "acuerdo", "acuerdos") + ".")


def _legal(election: Election) -> Found:
    have = set(election.legal_texts.values_list("kind", flat=True))
    missing = [label for kind, label in LegalText.Kind.choices if kind not in have]
    if missing:
        said = f"{len(have)} de {len(LegalText.Kind.choices)} publicados; la captura no empieza sin todos."
        return Found(MISSING, f"{said} Falta: {'; '.join(missing)}.")
    return Found(DONE, f"Los {len(have)} publicados.")


def _questionnaires(election: Election) -> Found:
    draft = election.questionnaires.filter(published_at__isnull=True).count()
    if draft:
        return Found(DOUBTFUL, f"{so_many(draft, 'borrador', 'borradores')} sin publicar: se pregunta lo de antes.")
    versions = election.questionnaires.count()
    if versions:
        return Found(DONE, so_many(versions, "versión publicada", "versiones publicadas") + ".")
    return Found(DOUBTFUL, "Se pregunta lo del INE, sin cambios. Dígalo si así se queda.")


def _list(election: Election) -> Found:
    count = Candidacy.objects.of_election(election).count()
    if not count:
        return Found(MISSING, "Ninguna candidatura.", "No tiene candidaturas.")
    doubts = (
        Candidacy.objects.of_election(election).registered().unconfirmed().count()
        + Doubt.objects.filter(candidacy__election=election, outcome="").count()
        + HeldRow.objects.filter(election=election, outcome="").count()
    )
    said = so_many(count, "candidatura", "candidaturas")
    if doubts:
        return Found(DOUBTFUL, f"{said}; {so_many(doubts, 'duda', 'dudas')} por resolver.", "", ("doubts",))
    return Found(DONE, f"{said}, sin dudas.")


def _staff(election: Election) -> Found:
    rows = Grant.objects.open().staff().filter(Q(election=election) | Q(election__isnull=True))
    roles = set(rows.values_list("role", flat=True))
    missing = [str(Role(role).label) for role in STAFF if role not in roles]
    said = so_many(rows.values("user").distinct().count(), "persona", "personas") + "."
    return Found(DONE, said) if not missing else Found(DOUBTFUL, f"{said} Sin nadie: {', '.join(missing)}.")


def _letters(election: Election) -> Found:
    if nowhere := unknown_address():
        return Found(MISSING, nowhere)
    asked = Candidacy.objects.of_election(election).registered().filter(office__answers=True)
    total, without = asked.count(), without_account(asked).count()
    if not total:
        return Found(MISSING, "Todavía no hay a quién dar una cuenta.")
    if without:
        return Found(MISSING, f"{figure(without)} de {figure(total)} candidaturas todavía no tienen cuenta.")
    handed = Invitation.objects.filter(user__grants__candidacy__in=asked, delivered_at__isnull=False)
    count = handed.values("user").distinct().count()
    state = DONE if count >= total else DOUBTFUL
    accounts = so_many(total, "cuenta", "cuentas")
    return Found(state, f"{accounts}; {so_many(count, 'carta entregada', 'cartas entregadas')}.")


def _look(election: Election) -> Found:
    institute = election.institute
    if not institute.site:
        return Found(
            MISSING,
            "Falta la dirección pública del sitio, en los datos del Instituto.",
            "Falta la dirección pública del sitio, que llevan los códigos QR, los enlaces y los datos.",
            ("institute",),
        )
    said = f"{institute.site}; "
    if not institute.theme and not institute.logo:
        return Found(DOUBTFUL, f"{said}sin colores ni logotipo propios.")
    return Found(DONE, f"{said}{'con' if institute.logo else 'sin'} logotipo.")


def _stage(election: Election) -> Found:
    said = f"En etapa de {election.get_stage_display()}: "
    if election.stage == Election.Stage.OPEN:
        return Found(DONE, "Abierta.")
    return Found(DOUBTFUL, f"{said}el sitio lo dice en cada página y los buscadores no lo guardan.")


WORKS: tuple[tuple[str, str, str, tuple[str, ...], Callable[[Election], Found]], ...] = (
    ("institute", "El Instituto", "institute", (), _institute),
    ("units", "Sus áreas y quién firma", "rows", ("areas-del-instituto",), _units),
    ("election", "La elección", "election_edit", (), _election),
    ("calendar", "El calendario", "election_edit#id_capture_opens", (), _calendar),
    ("places", "Los lugares", "places", (), _places),
    ("parties", "Partidos, coaliciones y emblemas", "parties", (), _parties),
    ("offices", "Los cargos y quién responde", "rows", ("cargos",), _offices),
    ("contests", "Las contiendas", "rows", ("contiendas",), _contests),
    ("agreements", "Los acuerdos", "rows", ("acuerdos",), _agreements),
    ("legal", "Textos de privacidad", "legal", (), _legal),
    ("questionnaires", "Los cuestionarios", "questionnaire", ("curricular",), _questionnaires),
    ("list", "La lista de candidaturas", "import", (), _list),
    ("staff", "El personal", "people", (), _staff),
    ("letters", "Cuentas y cartas", "accounts", (), _letters),
    ("look", "Aspecto y dirección", "look", (), _look),
    ("stage", "Prototipo, beta, abierta", "election_edit#id_stage", (), _stage),
)
