"""Making much public at once: acts that need two people."""

from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections import two_people
from conoceles.elections.models import Candidacy, Election, Prepared, Role
from conoceles.elections.publication import NO_SITE, refuse_if_not_ready
from conoceles.elections.two_people import Done
from conoceles.lib.dates import moment_in_words
from conoceles.profiles.public import reviewed
from conoceles.profiles.public.election import publish_register
from conoceles.profiles.workflow import Hand, NotAllowed


def register(election: Election, by: User) -> Done | None:
    """Publish the register, and what is validated where there is campaign; None where it waits for a second person.

    Raises CannotPublish when the election may not be public yet.
    """
    refuse_if_not_ready(election)
    return two_people.do("publish-register", election, by)


def approved(election: Election, by: User) -> Done | None:
    """Publish everything that is validated; None where it waits for a second person. Raises NotAllowed."""
    reviewed.refuse_out_of_campaign(election)
    return two_people.do("publish-approved", election, by)


def schedule(election: Election, by: User) -> Done | None:
    """Let an election become public by itself on its day; None where that waits for a second person.

    Raises NotAllowed where nobody said where the site is.
    """
    if not election.institute.site:
        raise NotAllowed(NO_SITE.format(institute=election.institute.name))
    return two_people.do("publish-alone", election, by)


def unschedule(election: Election, by: str) -> None:
    """Take back that an election becomes public by itself: one person is enough."""
    _scheduled(election, by, on=False)


def _scheduled(election: Election, by: str, *, on: bool) -> None:
    election.publishes_itself = on
    election.save(update_fields=["publishes_itself"])
    record("publication-scheduled", by=by, election=election.slug, given=on)


def _election(prepared: Prepared) -> Election:
    """Return the election of an act as it is now."""
    election = prepared.election
    if election is None:
        raise ValueError("Esa elección ya no está.")
    election.refresh_from_db()
    return election


def _say_of_register(prepared: Prepared) -> str:
    people = Candidacy.objects.filter(election=prepared.election_id).registered().count()
    return f"Publicar el registro: {people} candidaturas registradas, con sus partidos y contiendas."


@two_people.act("publish-register", "Publicación del registro", _say_of_register, many=True)
def _register(prepared: Prepared, by: str) -> Done:
    election = _election(prepared)
    appended = publish_register(election)
    record("register-published", by=by, election=election.slug, editions=appended)
    election.refresh_from_db()
    hand = Hand(by, Role.COORDINATION)
    profiles = reviewed.publish_approved(election, hand) if election.in_campaign(timezone.now()) else 0
    rest = f" y {profiles} perfiles validados" if profiles else ""
    return Done(f"Publicado: {appended} ediciones nuevas del registro{rest}. El sitio las muestra en unos segundos.")


def _say_of_approved(prepared: Prepared) -> str:
    waiting = reviewed.approved(_election(prepared)).values("profile").distinct().count()
    return f"Publicar lo validado de {waiting} candidaturas."


@two_people.act("publish-approved", "Publicación de lo validado", _say_of_approved, many=True)
def _approved(prepared: Prepared, by: str) -> Done:
    done = reviewed.publish_approved(_election(prepared), Hand(by, Role.COORDINATION))
    return Done(f"Publicadas: {done}. El sitio las muestra en unos segundos.")


def _say_of_schedule(prepared: Prepared) -> str:
    day = moment_in_words(_election(prepared).publication_starts)
    return f"Que la elección se publique sola el {day}, con todo lo validado. Si la fecha cambia, se pide otra vez."


@two_people.act("publish-alone", "Publicación programada", _say_of_schedule)
def _schedule(prepared: Prepared, by: str) -> Done:
    _scheduled(_election(prepared), by, on=True)
    return Done("Se publicará sola al llegar la fecha, con todo lo validado.")
