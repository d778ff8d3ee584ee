"""A letter for an account that somebody uses already: it takes the account from her, so two people give it."""

from conoceles.accounts import invitations
from conoceles.accounts.adapters import at_workshop
from conoceles.accounts.models import User
from conoceles.elections import two_people
from conoceles.elections.letters import issue_letters, letters_pdf
from conoceles.elections.models import Grant, Prepared
from conoceles.elections.two_people import Done

RELATED = (
    "user",
    "election__institute",
    "party",
    "candidacy__person",
    "candidacy__office",
    "candidacy__ticket__party",
    "candidacy__ticket__contest__area",
)


def ask(grant: Grant, by: User, *, by_mail: bool, number: str = "") -> Done | None:
    """Give a new letter for an account in use and return it; None where it waits for a second person.

    Raises ValueError with a Spanish sentence when it cannot be given: never by mail, which whoever used the account
    reads.
    """
    if by_mail:
        raise ValueError(
            f"La cuenta de {grant.user.name} está en uso, y su correo es de quien la usa: pida una carta. Nada cambió."
        )
    return two_people.do(
        "letter",
        grant.election,
        by,
        {"grant": grant.pk, "number": number},
        candidacy=grant.candidacy,
        party=grant.party,
    )


def _says(prepared: Prepared) -> str:
    grant = Grant.objects.filter(pk=prepared.values["grant"]).select_related("user").first()
    whose = grant.user.name if grant else "una cuenta que ya no está"
    return f"Para {whose}: emitir una carta nueva. La cuenta está en uso: su contraseña deja de servir al liberarse."


@two_people.act("letter", "Carta para una cuenta en uso", _says)
def _give(prepared: Prepared, by: str) -> Done:
    grant = Grant.objects.open().filter(pk=prepared.values["grant"]).select_related(*RELATED).first()
    if grant is None or grant.election is None:
        raise ValueError("Esa cuenta ya no está abierta: no hay a quién dar la carta.")
    election = grant.election
    paper = letters_pdf(
        issue_letters([grant], by=by, used=True),
        election,
        at_workshop("activate"),
        number=prepared.values["number"],
    )
    invitations.end_access(grant.user, by=by, election=election.slug)
    return Done(f"Carta nueva para {grant.user.name}.", paper, f"carta-{grant.user.username}.pdf")
