"""Letters and mailed codes for many accounts: which are wanted, what that undoes, and doing it step by step."""

from dataclasses import dataclass, field
from smtplib import SMTPRecipientsRefused

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from conoceles.accounts.adapters import at_workshop
from conoceles.accounts.models import Invitation
from conoceles.elections import jobs
from conoceles.elections.grants import in_use, open_for_candidacy, open_for_party, without_account
from conoceles.elections.invitation_mail import send_invitations
from conoceles.elections.letter_acts import RELATED
from conoceles.elections.letters import issue_letters, letters_pdf
from conoceles.elections.models import Candidacy, Election, Grant, Job, Party, Role
from conoceles.lib.forms import whole_number
from conoceles.lib.outbox import leaves
from conoceles.lib.text import so_many
from conoceles.mail import refusals
from conoceles.mail.sending import answer

# Letters in one file.
BATCH = 300
LETTERS, CODES = "letters", "codes"
CANDIDACY, PARTY, GRANT = "c", "p", "g"
STANDS = "Ya tenía una carta en pie: no se tocó."
USED = "Ya entró con su cuenta: su carta nueva se pide sola, eligiéndola en la lista."


@dataclass
class Wanted:
    """For whom letters are asked: new accounts, accounts without a letter, and what they would undo."""

    title: str
    # As a job names each: «c12» a candidacy without account, «p3» a party without one, «g45» an account.
    left: list[str] = field(default_factory=list)
    opened: int = 0
    replaced: int = 0
    delivered: int = 0
    # Accounts that somebody uses: their letter takes them from her, and is asked for one at a time.
    used: list[Grant] = field(default_factory=list)
    by_mail: int = 0


def outside(election: Election) -> QuerySet[Grant]:
    """Return the open accounts of candidacies and parties of an election: staff never get a letter from here."""
    rows = Grant.objects.open().filter(role__in=(Role.CANDIDATE, Role.PARTY), election=election)
    return rows.filter(user__is_staff=False, election__practice=False)


