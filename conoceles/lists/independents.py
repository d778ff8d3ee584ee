"""Independents of one contest, told apart: lists often call all of them the same."""

from collections import defaultdict

from conoceles.elections.models import Candidacy, Party
from conoceles.lib.text import fold
from conoceles.lists.catalogue import Catalogue
from conoceles.lists.plan import Match


def tell_apart(catalogue: Catalogue, matches: list[Match]) -> list[Match]:
    """Give each independent of a contest a ticket of her own, where a list has several under one name and no number.

    Another slate begins where its head, the owner of the first office, is taken again. Where the rows of a slate do not
    follow its head nothing is guessed: all stay on one ticket, and their places are doubts. Who stands already stays
    where she stands, and her slate with her.
    """
    by_ticket: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if match.ticket.party.kind == Party.Kind.INDEPENDENT and not match.listed.ticket:
            by_ticket[id(match.ticket)].append(match)
    for group in by_ticket.values():
        slates = _slates(group)
        known = [next((one for match in slate if (one := _standing(catalogue, match))), None) for slate in slates]
        if len(slates) == 1 and known[0] is None:
            continue
        for slate, stands in zip(slates, known, strict=True):
            ticket = stands.ticket if stands else catalogue.independent_of(slate[0].ticket, slate[0].listed.name)
            for match in slate:
                match.ticket = ticket
    return matches


def _standing(catalogue: Catalogue, match: Match) -> Candidacy | None:
    """Return the candidacy under which a row's name already stands in its contest for the same office."""
    contest = match.ticket.contest.pk
    return next(
        (
            one
            for one in catalogue.named(fold(match.listed.name))
            if one.ticket.contest_id == contest and one.office_id == match.office.pk
        ),
        None,
    )


def _slates(matches: list[Match]) -> list[list[Match]]:
    """Return the rows slate by slate; all in one where their order does not say whose each is."""
    head = next((match for match in matches if match.listed.role == Candidacy.Role.OWNER), None)
    if head is None:
        return [matches]
    place = (head.office.pk, head.listed.position, head.listed.role)
    found: list[list[Match]] = [[]]
    for match in matches:
        if (match.office.pk, match.listed.position, match.listed.role) == place and found[-1]:
            found.append([])
        found[-1].append(match)
    offices = [{match.office.pk for match in slate} for slate in found]
    return found if all(one == offices[0] for one in offices) else [matches]
