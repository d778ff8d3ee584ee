"""What was typed or imported by mistake, deleted with its reason: whatever nothing public or answered depends on."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError

from conoceles.audit.acts import record
from conoceles.elections.models import (
    Agreement,
    Area,
    Candidacy,
    DistrictPlan,
    Election,
    Explanation,
    KeyDate,
    Office,
    Person,
    Recording,
    Section,
    Ticket,
    Topic,
)
from conoceles.elections.publication import publish_after_edit
from conoceles.ledger.models import Edition
from conoceles.profiles.models import Answer, Profile, Submission

PUBLIC = "Ya es público: no se borra. Se corrige, o se cancela con un movimiento y su acuerdo."
HOLDS = "No se borra: {what} depende de esto. Borre o cambie eso primero."


def why_not(thing: models.Model) -> str:
    """Return why something may not be deleted, as a Spanish sentence; '' where it may."""
    if isinstance(thing, Candidacy) and (why := _answered(thing)):
        return why
    if isinstance(thing, Area | Section | DistrictPlan):
        return PUBLIC if _shown_places(thing).exists() else ""
    if isinstance(thing, Agreement):
        shown = thing.shown_in.filter(published_at__isnull=False).exists()
        return "Está en un sitio: deje de mostrarlo antes de borrarlo." if shown else ""
    if isinstance(thing, Office):
        # The calendar that is public names the offices.
        return PUBLIC if thing.election.published_at else ""
    key = getattr(thing, "key", "")
    return PUBLIC if key and Edition.objects.filter(key=key).exists() else ""


def _shown_places(thing: Area | Section | DistrictPlan) -> models.QuerySet[Election]:
    public = Election.objects.filter(published_at__isnull=False)
    if isinstance(thing, DistrictPlan):
        return public.filter(plan=thing)
    return public.filter(plan=thing.plan_id) if isinstance(thing, Section) else public.filter(plan__state=thing.state)


def _answered(candidacy: Candidacy) -> str:
    """Return why a candidacy that somebody answers stays: only what a list said goes with it."""
    if Answer.objects.filter(profile__candidacy=candidacy).exclude(by="").exists():
        return "Ya respondió su cuestionario: se cancela con un movimiento, no se borra."
    if Submission.objects.filter(section__profile__candidacy=candidacy).exists():
        return "Ya entregó su cuestionario: se cancela con un movimiento, no se borra."
    if candidacy.grants.exists():
        return "Tiene, o tuvo, una cuenta para entrar: se cancela con un movimiento, no se borra."
    return ""


def remove(thing: models.Model, election: Election, *, by: str, reason: str) -> None:
    """Delete something, with what only it used, and record why. Raises ValidationError with a Spanish sentence where
    something depends on it."""
    with transaction.atomic():
        if why := why_not(thing):
            raise ValidationError(why)
        name = f"{thing._meta.model_name} {getattr(thing, 'key', '') or thing.pk}"
        try:
            if isinstance(thing, Candidacy):
                remove_candidacy(thing)
            else:
                thing.delete()
        except ProtectedError as error:
            what = next(iter(error.protected_objects))
            raise ValidationError(HOLDS.format(what=f"{what._meta.verbose_name} «{what}»")) from error
        record("row-deleted", by=by, election=election.slug, thing=name, reason=reason)
        if isinstance(thing, KeyDate):
            publish_after_edit(election)
        elif isinstance(thing, Topic | Explanation | Recording):
            publish_after_edit(thing)


def remove_candidacy(candidacy: Candidacy) -> None:
    """Delete a candidacy of which only a list spoke, with its person and its ticket where nobody else uses them. Raises
    ProtectedError where something else depends on it."""
    person, ticket = candidacy.person_id, candidacy.ticket_id
    Profile.objects.filter(candidacy=candidacy).delete()
    candidacy.delete()
    Person.objects.filter(pk=person, candidacies__isnull=True).delete()
    Ticket.objects.filter(pk=ticket, candidacies__isnull=True).delete()
