"""Who stands in the small election, where a test of the site needs only one."""

from conoceles.elections.models import Candidacy
from tests.factories import Town
from tests.scenery import scenery


@scenery
def ana(town: Town) -> Candidacy:
    """A candidacy that is published and has answered nothing."""
    one = town.stand("Ana Peña")
    town.publish()
    return one
