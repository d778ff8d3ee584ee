"""Writing what a plan found: one short transaction, changed fields only, nothing that an edit made meanwhile is
lost."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from conoceles.elections.addresses import give_slug, taken_slugs, wanted_slug
from conoceles.elections.models import Candidacy, Person
from conoceles.lib.text import numbered
from conoceles.lists.matching import PERSON_FIELDS
from conoceles.lists.models import Doubt, HeldRow
from conoceles.lists.people import People
from conoceles.lists.plan import Match, RegisterPlan

BATCH = 2000


def prepare(plan: RegisterPlan) -> None:
    """Build, outside the transaction, the rows that the plan creates."""
    taken, people = taken_slugs(plan.election), People(plan.election)
    for match in plan.matches:
        if match.candidacy is None:
            listed = match.listed
            person = match.person or people.who(match)
            if match.person is None and person is not None:
                plan.twice(match)
            slug = numbered(wanted_slug(listed.name, match.office.name, match.ticket.contest.area.name), taken)
            taken.add(slug)
            match.candidacy = Candidacy(
                election=plan.election,
                ticket=match.ticket,
                person=person or people.new(match),
                office=match.office,
                position=listed.position,
                role=Candidacy.Role.UNCONFIRMED if match.unconfirmed else listed.role,
                folio=listed.folio,
                nickname=listed.nickname,
                affirmative_actions=listed.affirmative_actions,
                slug=slug,
                listed=listed.values(),
            )


def write(plan: RegisterPlan, file: str) -> set[int]:
    """Write the prepared plan; call it inside a transaction. Return the lines whose row somebody edited meanwhile.

    Those rows are left as the person edited them. Who moves leaves the place first, so that others can take it.
    """
    new = [match for match in plan.matches if match.created]
    known = [match for match in plan.matches if not match.created]
    edited = {match.listed.line for match in known if match.changes and not _leave_place(match)}
    for rows in _needed(plan, new):
        _bulk(rows)
    _bulk(list({id(one): one for one in (_candidacy(match).person for match in new) if one.pk is None}.values()))
    _bulk([_candidacy(match) for match in new])
    for candidacy, listed in plan.other_names:
        # A doubt is noted once: while it is open, and for good when a person said that the list is wrong.
        if not Doubt.objects.filter(
            candidacy=candidacy, name=listed.name, outcome__in=["", Doubt.Outcome.DISMISSED]
        ).exists():
            Doubt.objects.create(candidacy=candidacy, name=listed.name, file=file[:160], line=listed.line)
    _hold(plan, file)
    _close_doubts(plan, known)
    return edited | _change([match for match in known if match.listed.line not in edited])


def _hold(plan: RegisterPlan, file: str) -> None:
    """Keep the rows that wait for a person's word, each once however often the list comes."""
    rows = [
        HeldRow(
            election=plan.election,
            kind=waits.kind,
            mark=waits.mark,
            rows=[row.as_json() for row in waits.rows],
            create=list(waits.created),
            file=file[:160],
            place=plan.place(waits.rows[0].line)[:120],
        )
        for waits in plan.held
    ]
    HeldRow.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def _close_doubts(plan: RegisterPlan, known: list[Match]) -> None:
    """Drop the open doubts about a name that the list gives again as the register has it: nothing is left to decide."""
    again = {_candidacy(match).pk for match in known}
    open_doubts = Doubt.objects.filter(candidacy__election=plan.election, outcome="")
    gone = [pk for pk, candidacy in open_doubts.values_list("pk", "candidacy") if candidacy in again]
    Doubt.objects.filter(pk__in=gone).delete()


def _needed(plan: RegisterPlan, new: list[Match]) -> list[list[Any]]:
    """Return the new parties, areas, contests and tickets that a new candidacy stands on: no other is written."""
    tickets = {id(match.ticket) for match in new}
    new_tickets = [ticket for ticket in plan.new_tickets if id(ticket) in tickets]
    contests = {id(ticket.contest) for ticket in new_tickets}
    new_contests = [contest for contest in plan.new_contests if id(contest) in contests]
    parties = {id(ticket.party) for ticket in new_tickets}
    areas = {id(contest.area) for contest in new_contests}
    return [
        [party for party in plan.new_parties if id(party) in parties],
        [area for area in plan.new_areas if id(area) in areas],
        new_contests,
        new_tickets,
    ]


def _bulk(rows: list[Any]) -> None:
    if not rows:
        return
    model = type(rows[0])
    for row in rows:
        for relation in model._meta.concrete_fields:
            if relation.is_relation and relation.is_cached(row):
                # The related row was saved after this one was built: take its key now.
                setattr(row, relation.attname, getattr(relation.get_cached_value(row), "pk", None))
    model._default_manager.bulk_create(rows, batch_size=BATCH)


def _candidacy(match: Match) -> Candidacy:
    if match.candidacy is None:
        raise ValueError("prepare() comes before write().")
    return match.candidacy


def _change(matches: Iterable[Match]) -> set[int]:
    """Write what changed; return the lines whose row no longer holds what the plan compared."""
    edited: set[int] = set()
    for match in matches:
        candidacy = _candidacy(match)
        if match.changes and not _apply(candidacy, match.changes):
            edited.add(match.listed.line)
            continue
        listed = {**candidacy.listed, **match.listed.values()}
        if candidacy.listed != listed:
            Candidacy.objects.filter(pk=candidacy.pk).update(listed=listed)
        if "name" in match.changes:
            fresh = Candidacy.objects.with_register().select_related("election").get(pk=candidacy.pk)
            give_slug(fresh)
    return edited


def _leave_place(match: Match) -> bool:
    """Free the place of somebody who moves, so that two may exchange theirs; return False when it was edited
    meanwhile."""
    candidacy = _candidacy(match)
    if not {"role", "position"} & match.changes.keys():
        return True
    match.changes = {"role": candidacy.role, **match.changes}
    same = Candidacy.objects.filter(pk=candidacy.pk, role=candidacy.role, position=candidacy.position)
    moved = same.update(role=Candidacy.Role.UNCONFIRMED)
    candidacy.role = Candidacy.Role.UNCONFIRMED
    return bool(moved)


def _apply(candidacy: Candidacy, changes: dict[str, Any]) -> bool:
    """Change only the given fields, and only where all of them still hold what the plan compared; return whether they
    did."""
    of_person = {name: value for name, value in changes.items() if name in PERSON_FIELDS}
    of_candidacy = {name: value for name, value in changes.items() if name not in PERSON_FIELDS}
    same = [
        (_unchanged(row, values), values)
        for row, values in ((candidacy.person, of_person), (candidacy, of_candidacy))
        if values
    ]
    if not all(rows.exists() for rows, _values in same):
        return False
    return all(rows.update(**values) for rows, values in same)


def _unchanged(row: Person | Candidacy, values: dict[str, Any]) -> models.QuerySet[Any]:
    """Return the row, as a queryset, if its fields are still what the plan read."""
    compared = {name: getattr(row, name) for name in values}
    nulls = {f"{name}__isnull": True for name, value in compared.items() if value is None}
    same = {name: value for name, value in compared.items() if value is not None}
    return type(row)._default_manager.filter(pk=row.pk, **same, **nulls)
