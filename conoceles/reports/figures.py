"""Figures of the institute: what the site counts at an edition of the ledger, and what only the workshop knows.

A number that a page shows is asked of the function that the page asks (`site.pages.figures`); here is only what is
inside: how what is there came, from an official list or captured here, and how far it is.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from conoceles.elections.models import Candidacy, Election
from conoceles.ledger.reading import of_election, size
from conoceles.profiles.models import HANDED_OVER, Answer, ProfileSection
from conoceles.site.pages.figures import Crossed, Share, Table, participation, standing, tables
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import State


@dataclass(frozen=True)
class Counted:
    """What the site counts of an election at an edition: the whole, and by everything by which it is published."""

    edition: int
    whole: Share
    tables: list[Table]
    standing: list[Crossed]


def counted(election: Election, now: datetime, edition: int | None = None) -> Counted | None:
    """Return the public figures of participation at an edition (the last one when none is given); None before the
    election is public."""
    number = size() if edition is None else edition
    view = view_at(election, number, now)
    return Counted(number, participation(view), tables(view), standing(view)) if view else None


def view_at(election: Election, number: int, now: datetime) -> ElectionView | None:
    """Return an election as the site has it at an edition of the ledger; None before its calendar was published."""
    state = State()
    state.follow(of_election(election.slug, number))
    found = state.elections.get(election.slug)
    return ElectionView(state, found, now) if found and found.calendar else None


@dataclass(frozen=True)
class Come:
    """How what is there came, of the standing candidacies whose office answers: each is in one of the four."""

    total: int
    listed: int
    captured: int
    begun: int

    @property
    def nothing(self) -> int:
        return self.total - self.listed - self.captured - self.begun


def how_it_came(election: Election) -> dict[str, Come]:
    """Return {office: how its candidacies came}: by an official list alone, handed over here, or begun and not handed
    over."""
    mine = ProfileSection.objects.filter(profile__candidacy=OuterRef("pk"))
    rows = (
        Candidacy.objects.of_election(election)
        .registered()
        .filter(office__answers=True)
        .annotate(
            handed=Exists(mine.filter(state__in=HANDED_OVER)),
            touched=Exists(mine),
            by_list=Exists(Answer.objects.filter(profile__candidacy=OuterRef("pk"), listed__gt="")),
        )
        .order_by("office__order")
        .values_list("office__plural", "handed", "touched", "by_list")
    )
    counts: dict[str, Counter[str]] = {}
    for office, handed, touched, listed in rows.iterator(chunk_size=5000):
        how = "captured" if handed else "begun" if touched else "listed" if listed else "nothing"
        counts.setdefault(office, Counter())[how] += 1
    return {office: Come(one.total(), one["listed"], one["captured"], one["begun"]) for office, one in counts.items()}
