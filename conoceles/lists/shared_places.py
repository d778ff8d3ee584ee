"""Places on a ticket after an import: nobody lands where somebody else stands."""

from collections import Counter, defaultdict

from conoceles.elections.models import Candidacy
from conoceles.lists.plan import Match, RegisterPlan

Place = tuple[int, int, str]
UNCONFIRMED = Candidacy.Role.UNCONFIRMED


def in_order(matches: list[Match]) -> list[Match]:
    """Give a place to whoever is in a party's list that has no numbers: as the lines follow each other, owners and
    alternates apart."""
    counts: Counter[tuple[int, int, str]] = Counter()
    for match in matches:
        listed = match.listed
        if match.office.by_list and listed.given is not None and "position" not in listed.given:
            key = (id(match.ticket), match.office.pk, listed.role)
            counts[key] += 1
            listed.position = counts[key]
            listed.given |= {"position"}
    return matches


def resolve_places(plan: RegisterPlan, matches: list[Match], known: list[Candidacy]) -> None:
    """Turn collisions into doubts: who would move stays, and who is new waits with the role to be confirmed."""
    moving = [match for match in plan_matches(matches) if match.candidacy is None or _moves(match)]
    while moving:
        taken: dict[Place, list[str]] = defaultdict(list)
        moved = {match.candidacy.pk for match in moving if match.candidacy is not None}
        for candidacy in known:
            if candidacy.pk not in moved and candidacy.status == Candidacy.Status.REGISTERED:
                taken[(candidacy.office_id, candidacy.position, candidacy.role)].append(candidacy.person.name)
        wanted: dict[Place, list[Match]] = defaultdict(list)
        for match in moving:
            wanted[_wanted(match)].append(match)
        colliding = [
            (match, taken[place] or [other.listed.name for other in claimants if other is not match])
            for place, claimants in wanted.items()
            if place[2] != UNCONFIRMED and (taken[place] or len(claimants) > 1)
            for match in claimants
        ]
        if not colliding:
            return
        for match, others in colliding:
            _wait(plan, match, others[0])
        stopped = {id(match) for match, _others in colliding}
        moving = [match for match in moving if id(match) not in stopped]


def plan_matches(matches: list[Match]) -> list[Match]:
    """Return the matches that an import writes: known ones, and new ones that were not put in doubt."""
    return [match for match in matches if match.candidacy is not None or match.created]


def _moves(match: Match) -> bool:
    return bool({"role", "position"} & match.changes.keys())


def _wanted(match: Match) -> Place:
    listed, candidacy = match.listed, match.candidacy
    if candidacy is None:
        return match.office.pk, listed.position, UNCONFIRMED if match.unconfirmed else listed.role
    position, role = match.changes.get("position", candidacy.position), match.changes.get("role", candidacy.role)
    return match.office.pk, position, role


def _wait(plan: RegisterPlan, match: Match, other: str) -> None:
    reason = f"Ese lugar, con esa calidad, es de {other}: resuélvalo en el registro."
    if match.candidacy is None:
        match.unconfirmed = True
    else:
        for name in ("role", "position"):
            match.changes.pop(name, None)
        plan.unsay(match.listed, ("role", "position"))
    plan.say(match.listed, "doubtful", reason, "role")
