"""Whoever an act of two people concerns is told, in her mailbox and by mail; and whoever's account somebody entered."""

from typing import Any

from conoceles.accounts import addresses
from conoceles.accounts.models import User
from conoceles.elections import two_people
from conoceles.elections.models import Grant, Prepared, Role
from conoceles.profiles import mailbox

PREPARED = "/registro/"
ASKED = "Ábralo en «Actos de dos personas» de la elección: libérelo, o deséchelo si no debe hacerse."
HOW = {
    "": "Se pidió algo que le toca a su cuenta",
    "released": "Se hizo lo que se había pedido de su cuenta",
    "alone": "Una sola persona hizo lo que se había pedido de su cuenta",
    "given_up": "No se hará lo que se había pedido de su cuenta",
}
LETTER = {
    "": (
        "Se pidió una carta de acceso nueva para esta cuenta",
        "Mientras otra persona del Instituto no la libere, su contraseña sigue sirviendo. Si usted no la pidió, avise "
        "hoy a la mesa de ayuda.",
    ),
    "released": (
        "Se emitió una carta de acceso nueva para esta cuenta",
        "La contraseña, el segundo factor y las llaves de antes ya no entran; entra quien tenga el código nuevo. Si "
        "usted no lo pidió, avise hoy a la mesa de ayuda.",
    ),
    "given_up": (
        "No se emitió la carta de acceso que se había pedido",
        "Se desechó. Su contraseña sigue sirviendo.",
    ),
}


def of_prepared(sender: object, prepared: Prepared, **more: Any) -> None:
    """Receiver of `two_people.happened`: a letter for an account in use is told at each step, and whatever one person
    released alone is told with its reason."""
    how = prepared.outcome or ("" if prepared.pk else str(Prepared.Outcome.RELEASED))
    alone = f"Lo liberó una sola persona. Motivo: {prepared.reason}" if prepared.reason else ""
    if prepared.pk and not prepared.outcome:
        for user in two_people.releasers(prepared):
            mailbox.tell_account(user, f"Espera a otra persona: {prepared.said}", ASKED, link=PREPARED)
    if prepared.account:
        mailbox.tell_account(prepared.account, HOW[how], f"{prepared.said} {alone}".strip())
    if prepared.act == "letter":
        subject, text = LETTER["released" if alone else how]
        _both(prepared, subject, f"{text} {alone}".strip())
        # Her address opens nothing any more once it is released: it is written to at once, whatever is queued.
        owner = User.objects.filter(grants=prepared.values["grant"]).first()
        address = owner.email if owner and how in ("released", "alone") else ""
        addresses.tell(address, subject, f"{text} {alone}".strip(), whose=owner)
    elif alone:
        _both(prepared, "Un acto que necesita dos personas lo liberó una sola", alone)


def _both(prepared: Prepared, subject: str, text: str) -> None:
    if prepared.candidacy:
        mailbox.tell(prepared.candidacy, mailbox.Kind.ACCESS, subject, text, always=True)
    elif prepared.party:
        mailbox.tell_party(prepared.party, mailbox.Kind.ACCESS, subject, text, always=True)


def of_entered(sender: object, user: User, again: bool, before: str, **more: Any) -> None:
    """Receiver of `invitations.entered`: an account that was in use and was opened with a letter."""
    if not again:
        return
    subject = "Su cuenta se abrió con una carta nueva"
    text = "Alguien puso una contraseña nueva con el código de una carta. Si no fue usted, avise hoy al Instituto."
    _every_box(user, subject, text)
    addresses.tell(before, subject, text, whose=user)


def of_given(sender: object, grant: Grant, by: str, **more: Any) -> None:
    """Receiver of `grants.given`: staff are told of a role that they have from now on."""
    if grant.role in (Role.PARTY, Role.CANDIDATE):
        return
    where = str(grant.election) if grant.election else "toda la instalación"
    subject = f"Tiene la función de {grant.get_role_display()}"
    text = f"Desde ahora, en {where}. Si no le corresponde, avise a la coordinación."
    mailbox.tell_account(grant.user, subject, text)


def _every_box(user: User, subject: str, text: str) -> None:
    mailbox.tell_account(user, subject, text)
    for grant in (
        Grant.objects.open()
        .filter(user=user, candidacy__isnull=False)
        .select_related("candidacy__election", "candidacy__person", "candidacy__ticket__party")
    ):
        if grant.candidacy:
            mailbox.tell(grant.candidacy, mailbox.Kind.ACCESS, subject, text, always=True)
    for grant in Grant.objects.open().filter(user=user, party__isnull=False).select_related("party"):
        if grant.party:
            mailbox.tell_party(grant.party, mailbox.Kind.ACCESS, subject, text, always=True)
