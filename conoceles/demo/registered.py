"""Who of the demonstration is registered under an affirmative action: some told long ago, some yet to be told."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from conoceles.elections.models import Candidacy, Election, Role
from conoceles.profiles import groups
from conoceles.profiles.models import GroupNotice
from conoceles.profiles.public.identity_shown import show_identity
from conoceles.profiles.workflow import Hand

# In the order of the register, among whoever answers no questionnaire.
WITHOUT_PAGE = (["indigenous"], ["young"], ["disability"], ["diversity", "young"], ["afromexican"], ["older"])
# How many of those were told, by letters that were received.
TOLD = 4


@transaction.atomic
def make_groups(election: Election) -> None:
    """Register the candidate of the demonstration and a few town councillors under affirmative actions."""
    first = Candidacy.objects.of_election(election).filter(grants__role=Role.CANDIDATE).order_by("pk").first()
    if first is not None:
        first.affirmative_actions = ["afromexican"]
        first.save(update_fields=["affirmative_actions"])
    rows = Candidacy.objects.of_election(election).registered().filter(office__answers=False).with_register()
    chosen = list(rows.select_related("election").order_by("pk")[: len(WITHOUT_PAGE)])
    for one, names in zip(chosen, WITHOUT_PAGE, strict=False):
        one.affirmative_actions = names
        one.save(update_fields=["affirmative_actions"])
    hand, at = Hand("", Role.EQUALITY), timezone.now() - timedelta(days=12)
    told = groups.tell(chosen[:TOLD], GroupNotice.How.LETTER, hand, at, number="IEJ/PI/031")
    for one in told:
        groups.receive(one, at + timedelta(days=2), one.person.name, hand)
        show_identity(one)
