"""The groups under which a candidacy is registered: telling it that they will be public, and which may be shown.

Nobody who is registered under an affirmative action can refuse that its group be public; she is told so, and has a term
to ask for a reserve. Until it is over, and while a request waits, nothing is shown.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election, Grant, Role
from conoceles.elections.oficio import files_of, oficio
from conoceles.lib.dates import end_of_day, moment_in_words
from conoceles.lib.paper import make_pdf
from conoceles.lib.text import in_list
from conoceles.profiles import mailbox
from conoceles.profiles.models import GroupNotice, ReserveRequest
from conoceles.profiles.workflow import Hand

TEMPLATE = Path(__file__).parent / "paper" / "groups.typ"
# Of a candidacy, with its key.
RESERVE_PAGE = "/captura/{}/reserva/"


def untold(candidacy: Candidacy) -> list[str]:
    """Return the groups of a candidacy of which it was not told, nor sent a letter, in the order of the vocabulary."""
    told = {notice.group for notice in candidacy.group_notices.all()}
    return [group for group in candidacy.affirmative_actions if group not in told]


def shown_groups(candidacy: Candidacy, at: datetime) -> list[str]:
    """Return the groups of a candidacy that may be public at a moment: those of which it was told and whose term to ask
    for a reserve is over; none while a request waits or once a reserve was granted."""
    if not candidacy.affirmative_actions or withheld(candidacy):
        return []
    over = {notice.group for notice in candidacy.group_notices.all() if notice.until and notice.until <= at}
    return [group for group in candidacy.affirmative_actions if group in over]


def coming_groups(candidacy: Candidacy) -> list[str]:
    """Return the groups that will be public once the terms are over, if no reserve is granted."""
    return [] if withheld(candidacy) else list(candidacy.affirmative_actions)


def withheld(candidacy: Candidacy) -> bool:
    """Return whether nothing of a candidacy's identity may be public now: it has a reserve, or asked for one and waits,
    or it no longer stands."""
    if candidacy.identity_reserved or candidacy.status != Candidacy.Status.REGISTERED:
        return True
    return candidacy.pk is not None and ReserveRequest.objects.waiting().filter(candidacy=candidacy).exists()


def sentence(candidacy: Candidacy, groups: Iterable[str]) -> str:
    """Return what a candidacy is told of some of its groups, the same on screen, in mails and on paper."""
    names = in_list([Candidacy.Group(group).label for group in groups])
    return (
        f"Su candidatura está registrada por acción afirmativa: {names}. Ese dato se publica aunque no consienta que "
        f"se publiquen sus respuestas de identidad. {_term(candidacy.election)}"
    )


def general(election: Election) -> str:
    """Return the same of whoever may be registered under an affirmative action, for a form that names nobody."""
    return (
        "Si su candidatura está registrada por una acción afirmativa, el grupo por el que se registró se publica "
        f"aunque no consienta que se publiquen sus respuestas de identidad. {_term(election)}"
    )


def _term(election: Election) -> str:
    days = election.reserve_days
    return (
        f"Si no quiere que se publique, pida la reserva: tiene {days} {'día' if days == 1 else 'días'} desde que se le "
        "avisa, y nada se publica mientras se resuelve."
    )


def tell(candidacies: Iterable[Candidacy], how: str, hand: Hand, at: datetime, *, number: str = "") -> list[Candidacy]:
    """Tell candidacies of the groups of which they were not told, and return those that were told now.

    A letter only begins to tell: its term runs from the day on which it is received (`receive`).
    """
    told = []
    with transaction.atomic():
        for candidacy in candidacies:
            groups = untold(candidacy)
            if not groups:
                continue
            letter = how == GroupNotice.How.LETTER
            until = end_of_day(at, candidacy.election.reserve_days, candidacy.election.zone)
            GroupNotice.objects.bulk_create(
                GroupNotice(
                    candidacy=candidacy,
                    group=group,
                    how=how,
                    number=number,
                    sent_at=at,
                    sent_by=hand.by,
                    told_at=None if letter else at,
                    until=None if letter else until,
                )
                for group in groups
            )
            record(
                "group-told",
                by=hand.by,
                role=hand.role,
                election=candidacy.election.slug,
                thing=f"candidacy {candidacy.key}",
                how=how,
            )
            if how == GroupNotice.How.BOX:
                mailbox.tell(
                    candidacy,
                    mailbox.Kind.GROUP,
                    "Su registro por acción afirmativa será público",
                    f"{sentence(candidacy, groups)} Puede pedirla hasta el {moment_in_words(until)}.",
                    link=RESERVE_PAGE.format(candidacy.key),
                    to_party=False,
                )
            told.append(candidacy)
    return told


def receive(candidacy: Candidacy, day: datetime, received_by: str, hand: Hand) -> int:
    """Record that a letter was received at a moment, from which its term runs, and return how many groups it told."""
    until = end_of_day(day, candidacy.election.reserve_days, candidacy.election.zone)
    with transaction.atomic():
        rows = candidacy.group_notices.filter(told_at__isnull=True)
        count = rows.update(told_at=day, until=until, received_by=received_by[:160])
        if count:
            record(
                "group-letter-received",
                by=hand.by,
                role=hand.role,
                election=candidacy.election.slug,
                thing=f"candidacy {candidacy.key}",
            )
    return count


def registered(election: Election) -> QuerySet[Candidacy]:
    """Return the candidacies of an election that stand and are registered under an affirmative action, as a line says
    them, with their notices."""
    rows = Candidacy.objects.of_election(election).registered().exclude(affirmative_actions=[]).with_register()
    return rows.select_related("election").prefetch_related("group_notices").order_by("person__name", "pk")


def with_box(candidacies: Iterable[Candidacy]) -> set[int]:
    """Return those whose account was used: what its mailbox says is read."""
    pks = [one.pk for one in candidacies]
    grants = Grant.objects.open().filter(role=Role.CANDIDATE, candidacy__in=pks, user__last_login__isnull=False)
    return set(grants.values_list("candidacy", flat=True))


def letters(rows: list[Candidacy], election: Election) -> bytes:
    """Return the letters that tell some candidacies, each on its page with its receipt, as PDF/UA."""
    return make_pdf(
        TEMPLATE,
        {
            **oficio(election, matter="registro por acción afirmativa"),
            "letters": [
                {
                    "name": one.person.name,
                    "what": f"{one.office.name}, {one.ticket.contest.area.name}",
                    "party": one.ticket.party.name,
                    "number": next((notice.number for notice in one.group_notices.all()), ""),
                    "text": sentence(one, one.affirmative_actions),
                }
                for one in rows
            ],
        },
        files_of(election),
    )


def over(at: datetime) -> QuerySet[GroupNotice]:
    """Return the notices whose term is over and that the ledger does not have yet, in elections whose campaign runs."""
    return GroupNotice.objects.filter(
        until__lte=at,
        shown_at__isnull=True,
        candidacy__election__published_at__isnull=False,
        candidacy__election__publication_starts__lte=at,
        candidacy__election__silence_starts__gt=at,
    ).order_by("candidacy")
