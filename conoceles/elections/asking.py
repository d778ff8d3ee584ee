"""When each candidacy was first asked to answer: nobody is called silent before."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Min, Q
from django.db.models.functions import Coalesce

from conoceles.elections.models import Candidacy, Election, Grant, Role
from conoceles.elections.publication import append_changed, candidacy_entries
from conoceles.lib.dates import local_date


def note_asked(candidacies: Iterable[Candidacy], day: date) -> int:
    """Note the day on which some candidacies of an election were asked, unless they were before, and return how many
    were not; what is public follows. Call it last in a transaction."""
    pks = [one.pk for one in candidacies]
    fresh = list(Candidacy.objects.filter(pk__in=pks, asked_on__isnull=True).select_related("election"))
    Candidacy.objects.filter(pk__in=[one.pk for one in fresh]).update(asked_on=day)
    _publish(fresh)
    return len(fresh)


def follow_deliveries() -> int:
    """Note the day on which each account was first delivered, or used, and return how many candidacies that asked."""
    reached = Q(user__invitations__delivered_at__isnull=False) | Q(user__invitations__used_at__isnull=False)
    rows = Grant.objects.filter(reached, role=Role.CANDIDATE, candidacy__asked_on__isnull=True)
    first = Min(Coalesce("user__invitations__delivered_at", "user__invitations__used_at"))
    at = dict(rows.values("candidacy").annotate(first=first).values_list("candidacy", "first"))
    fresh = list(Candidacy.objects.filter(pk__in=at).select_related("election__institute"))
    for one in fresh:
        one.asked_on = local_date(at[one.pk], one.election.zone)
        one.save(update_fields=["asked_on"])
    _publish(fresh)
    return len(fresh)


def _publish(candidacies: list[Candidacy]) -> None:
    for election in Election.objects.filter(
        pk__in={one.election_id for one in candidacies}, published_at__isnull=False
    ):
        append_changed(candidacy_entries(election, [one.pk for one in candidacies if one.election_id == election.pk]))
