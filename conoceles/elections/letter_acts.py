"""A letter for an account that somebody uses already: it takes the account from her, so two people give it."""

from conoceles.accounts import invitations
from conoceles.accounts.adapters import at_workshop
from conoceles.accounts.models import User
from conoceles.elections import two_people
from conoceles.elections.invitation_mail import send_invitations
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

    Raises ValueError with a Spanish sentence when it cannot be given.
    """
    return two_people.do(
        "letter",
        grant.election,
        by,
        {"grant": grant.pk, "mail": by_mail, "number": number},
        candidacy=grant.candidacy,
        party=grant.party,
    )


def _says(prepared: Prepared) -> str:
    grant = Grant.objects.filter(pk=prepared.values["grant"]).select_related("user").first()
    how = "enviar por correo un código nuevo" if prepared.values["mail"] else "emitir una carta nueva"
    whose = grant.user.name if grant else "una cuenta que ya no está"
    return f"Para {whose}: {how}. La cuenta está en uso: su contraseña deja de servir al liberarse."


@two_people.act("letter", "Carta para una cuenta en uso", _says)
def _give(prepared: Prepared, by: str) -> Done:
    grant = Grant.objects.open().filter(pk=prepared.values["grant"]).select_related(*RELATED).first()
    if grant is None or grant.election is None:
        raise ValueError("Esa cuenta ya no está abierta: no hay a quién dar la carta.")
    election, address = grant.election, at_workshop("activate")
    if prepared.values["mail"]:
        try:
            done, _without = send_invitations([grant], election, address, by=by)
        except OSError as error:
            raise ValueError("El servidor de correo no responde: intente más tarde. Nada cambió.") from error
        if not done:
            raise ValueError("Esa cuenta no tiene correo: prepare una carta. Nada cambió.")
        paper = b""
    else:
        paper = letters_pdf(
            issue_letters([grant], by=by, used=True), election, address, number=prepared.values["number"]
        )
    invitations.end_access(grant.user, by=by, election=election.slug)
    return Done(f"Código nuevo para {grant.user.name}.", paper, f"carta-{grant.user.username}.pdf")
