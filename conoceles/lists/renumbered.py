"""Formulas that another list numbers otherwise: known by who is in them."""

from collections import defaultdict

from conoceles.elections.models import Ticket
from conoceles.lib.text import fold
from conoceles.lists.catalogue import Catalogue
from conoceles.lists.plan import Match


def known_by_their_people(catalogue: Catalogue, matches: list[Match]) -> list[Match]:
    """Return the rows with the formulas that stand already in the place of those that a list numbers otherwise.

    A formula that the register has not is one of a party's in a contest, where all of its people who stand there are in
    that one. Where they are in several, where another of the list's has some of them, or where the list names that
    number too, nothing is guessed.
    """
    groups: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if match.ticket.pk is None and match.listed.ticket and match.ticket.contest.pk and match.ticket.party.pk:
            groups[id(match.ticket)].append(match)
    named = {match.ticket.pk for match in matches if match.ticket.pk}
    found: dict[int, list[list[Match]]] = defaultdict(list)
    tickets: dict[int, Ticket] = {}
    for group in groups.values():
        stands = {ticket.pk: ticket for match in group for ticket in _where(catalogue, match)}
        if len(stands) == 1:
            pk, ticket = stands.popitem()
            tickets[pk] = ticket
            found[pk].append(group)
    for pk, its in found.items():
        if len(its) == 1 and pk not in named:
            for match in its[0]:
                match.ticket = tickets[pk]
    return matches


def _where(catalogue: Catalogue, match: Match) -> list[Ticket]:
    """Return the formulas of a row's party and contest in which its name stands for its office."""
    wanted = match.ticket.contest_id, match.ticket.party_id, match.office.pk
    return [
        one.ticket
        for one in catalogue.named(fold(match.listed.name))
        if (one.ticket.contest_id, one.ticket.party_id, one.office_id) == wanted
    ]
