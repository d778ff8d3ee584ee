"""Personal data out of every edition: nobody reads it from the moment in which one person says so; two delete it."""

from django.db import transaction

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections import two_people
from conoceles.elections.models import Prepared
from conoceles.elections.two_people import Done
from conoceles.ledger.acts import forget
from conoceles.ledger.reading import bodies_of
from conoceles.profiles import mailbox
from conoceles.profiles.models import Profile
from conoceles.profiles.public import reviewed
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.asked import version_named

PERSONAL = "Datos personales."


def take_back(profile: Profile, by: str, ground: str = PERSONAL) -> None:
    """Take what was public of a profile out of every edition so far. Call it last in a transaction.

    Where acts need two people, what the ledger had is set aside, sealed, until a second one releases its deletion.
    """
    user, candidacy = User.objects.filter(username=by).first(), profile.candidacy
    election = candidacy.election
    numbers = bodies_of("profile", candidacy.key, election=election.slug) if election.published_at else []
    aside = bool(numbers) and user is not None and two_people.asked(election)
    if user is not None and aside:
        two_people.do("redact", election, user, {"numbers": numbers}, candidacy=candidacy)
    reviewed.show(profile.pk, ground=ground, aside=aside)


def _says(prepared: Prepared) -> str:
    whose = prepared.candidacy.person.name if prepared.candidacy else "una candidatura"
    return (
        f"Borrar para siempre lo que se suprimió de {whose}. Ya nadie lo lee: está apartado y sellado hasta que otra "
        "persona lo libere. Si se desecha, se conserva así."
    )


@two_people.act("redact", "Supresión de datos personales", _says)
def _forget(prepared: Prepared, by: str) -> Done:
    gone = forget(prepared.values["numbers"])
    return Done(f"Borradas para siempre: {gone} versiones.")


def hide_list(profile: Profile, hand: Hand, note: str) -> None:
    """Take off the site, and out of every edition, what a list answered for a profile; no later publication brings it
    back.

    The note is for the candidacy: the ledger says no more than that it was taken off.
    """
    candidacy = profile.candidacy
    with transaction.atomic():
        reviewed.veil(profile.pk, list(version_named(profile.questionnaire).parts))
        record(
            "list-hidden",
            by=hand.by,
            role=hand.role,
            election=candidacy.election.slug,
            thing=f"candidacy {candidacy.key}",
        )
        mailbox.tell(candidacy, mailbox.Kind.PAUSED, "Lo que trajo una lista salió del sitio", note)
        take_back(profile, hand.by, "Retirado por el Instituto.")
