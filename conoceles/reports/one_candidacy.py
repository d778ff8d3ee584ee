"""All that staff needs about one candidacy, each part for the roles that may see it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.utils import timezone

from conoceles.accounts import addresses, invitations
from conoceles.accounts.models import Invitation, User
from conoceles.capture.models import HelpRequest
from conoceles.capture.party.dashboard import Line, lines
from conoceles.elections.models import Candidacy, Extension, Grant, Role
from conoceles.elections.windows import Window, capture_window
from conoceles.lib.dates import moment_in_words
from conoceles.mail.models import Delivery
from conoceles.movements.models import Movement
from conoceles.profiles.models import Observation, ProfileSection
from conoceles.questionnaires.asked import asked_in
from conoceles.reports.models import Notice

# Who sees each part; what is in none of them is for all who may open the page.
ACCOUNT = {Role.COORDINATION, Role.LIAISON, Role.REGISTER, Role.HELP_DESK}
ADDRESS = {Role.COORDINATION, Role.LIAISON}
TEXTS = {Role.COORDINATION, Role.LIAISON, Role.REVIEWER}
NOTICES = {Role.COORDINATION, Role.LIAISON, Role.REGISTER, Role.HELP_DESK, Role.COMMISSION}
MOST = 20


@dataclass
class Account:
    """How somebody enters: her account, her letter, and what she does who cannot."""

    grant: Grant
    letter: Invitation | None
    used: bool
    factor: bool
    # Her confirmed address or the one that waits, as the role may read it.
    address: str
    confirmed: bool
    returned: bool
    advice: str


@dataclass
class Section:
    """A section as far as it has come: until when it may be corrected, and since when it is public."""

    title: str
    label: str
    until: datetime | None
    public_since: datetime | None


@dataclass
class Whole:
    """One candidacy as one role sees it; None where it may not."""

    candidacy: Candidacy
    window: Window
    line: Line
    sections: list[Section]
    account: Account | None = None
    sees_account: bool = False
    observations: list[Observation] = field(default_factory=list)
    corrections: int = 0
    notices: list[Notice] | None = None
    calls: list[HelpRequest] | None = None
    movements: list[Movement] = field(default_factory=list)
    on_site: bool = False
    extensions: list[Extension] = field(default_factory=list)

    @property
    def has_public(self) -> bool:
        """Return whether anything that it answered is public."""
        return any(section.public_since for section in self.sections)


def whole(candidacy: Candidacy, roles: set[str], audiences: Iterable[str]) -> Whole:
    """Return what some roles see of a candidacy; `audiences` are those whose questions they read."""
    election, now = candidacy.election, timezone.now()
    sections = list(
        ProfileSection.objects.filter(profile__candidacy=candidacy, confidential=False).order_by("profile", "pk")
    )
    found = Whole(
        candidacy, capture_window(candidacy, now), lines([candidacy], election)[0], _sections(candidacy, sections)
    )
    found.sees_account = bool(roles & ACCOUNT)
    if found.sees_account:
        found.account = _account(candidacy, roles)
    open_ones = Observation.objects.open().filter(section__in=sections).select_related("submission", "section")
    found.corrections = open_ones.count()
    if roles & TEXTS:
        found.observations = list(open_ones[:MOST])
    if roles & NOTICES:
        found.notices = list(Notice.objects.filter(candidacy=candidacy).order_by("-sent_at")[:MOST])
    if audiences:
        calls = HelpRequest.objects.filter(candidacy=candidacy, audience__in=list(audiences))
        found.calls = list(calls.order_by("-asked_at")[:MOST])
    found.on_site = bool(election.published_at) and candidacy.office.answers
    movements = Movement.objects.filter(candidacy=candidacy).select_related("agreement", "other__person")
    found.movements = list(movements.order_by("-day", "-pk")[:MOST])
    found.extensions = list(Extension.objects.good_for(candidacy, now).order_by("-until"))
    return found


def _sections(candidacy: Candidacy, rows: list[ProfileSection]) -> list[Section]:
    by_key = {one.key: one for one in rows}
    found = []
    for key, part in asked_in(candidacy.election).parts.items():
        row = by_key.get(key)
        label = row.get_state_display() if row else "vacía"
        found.append(Section(part.title, label, row.until if row else None, row.public_since if row else None))
    return found


def _account(candidacy: Candidacy, roles: set[str]) -> Account | None:
    rows = Grant.objects.open().filter(candidacy=candidacy, role=Role.CANDIDATE).select_related("user")
    grant = rows.first()
    if grant is None:
        return None
    user, letter = grant.user, grant.user.invitations.order_by("-issued_at").first()
    address = addresses.of(user)
    used = invitations.in_use(user)
    return Account(
        grant=grant,
        letter=letter,
        used=used,
        factor=Authenticator.objects.filter(user=user).exclude(type="recovery_codes").exists(),
        address=address if roles & ADDRESS else _masked(address),
        confirmed=bool(user.email),
        returned=Delivery.objects.troubled().filter(user=user).exists(),
        advice=_advice(user, letter, used=used),
    )


def _masked(address: str) -> str:
    """Return an address so that whoever has it recognises it, and nobody else learns it: «a…@ejemplo.mx»."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}" if domain else ""


def _advice(user: User, letter: Invitation | None, *, used: bool) -> str:
    """Return what to say to somebody who cannot enter."""
    if used and user.email:
        return "Ya entró antes. Si olvidó su contraseña, la repone con su correo en «Olvidé mi contraseña»."
    if used:
        return "Ya entró antes y no tiene correo confirmado: si olvidó su contraseña, necesita una carta nueva."
    if letter is None or letter.closed_at:
        return "No tiene carta: hay que hacérsela."
    if letter.expires_at <= timezone.now():
        return f"Su carta venció el {moment_in_words(letter.expires_at)}: hay que hacerle otra."
    if not letter.delivered_at:
        return "Su carta está hecha y nadie registró que se entregara: pregúntele si la tiene, o entréguele otra."
    whose = f"La recibió {letter.received_by}" if letter.received_by else "Se le envió"
    return (
        f"{whose} el {moment_in_words(letter.delivered_at)} y no la ha usado: con su código entra en /activar/, una "
        f"vez, hasta el {moment_in_words(letter.expires_at)}."
    )
