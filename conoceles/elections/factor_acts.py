"""A second factor that somebody lost is taken off her account: her telephone is gone, her password is not."""

from allauth.mfa.models import Authenticator

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections import two_people
from conoceles.elections.models import Grant, Prepared
from conoceles.elections.two_people import Done


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
    Authenticator.objects.filter(user=grant.user).delete()
    slug = grant.election.slug if grant.election else ""
    record(
        "factor-lifted", by=by, election=slug, thing=f"account {grant.user.username}", why=str(prepared.values["why"])
    )
    return Done(f"{grant.user.name} ya no tiene segundo factor: entra con su contraseña y pone otro. Se le avisó.")
