"""Every document that the institute issues, as data: its title, whether it is about a period, and its parts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from conoceles.elections.models import Election
from conoceles.reports import figures
from conoceles.reports.documents import compared, inside, parts, planned, qualitative, site_map, visited
from conoceles.reports.documents.content import Period, Section


@dataclass(frozen=True)
class Order:
    """What was asked for: of which election, about which days, counted at which edition, and when."""

    election: Election
    now: datetime
    edition: int
    period: Period
    # Under the parts of the work plan, as Durango's reports are, or by day, as Coahuila's.
    by_plan: bool = False

    @cached_property
    def counted(self) -> figures.Counted | None:
        """What the site counts at the edition: the whole record is read for it, so once for a document."""
        return figures.counted(self.election, self.now, self.edition)


@dataclass(frozen=True)
class Kind:
    """One document. Where it is not about a `period`, it says how things are now."""

    key: str
    title: str
    purpose: str
    make: Callable[[Order], list[Section]]
    period: bool = False


def _monthly(order: Order) -> list[Section]:
    election, period = order.election, order.period
    return [
        parts.activities(election, period, order.by_plan),
        parts.training(election, period),
        parts.meetings(election, period),
        parts.agreements(election, period),
        parts.letters(election, period),
        parts.how_it_came(election, order.now),
        parts.notices(election, period),
        parts.movements(election, period),
        parts.commitments(election, period),
        inside.releases(election, period),
        visited.section(election, period),
        parts.deliverables(election, period),
    ]


def _partial(order: Order) -> list[Section]:
    return [
        parts.participation(order.counted),
        parts.standing(order.counted),
        parts.how_it_came(order.election, order.now),
        parts.notices(order.election),
    ]


def _final(order: Order) -> list[Section]:
    election = order.election
    return [
        parts.participation(order.counted),
        parts.standing(order.counted),
        parts.how_it_came(election, order.now),
        qualitative.rubric(election),
        qualitative.identity(election),
        parts.notices(election),
        parts.movements(election),
        parts.commitments(election),
        parts.activities(election, order.period, order.by_plan),
        parts.training(election, order.period),
        parts.meetings(election, order.period),
        parts.agreements(election, order.period),
        parts.deliverables(election),
        inside.releases(election),
        visited.section(election),
        inside.feedback(election),
    ]


def _plan(order: Order) -> list[Section]:
    election = order.election
    return [*planned.work_plan(election), inside.releases(election), parts.deliverables(election)]


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "mensual", "Informe mensual", "actividades, sesiones, acuerdos y oficios de un mes", _monthly, period=True
        ),
        Kind("parcial", "Informe cuantitativo parcial", "cuántas han respondido, por todo lo que se publica", _partial),
        Kind(
            "incumplimiento",
            "Informe de incumplimientos",
            "quién falta, con cada aviso, para la vista al Consejo General",
            lambda order: [inside.missing(order.election)],
        ),
        Kind("final", "Informe final", "todo el proceso, con el método cualitativo", _final, period=True),
        Kind("plan", "Plan de trabajo", "áreas, actividades y entregables", _plan),
        Kind(
            "estimacion",
            "Número estimado de candidaturas",
            "cuántas se esperan, por cargo",
            lambda order: [planned.expected(order.election)],
        ),
        Kind(
            "inicio",
            "Inicio de la publicación",
            "desde cuándo, con qué y dónde se comprueba",
            lambda order: [inside.start(order.election, order.edition)],
        ),
        Kind(
            "base-de-datos",
            "Formato de la base de datos",
            "tablas, campos y cómo se relacionan",
            lambda order: inside.database(),
        ),
        Kind(
            "estructura",
            "Estructura del sitio",
            "sus páginas y archivos, con su dirección",
            lambda order: [site_map.structure(order.election, order.now, order.edition)],
        ),
        Kind(
            "proceso",
            "Proceso técnico operativo",
            "por qué estados pasa una respuesta y quién decide",
            lambda order: [planned.process()],
        ),
        Kind(
            "catalogos",
            "Catálogos",
            "cargos, partidos, lugares, preguntas y opciones",
            lambda order: planned.catalogues(order.election),
        ),
        Kind(
            "volumen", "Estimación de volumen y equipo", "cuánto ocupa", lambda order: [inside.volume(order.election)]
        ),
        Kind(
            "pruebas",
            "Evidencia de pruebas por versión",
            "qué cambió en cada versión y cómo se probó",
            lambda order: [inside.releases(order.election)],
        ),
        Kind(
            "seguridad",
            "Medidas de seguridad",
            "cómo se cuida lo que se captura",
            lambda order: [inside.security(order.election)],
        ),
        Kind(
            "privacidad",
            "Avisos de privacidad",
            "los textos en vigor y el acuerdo de cada uno",
            lambda order: inside.privacy(order.election),
        ),
        Kind(
            "oficios",
            "Relación de oficios",
            "enviados y recibidos en un periodo",
            lambda order: [parts.letters(order.election, order.period)],
            period=True,
        ),
        Kind(
            "comparativo",
            "Comparación con otras elecciones",
            "los mismos criterios, con la fuente de cada número",
            lambda order: compared.comparison(order.election, order.counted),
        ),
        Kind(
            "movimientos",
            "Tabla de sustituciones para el INE",
            "todo movimiento, con su acuerdo",
            lambda order: [parts.movements(order.election)],
        ),
    )
}