def letterless(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    """Return those of some accounts whom nobody entered and no letter opens."""
    unused = rows.exclude(user__invitations__used_at__isnull=False)
    return unused.filter(~Exists(Invitation.objects.standing().filter(user=OuterRef("user"))))


def wanted(election: Election, asked: QueryDict) -> Wanted:
    """Return for whom a press asks letters: chosen accounts (`grant`), those of a party that are missing (`party`), or
    all that are missing (`all`)."""
    mine = outside(election)
    if asked.getlist("grant"):
        return _chosen(mine, [pk for text in asked.getlist("grant") if (pk := whole_number(text))])
    if asked.get("party"):
        party = election.parties.filter(pk=whole_number(asked.get("party"))).first()
        return _missing(election, mine, party) if party else Wanted("Cartas")
    return _missing(election, mine, None) if asked.get("all") else Wanted("Cartas")


def _chosen(mine: QuerySet[Grant], pks: list[int]) -> Wanted:
    rows = list(mine.filter(pk__in=pks).select_related(*RELATED).order_by(*ORDER))
    standing = Invitation.objects.standing().filter(user__in=[one.user_id for one in rows])
    used = [one for one in rows if in_use(one)]
    usable = [one for one in rows if one not in used]
    return Wanted(
        f"Carta de {rows[0].user.name}" if len(rows) == 1 else "Cartas elegidas",
        [f"{GRANT}{one.pk}" for one in usable],
        replaced=standing.exclude(user__in=[one.user_id for one in used]).count(),
        delivered=standing.exclude(user__in=[one.user_id for one in used]).filter(delivered_at__isnull=False).count(),
        used=used,
        by_mail=sum(bool(one.user.email) for one in usable),
    )


# By party, its own account first: so are they put in envelopes.
ORDER = ("candidacy__ticket__party__order", "party__order", "-role", "candidacy__ticket__contest__name", "pk")


def to_open(election: Election) -> QuerySet[Candidacy]:
    """Return the candidacies that answer and have no account."""
    return without_account(Candidacy.objects.of_election(election).registered().filter(office__answers=True))


def _missing(election: Election, mine: QuerySet[Grant], party: Party | None) -> Wanted:
    new = to_open(election)
    if party is not None:
        new = new.filter(ticket__party=party)
        mine = mine.filter(Q(party=party) | Q(candidacy__ticket__party=party))
    new = new.order_by("ticket__party__order", "ticket__contest__name", "pk")
    closed = []
    if party is not None and party.kind != Party.Kind.INDEPENDENT and not mine.filter(party=party).exists():
        closed = [f"{PARTY}{party.pk}"]
    opened = [f"{CANDIDACY}{pk}" for pk in new.values_list("pk", flat=True)]
    there = [f"{GRANT}{pk}" for pk in letterless(mine).order_by(*ORDER).values_list("pk", flat=True)]
    return Wanted(
        f"Cartas de {party.name}" if party else "Cartas que faltan",
        [*closed, *there, *opened],
        opened=len(closed) + len(opened),
    )


def _account(key: str, job: Job) -> Grant | None:
    """Return the account that a job names, opened where it is missing; None where it is not there any more."""
    kind, pk, by = key[0], int(key[1:]), job.by.username
    if kind == PARTY:
        party = job.election.parties.filter(pk=pk).first()
        return open_for_party(party, by=by) if party else None
    if kind == CANDIDACY:
        rows = Candidacy.objects.of_election(job.election).registered().select_related("election", "person")
        candidacy = rows.filter(pk=pk).first()
        return open_for_candidacy(candidacy, by=by) if candidacy else None
    return outside(job.election).filter(pk=pk).first()


def _accounts(job: Job, some: list[str], step: jobs.Step) -> list[Grant]:
    """Return the accounts of a step that get a code; the others are said why not."""
    found = [_account(key, job) for key in some]
    rows = Grant.objects.filter(pk__in=[one.pk for one in found if one]).select_related(*RELATED)
    by_pk = {one.pk: one for one in rows}
    standing = set(
        Invitation.objects.standing().filter(user__in=[one.user_id for one in rows]).values_list("user", flat=True)
    )
    step.failed += [("Una cuenta", "Ya no está abierta.") for one in found if one is None]
    good = []
    for one in (by_pk[one.pk] for one in found if one):
        if in_use(one):
            step.failed.append((one.user.name, USED))
        elif one.user_id in standing and not job.values["replaces"]:
            step.failed.append((one.user.name, STANDS))
        else:
            good.append(one)
    return good


def _letters_said(job: Job) -> str:
    if not job.done:
        return "No se hizo ninguna carta."
    return f"{so_many(job.done, 'carta hecha', 'cartas hechas')}. Cada código está solo en su carta."


@jobs.kind(LETTERS, most=BATCH, ends=_letters_said)
def _letters(job: Job, some: list[str]) -> jobs.Step:
    step = jobs.Step()
    letters = issue_letters(_accounts(job, some, step), by=job.by.username)
    if letters:
        paper = letters_pdf(
            letters,
            job.election,
            at_workshop("activate"),
            number=job.values["number"],
            receipts=job.title if len(letters) > 1 else "",
        )
        step.papers.append((f"cartas-{job.election.slug}-{len(job.papers) + 1}.pdf", paper))
    step.done = len(letters)
    return step


def _codes_said(job: Job) -> str:
    if not job.done:
        return "No se envió ningún código."
    how = "enviado por correo" if leaves() else "escrito, sin enviar"
    hows = "enviados por correo" if leaves() else "escritos, sin enviar"
    return f"{so_many(job.done, f'código {how}', f'códigos {hows}')}."


@jobs.kind(CODES, most=1, ends=_codes_said)
def _codes(job: Job, some: list[str]) -> jobs.Step:
    step = jobs.Step()
    rows = _accounts(job, some, step)
    try:
        step.done, without = send_invitations(rows, job.election, at_workshop("activate"), by=job.by.username)
    except SMTPRecipientsRefused as error:
        why = refusals.in_words(refusals.code_of(*answer(error)))
        step.failed.append((rows[0].user.name, f"{why.capitalize()}: entréguele carta."))
        return step
    if without:
        step.failed.append((rows[0].user.name, "No tiene correo confirmado: entréguele carta."))
    return step
