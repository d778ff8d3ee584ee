"""A second factor that somebody lost is taken off her account: her telephone is gone, her password is not."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from conoceles.accounts import addresses
from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections import two_people
from conoceles.elections.models import Grant, Prepared
from conoceles.elections.two_people import Done

TOLD = (
    "Sistemas quitó el segundo factor de su cuenta desde el servidor: {why}\n\nSus sesiones se cerraron. Al ingresar "
    "con su contraseña pondrá otro. Si usted no lo pidió, avise hoy a la coordinación."
)


def ask(grant: Grant, by: User, reason: str) -> Done | None:
    """Take the second factor off the account of a grant and return what to say; None where it waits for a second
    person. Raises ValueError with a Spanish sentence for an account that has none."""
    if not Authenticator.objects.filter(user=grant.user).exists():
        raise ValueError(f"La cuenta de {grant.user.name} no tiene segundo factor.")
    return two_people.do(
        "factor",
        grant.election,
        by,
        {"grant": grant.pk, "why": reason},
        candidacy=grant.candidacy,
        party=grant.party,
        account=grant.user,
        # Nobody takes off her own alone.
        always=grant.user_id == by.pk,
    )


def _says(prepared: Prepared) -> str:
    grant = Grant.objects.filter(pk=prepared.values["grant"]).select_related("user").first()
    whose = grant.user.name if grant else "una cuenta que ya no está"
    return f"Quitar el segundo factor a {whose}, que lo perdió: {prepared.values['why']}"


@two_people.act("factor", "Segundo factor perdido", _says)
def _lift(prepared: Prepared, by: str) -> Done:
    grant = Grant.objects.open().filter(pk=prepared.values["grant"]).select_related("user", "election").first()
    if grant is None:
        raise ValueError("Esa cuenta ya no está abierta.")
    slug = grant.election.slug if grant.election else ""
    _take_off(grant.user, by, slug, str(prepared.values["why"]))
    return Done(f"{grant.user.name} ya no tiene segundo factor: entra con su contraseña y pone otro. Se le avisó.")


def lift_from_terminal(user: User, why: str) -> None:
    """Take the second factor off an account from the server's terminal, and write to her that it was done. Raises
    ValueError with a Spanish sentence for an account that has none."""
    if not Authenticator.objects.filter(user=user).exists():
        raise ValueError(f"La cuenta de {user.name} no tiene segundo factor.")
    with transaction.atomic():
        _take_off(user, "", "", why)
        # Whoever is in with the lost one does not stay.
        for session in UserSession.objects.filter(user=user):
            session.end()
        addresses.tell(user.email, "se quitó su segundo factor", TOLD.format(why=why), whose=user)


def _take_off(user: User, by: str, slug: str, why: str) -> None:
    Authenticator.objects.filter(user=user).delete()
    record("factor-lifted", by=by, election=slug, thing=f"account {user.username}", why=why)
