"""Who stands in the small election, where a test of the site needs only one."""

import pytest

from conoceles.elections.models import Candidacy
from tests.factories import Town


@pytest.fixture
def ana(town: Town) -> Candidacy:
    """A candidacy that is published and has answered nothing."""
    one = town.stand("Ana Peña")
    town.publish()
    return one
