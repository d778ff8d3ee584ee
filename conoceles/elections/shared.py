"""What several institutes share: the places of a state. Nobody of one changes them under the others."""

from django.core.exceptions import ValidationError
from django.db import models

from conoceles.elections.models import Area, DistrictPlan, Election, Explanation, Recording, Section, Topic, Unit

# What is of an institute, and of all its elections.
OF_INSTITUTE = (Unit, Topic, Explanation, Recording)
SENTENCE = (
    "Estos lugares los usan también elecciones de otro instituto: los cambia quien coordina toda la instalación. No se "
    "guardó nada."
)


def refuse_of_others(thing: models.Model, election: Election) -> None:
    """Raise ValidationError where a place that would be changed from an election is of another institute's too."""
    if isinstance(thing, Section):
        states = {thing.plan.state}
    elif isinstance(thing, Area | DistrictPlan):
        # What it was, and what it would be.
        kept = type(thing)._default_manager.filter(pk=thing.pk).values_list("state", flat=True)
        states = {thing.state, *kept}
    else:
        return
    if others(election).filter(plan__state__in=states).exists():
        raise ValidationError(SENTENCE)


def others(election: Election) -> models.QuerySet[Election]:
    """Return the elections of other institutes."""
    return Election.objects.exclude(institute=election.institute_id)
