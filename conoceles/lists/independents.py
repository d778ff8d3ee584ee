"""Independents of one contest, told apart: lists often call all of them the same."""

from collections import defaultdict

from conoceles.elections.models import Party
from conoceles.lists.catalogue import Catalogue
from conoceles.lists.plan import Match


def tell_apart(catalogue: Catalogue, matches: list[Match]) -> list[Match]:
    """Give each independent of a contest a ticket of her own, where a list has several under one name and no number.

    Another begins where a place is taken again, as one list follows the other. Those that already stand by their names
    are what they were.
    """
    by_ticket: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if match.ticket.party.kind == Party.Kind.INDEPENDENT and not match.listed.ticket:
            by_ticket[id(match.ticket)].append(match)
    for group in by_ticket.values():
        slates = _slates(group)
        if len(slates) > 1:
            for slate in slates:
                ticket = catalogue.independent_of(slate[0].ticket, slate[0].listed.name)
                for match in slate:
                    match.ticket = ticket
    return matches


def _slates(matches: list[Match]) -> list[list[Match]]:
    found: list[list[Match]] = []
    taken: set[tuple[int, int, str]] = set()
    for match in matches:
        place = (match.office.pk, match.listed.position, match.listed.role)
        if not found or place in taken:
            found.append([])
            taken = set()
        taken.add(place)
        found[-1].append(match)
    return found
