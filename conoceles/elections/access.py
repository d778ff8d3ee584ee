"""Who may enter what of an election: the roles of an account, read once for each request."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from conoceles.accounts.models import User
from conoceles.elections.models import Election, Grant, Institute, Role
from conoceles.lib.access import READ, View, rule

# How the address of a practice election begins: no staff screen opens one.
PRACTICE = "practica-"
STAFF = [role for role in Role if role not in (Role.PARTY, Role.CANDIDATE)]


@dataclass
class Grants:
    """The open grants of one account."""

    rows: list[Grant]

    def roles(self, slug: str | None = None) -> set[str]:
        """Return the staff roles in an election; in any election when none is named."""
        return {
            grant.role for grant in self.staff if slug is None or grant.election is None or grant.election.slug == slug
        }

    @cached_property
    def staff(self) -> list[Grant]:
        return [grant for grant in self.rows if grant.role not in (Role.PARTY, Role.CANDIDATE)]

    @property
    def everywhere(self) -> set[str]:
        """Return the roles that are good for the whole installation."""
        return {grant.role for grant in self.staff if grant.election is None}

    def of_role(self, role: str) -> list[Grant]:
        return [grant for grant in self.rows if grant.role == role]


def grants(request: HttpRequest) -> Grants:
    """Return the grants of whoever asks; none for visitors. One query for each request."""
    found: Grants | None = getattr(request, "_grants", None)
    if found is None:
        user = request.user
        rows = (
            Grant.objects.open().filter(user=user).select_related("election", "party", "candidacy")
            if isinstance(user, User)
            else Grant.objects.none()
        )
        found = Grants(list(rows))
        request._grants = found  # type: ignore[attr-defined]
    return found


def help_desk(request: HttpRequest) -> dict[str, object]:
    """Give templates whom to call, read only where it is shown."""

    def found() -> str:
        institute = Institute.objects.first()
        return institute.help_desk if institute else ""

    return {"help_desk": SimpleLazyObject(found)}


def visible_elections(request: HttpRequest) -> "Iterable[Election]":
    """Return the elections in which whoever asks has a staff role, newest first."""
    mine = grants(request)
    rows = Election.objects.filter(practice=False).select_related("institute")
    if mine.everywhere:
        return rows
    return rows.filter(pk__in=[grant.election_id for grant in mine.staff])


def staff(*roles: str, methods: tuple[str, ...] = READ, coordination: bool = True) -> Callable[[View], View]:
    """Mark a view of an election for staff with one of the roles there, and for coordination unless it is said not to be.

    The election is the one that the address names (`slug`); without one, a role in any election is enough.
    """
    wanted = {*([Role.COORDINATION.value] if coordination else []), *(str(role) for role in roles)}
    who = ", ".join(label for value, label in Role.choices if value in wanted)

    def allowed(request: Any, kwargs: dict[str, Any]) -> bool:
        slug = kwargs.get("slug") or ""
        return not slug.startswith(PRACTICE) and bool(grants(request).roles(kwargs.get("slug")) & wanted)

    return rule(who, methods, allowed)


# (address, title, what it is for, roles that may enter besides coordination), in the order of the calendar.
WORKS = (
    ("accounts", "Cuentas y cartas", "abrir, entregar, reponer", (Role.LIAISON, Role.REGISTER)),
    ("progress", "Avance", "por partido y contienda", tuple(STAFF)),
    ("review_queue", "Revisión", "leer, observar, validar", (Role.REVIEWER,)),
    ("identity_queue", "Revisión de identidad", "confidencial", (Role.EQUALITY,)),
    ("notices", "Avisos", "a quien falta", (Role.LIAISON,)),
    (
        "movements",
        "Movimientos",
        "sustituciones, renuncias, correcciones",
        (Role.REGISTER, Role.LIAISON, Role.COMMISSION),
    ),
    ("helpdesk", "Mesa de ayuda", "dudas, llamadas, invitaciones", (Role.HELP_DESK, Role.EQUALITY)),
    ("identity", "Identidad", "confidencial", (Role.EQUALITY,)),
    ("identity_totals", "Identidad: estadística", "solo agregados", (Role.EQUALITY, Role.COMMISSION)),
    ("texts", "Textos del sitio", "páginas, enlaces, aspecto", (Role.COMMUNICATION,)),
    ("rubric", "Método cualitativo", "totales", (Role.REVIEWER, Role.COMMISSION, Role.LIAISON)),
    ("commitment_desk", "Compromisos", "catálogo y peticiones", (Role.LIAISON,)),
    ("archive", "Expedientes", "fichas y consentimientos, en ZIP", (Role.LIAISON,)),
    ("bounced", "Correo devuelto", "lo que no llegó", (Role.LIAISON, Role.HELP_DESK)),
    ("scans", "Consentimientos en papel", "firmados", (Role.EQUALITY, Role.LIAISON)),
    ("questionnaire", "Cuestionario", "preguntas y versiones", ()),
    ("legal", "Privacidad", "aviso y consentimientos", ()),
    ("extensions", "Prórrogas", "más tiempo, con motivo", ()),
    ("people", "Personal", "quién hace qué", ()),
    ("audit", "Auditoría", "quién hizo qué", (Role.COMMISSION,)),
)


def works(roles: set[str]) -> list[tuple[str, str, str]]:
    """Return (address, title, what it is for) of the screens around capture that some roles may enter."""
    coordination = Role.COORDINATION in roles
    return [
        (address, title, purpose)
        for address, title, purpose, allowed in WORKS
        if (coordination and address not in ("identity", "identity_queue")) or roles & {str(role) for role in allowed}
    ]


def installation(methods: tuple[str, ...] = READ) -> Callable[[View], View]:
    """Mark a view for the coordination of the whole installation: institutes, new elections."""
    return rule(
        "coordinación de toda la instalación",
        methods,
        lambda request, kwargs: Role.COORDINATION in grants(request).everywhere,
    )
