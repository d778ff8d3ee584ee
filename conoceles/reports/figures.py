"""Figures of the site at an edition of the ledger, for documents and dashboards.

A number that a page shows is asked of the function that the page asks (`site.pages.figures`).
"""

from dataclasses import dataclass
from datetime import datetime

from conoceles.elections.models import Election
from conoceles.ledger.reading import of_election, size
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
