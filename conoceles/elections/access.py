"""Who may enter what of an election: the roles of an account, read once for each request, and the works that they
open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from conoceles.accounts.models import User
from conoceles.elections.models import Election, Grant, Institute, Release, Role
from conoceles.elections.waiting import Counts
from conoceles.lib.access import READ, View, rule
from conoceles.lib.dates import long_date

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


def named_election(request: HttpRequest) -> Election | None:
    """Return the election that the address names, None where it names none or one that is not. One query for each
    request."""
    if not hasattr(request, "_election"):
        named = request.resolver_match.kwargs.get("slug") if request.resolver_match else None
        rows = Election.objects.select_related("institute")
        request._election = rows.filter(slug=named).first() if named else None  # type: ignore[attr-defined]
    return request._election  # type: ignore[attr-defined, no-any-return]


def help_desk(request: HttpRequest) -> dict[str, object]:
    """Give templates whose help desk to call, read only where it is shown; None to the help desk itself."""

    def found() -> Institute | None:
        return None if Role.HELP_DESK in grants(request).roles() else Institute.objects.first()

    return {"help_desk": SimpleLazyObject(found)}


def capture_release(request: HttpRequest) -> dict[str, object]:
    """Give templates the version of capture that is in use, read only where it is shown; '' where there is none."""

    def found() -> str:
        match = request.resolver_match
        slug, key = (match.kwargs.get(name) or "" for name in ("slug", "key")) if match else ("", "")
        if not slug and not key:
            return ""
        rows = Release.objects.filter(interface=Release.Interface.CAPTURE, on__lte=timezone.localdate())
        mine = rows.filter(election__slug=slug) if slug else rows.filter(election__candidacies__key=key)
        last = mine.order_by("-on", "-id").first()
        return f"{last}, del {long_date(last.on)}" if last else ""

    return {"capture_release": SimpleLazyObject(found)}


def visible_elections(request: HttpRequest) -> "Iterable[Election]":
    """Return the elections in which whoever asks has a staff role, newest first."""
    mine = grants(request)
    rows = Election.objects.filter(practice=False).select_related("institute")
    if mine.everywhere:
        return rows
    return rows.filter(pk__in=[grant.election_id for grant in mine.staff])


OF_THE_INSTITUTE = (
    "Esto lo usan también otras elecciones del Instituto, en las que usted no trabaja: lo cambia quien coordina toda "
    "la instalación. No se guardó nada."
)


def may_change_institute(request: HttpRequest, election: Election) -> bool:
    """Return whether whoever asks may change what all elections of an institute share: who coordinates or is liaison in
    each of them, or in the whole installation."""
    wanted = {Role.COORDINATION.value, Role.LIAISON.value, Role.REGISTER.value}
    mine = grants(request)
    others = Election.objects.filter(institute=election.institute_id, practice=False).exclude(pk=election.pk)
    return bool(mine.everywhere & wanted) or all(mine.roles(one.slug) & wanted for one in others)


class Place(StrEnum):
    """Where a menu shows a work."""

    TOOLS = "tools"
    WORKS = "works"
    REGISTER = "register"
    # Beside one row of a catalogue: its address takes the screen and the row after the election's slug.
    ROW = "row"
    # Beside one candidacy: its address takes the candidacy's key after the election's slug.
    CANDIDACY = "candidacy"
    # Of the whole installation, on the page of all elections.
    INSTALLATION = "installation"
    NOWHERE = ""


class Group(StrEnum):
    """Under which heading a menu shows a work: few of each, so that none is one of twenty equal links."""

    WHO = "Candidaturas y partidos"
    ANSWERS = "Respuestas y revisión"
    SITE = "Preguntas, lugares y sitio"
    YEAR = "Informes, oficios y archivo"
    HOUSE = "Personal y auditoría"


class Press(NamedTuple):
    """The one press that attends what waits in a work: what it says, and where it leads when that is not the work's own
    page; one that acts is sent, and not only opened. It is for `only` some of the work's roles, or for all."""

    label: str
    address: str = ""
    query: str = ""
    acts: bool = False
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Work:
    """One work of an election: the decorator of its views, its entry in menus, and its lines in docs/access.md.

    `address` is the name of the URL where it begins, which takes the election's slug and then `arguments`. It is open
    to `roles`, and to coordination unless it is said not to be. `waiting(election)` counts what somebody should do now
    (`elections/waiting.py`);
    `asks` says it of one and of several, and `press` is what attends it. A `panel` is the template that shows it in a
    menu, where a link is not enough.
    """

    address: str
    label: str
    purpose: str = ""
    roles: tuple[str, ...] = ()
    coordination: bool = True
    # Of the whole installation: for the coordination that has no single election.
    everywhere: bool = False
    place: Place = Place.WORKS
    group: Group = Group.WHO
    order: int = 0
    arguments: tuple[str, ...] = ()
    panel: str = ""
    waiting: Counts | None = None
    asks: tuple[str, str] = ("", "")
    press: "Press | None" = None

    @property
    def wanted(self) -> set[str]:
        """Return the roles that may enter."""
        return {*(str(role) for role in self.roles), *([Role.COORDINATION.value] if self.coordination else [])}

    def view(
        self, *methods: str, only: tuple[str, ...] | None = None, coordination: bool = True
    ) -> Callable[[View], View]:
        """Mark a view of this work, with the methods that it answers (GET and HEAD when none is given).

        The election is the one that the address names (`slug`); without one, a role in any election is enough. `only`
        narrows the roles for this view alone, and `coordination` whether it may too.
        """
        wanted = self.wanted
        if only is not None:
            wanted = wanted & {*(str(role) for role in only), Role.COORDINATION.value}
        if not coordination:
            wanted = wanted - {Role.COORDINATION.value}
        who = ", ".join(label for value, label in Role.choices if value in wanted)

        def allowed(request: Any, kwargs: dict[str, Any]) -> bool:
            if self.everywhere:
                return bool(grants(request).everywhere & wanted)
            slug = kwargs.get("slug") or ""
            return not slug.startswith(PRACTICE) and bool(grants(request).roles(kwargs.get("slug")) & wanted)

        decorate = rule(f"{who} de toda la instalación" if self.everywhere else who, methods or READ, allowed)

        def marked(view: View) -> View:
            guarded = decorate(view)
            guarded.work = self  # type: ignore[attr-defined]
            return guarded

        return marked
