"""Telling candidacies and parties: a message in the mailbox at once, and a mail as each account prefers."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import models

from conoceles.accounts.models import User
from conoceles.elections.models import Candidacy, Grant, Party, Role
from conoceles.lib.dates import long_date
from conoceles.mail.models import Message
from conoceles.mail.sending import post

# Addresses of the workshop that mails carry for years; a test sees that they lead to the pages of capture.
OF_CANDIDACY, OF_PARTY, OF_ACCOUNT = "/captura/{}/", "/captura/partido/{}/", "/cuenta/"


class Kind(models.TextChoices):
    """Why a box is told something."""

    RECEIVED = "received", "acuse"
    OBSERVED = "observed", "observaciones"
    APPROVED = "approved", "validado"
    PUBLISHED = "published", "publicado"
    REOPENED = "reopened", "petición de reabrir"
    PAUSED = "paused", "fuera del sitio"
    MOVEMENT = "movement", "movimiento"
    COMMITMENT = "commitment", "compromisos"
    NOTICE = "notice", "aviso"
    GROUP = "group", "acción afirmativa"
    ACCESS = "access", "acceso a la cuenta"


# What each kind says to a candidacy, and to a party of several of its candidacies.
WORDS = {
    Kind.APPROVED: (
        "El Instituto validó su cuestionario",
        "Lo que entregó ya está validado. Se publicará en la fecha que marca el calendario; le avisaremos.",
        "El Instituto validó el cuestionario de",
    ),
    Kind.PUBLISHED: (
        "Su información ya es pública",
        "Lo que el Instituto validó ya se lee en el sitio.",
        "Ya es pública la información de",
    ),
}
NAMED = 60


def tell_candidacies(candidacies: Iterable[Candidacy], kind: str) -> None:
    """Tell many candidacies the same in one act, and each of their parties once, naming them. Practices are told
    nothing."""
    chosen = [one for one in candidacies if not one.election.practice]
    subject, text, of_party = WORDS[Kind(kind)]
    rows = [
        Message(box=one.key, kind=kind, subject=subject, text=text, link=OF_CANDIDACY.format(one.key)) for one in chosen
    ]
    for party, members in _by_party(chosen).items():
        head = f"{of_party} {members[0]}" if len(members) == 1 else f"{of_party} {len(members)} candidaturas"
        rest = f"\n- y {len(members) - NAMED} más" if len(members) > NAMED else ""
        names = "\n".join(f"- {name}" for name in members[:NAMED]) + rest
        rows.append(Message(box=party.key, kind=kind, subject=head[:160], text=names, link=OF_PARTY.format(party.key)))
    _post(rows)


def tell(
    candidacy: Candidacy,
    kind: str,
    subject: str,
    text: str,
    *,
    link: str = "",
    to_party: bool = True,
    always: bool = False,
) -> None:
    """Tell one candidacy something, and its party the same unless it is the person's own affair.

    What is `always` mailed goes also to whoever wants no mails.
    """
    if candidacy.election.practice:
        return
    link = link or OF_CANDIDACY.format(candidacy.key)
    rows = [Message(box=candidacy.key, kind=kind, subject=subject[:160], text=text, link=link)]
    if to_party:
        party = candidacy.ticket.party
        rows.append(
            Message(
                box=party.key,
                kind=kind,
                subject=f"{candidacy.person.name}: {subject}"[:160],
                text=text,
                link=OF_CANDIDACY.format(candidacy.key),
            )
        )
    _post(rows, always=always)


def tell_notice(candidacy: Candidacy, missing: list[str], term: date, user: User | None, *, entered: bool) -> Message:
    """Put the institute's formal notice in a candidacy's mailbox, mailed to the account that is given whatever it
    prefers, and return it."""
    what = "está incompleto" if entered else "no se ha respondido"
    rest = "\n".join(f"- {one}" for one in missing or ["entregarlo"])
    row = Message(
        box=candidacy.key,
        kind=Kind.NOTICE,
        subject="Aviso formal: su cuestionario está incompleto" if entered else "Aviso formal: falta su cuestionario",
        text=f"El Instituto le avisa que su cuestionario de Conóceles {what}. Puede completarlo y entregarlo hasta el "
        f"{long_date(term)}.\n\nFalta:\n{rest}",
        link=OF_CANDIDACY.format(candidacy.key),
    )
    post([row], {candidacy.key: [user] if user else []}, always=True)
    return row


def note_parties(candidacies: Iterable[Candidacy], term: date) -> None:
    """Tell each party which of its candidacies the institute notified."""
    for party, members in _by_party(candidacies).items():
        rest = f"\n- y {len(members) - NAMED} más" if len(members) > NAMED else ""
        names = "\n".join(f"- {name}" for name in members[:NAMED])
        what = "una de sus candidaturas" if len(members) == 1 else f"{len(members)} de sus candidaturas"
        text = f"El plazo es el {long_date(term)}.\n{names}{rest}"
        tell_party(party, Kind.NOTICE, f"Aviso formal a {what}", text)


def tell_party(party: Party, kind: str, subject: str, text: str, *, link: str = "", always: bool = False) -> None:
    """Tell a party something of its own."""
    link = link or OF_PARTY.format(party.key)
    _post([Message(box=party.key, kind=kind, subject=subject[:160], text=text, link=link)], always=always)


def tell_account(user: User, subject: str, text: str, *, link: str = "") -> None:
    """Tell an account something of its own access, always by mail too where it has a confirmed address."""
    row = Message(box=user.username, kind=Kind.ACCESS, subject=subject[:160], text=text, link=link or OF_ACCOUNT)
    post([row], {user.username: [user] if user.email else []}, always=True)


def _by_party(candidacies: Iterable[Candidacy]) -> dict[Party, list[str]]:
    pks = [one.pk for one in candidacies]
    found: dict[Party, list[str]] = defaultdict(list)
    rows = Candidacy.objects.filter(pk__in=pks).select_related("ticket__party", "person").order_by("person__name")
    for one in rows:
        if one.ticket.party.kind != Party.Kind.INDEPENDENT:
            found[one.ticket.party].append(one.person.name)
    return found


def _post(rows: list[Message], *, always: bool = False) -> None:
    """Put messages in the boxes of candidacies and parties, and mail them to whoever reads those."""
    keys = [row.box for row in rows]
    found: dict[str, list[User]] = defaultdict(list)
    grants = Grant.objects.open().filter(role__in=(Role.CANDIDATE, Role.PARTY), user__is_active=True)
    grants = grants.exclude(user__email="").select_related("user")
    grants = grants if always else grants.exclude(user__mails=User.Mails.NONE)
    for grant in grants.filter(candidacy__key__in=keys).select_related("candidacy"):
        found[grant.candidacy.key].append(grant.user)  # type: ignore[union-attr]
    for grant in grants.filter(party__key__in=keys).select_related("party"):
        found[grant.party.key].append(grant.user)  # type: ignore[union-attr]
    post(rows, found, always=always)
