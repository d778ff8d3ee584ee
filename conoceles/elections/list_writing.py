"""Writing what a plan found: one short transaction, changed fields only, nothing that an edit made meanwhile is lost."""

from collections.abc import Iterable
from typing import Any

from conoceles.elections.addresses import give_slug, taken_slugs, wanted_slug
from conoceles.elections.matching import DOUBTFUL, PERSON_FIELDS, Match, RegisterPlan, new_person
from conoceles.elections.models import Candidacy, Doubt, Person
from conoceles.lib.text import numbered

BATCH = 2000


def prepare(plan: RegisterPlan) -> None:
    """Build, outside the transaction, the rows that the plan creates."""
    taken = taken_slugs(plan.election)
    doubtful = {item.line for item in plan.items if item.fate == DOUBTFUL and item.reason.startswith("Más de una")}
    for match in plan.matches:
        if match.candidacy is None:
            listed = match.listed
            slug = numbered(wanted_slug(listed.name, match.office.name, match.ticket.contest.area.name), taken)
            taken.add(slug)
            match.candidacy = Candidacy(
                election=plan.election,
                ticket=match.ticket,
                person=new_person(listed),
                office=match.office,
                position=listed.position,
                role=Candidacy.Role.UNCONFIRMED if listed.line in doubtful else listed.role,
                folio=listed.folio,
                slug=slug,
                listed=listed.values(),
            )


def write(plan: RegisterPlan, file: str) -> set[int]:
    """Write the prepared plan; call it inside a transaction. Return the lines whose row somebody edited meanwhile.

    Those rows are left as the person edited them.
    """
    for rows in (plan.new_parties, plan.new_areas, plan.new_contests, plan.new_tickets):
        _bulk(rows)
    new = [match for match in plan.matches if match.candidacy is not None and match.candidacy.pk is None]
    _bulk([_candidacy(match).person for match in new])
    _bulk([_candidacy(match) for match in new])
    for candidacy, listed in plan.other_names:
        Doubt.objects.get_or_create(
            candidacy=candidacy,
            name=listed.name,
            outcome="",
            defaults={"file": file[:160], "line": listed.line},
        )
    created = {id(match) for match in new}
    return _change([match for match in plan.matches if id(match) not in created])


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
    edited: set[int] = set()
    for match in matches:
        candidacy, values = _candidacy(match), match.listed.values()
        if match.changes and not _apply(candidacy, match.changes):
            edited.add(match.listed.line)
            continue
        if candidacy.listed != values:
            Candidacy.objects.filter(pk=candidacy.pk).update(listed=values)
        if "name" in match.changes:
            fresh = Candidacy.objects.with_register().select_related("election").get(pk=candidacy.pk)
            give_slug(fresh)
    return edited


def _apply(candidacy: Candidacy, changes: dict[str, Any]) -> bool:
    """Change only the given fields, and only where they still hold what the plan compared; return whether they did."""
    of_person = {name: value for name, value in changes.items() if name in PERSON_FIELDS}
    of_candidacy = {name: value for name, value in changes.items() if name not in PERSON_FIELDS}
    for row, values in ((candidacy.person, of_person), (candidacy, of_candidacy)):
        if values:
            compared = {name: getattr(row, name) for name in values}
            nulls = {f"{name}__isnull": True for name, value in compared.items() if value is None}
            same = {name: value for name, value in compared.items() if value is not None}
            model = Person if isinstance(row, Person) else Candidacy
            if not model._default_manager.filter(pk=row.pk, **same, **nulls).update(**values):
                return False
    return True
