"""Taking the demonstration away: off the site, out of the register, and its people."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import Q

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections.access import PRACTICE
from conoceles.elections.models import Area, Candidacy, DistrictPlan, Election, Grant, Institute, Person
from conoceles.ledger.acts import withdraw
from conoceles.ledger.reading import current
from conoceles.mail.models import Message

Rows = dict[type[models.Model], set[Any]]
BATCH = 5000
REASON = "Se retiró la elección de demostración."


def remove(election: Election) -> int:
    """Withdraw what is public of a fictional election, delete its rows, whatever only it used and its people, and
    return how many rows went.

    The ledger keeps that it was published and withdrawn: nothing leaves it. Raises ValueError for a real election.
    """
    if not election.fictional:
        raise ValueError(f"{election.slug} is not a demonstration.")
    with transaction.atomic():
        slug, institute, plan = election.slug, election.institute, election.plan
        elections = [election, *Election.objects.filter(slug=f"{PRACTICE}{election.pk}")]
        candidacies = Candidacy.objects.filter(election__in=elections)
        persons = set(candidacies.values_list("person", flat=True))
        here = Grant.objects.filter(election__in=elections)
        elsewhere = Grant.objects.exclude(pk__in=here.values("pk")).values("user")
        people = User.objects.filter(Q(is_demo=True) | Q(pk__in=here.values("user"))).exclude(pk__in=elsewhere)
        boxes = [*candidacies.values_list("key", flat=True), *election.parties.values_list("key", flat=True)]
        Message.objects.filter(box__in=boxes).delete()
        found: Rows = {
            Election: {one.pk for one in elections},
            User: set(people.values_list("pk", flat=True)),
        }
        gone = _delete(found)
        # What others use stays.
        gone += _delete({Person: {pk for pk in persons if not _used(Person, pk)}})
        alone = not Election.objects.filter(institute=institute).exists()
        if alone:
            gone += _delete({Institute: {institute.pk}})
        if plan is not None and not Election.objects.filter(plan=plan).exists():
            places = set(Area.objects.of_plan(plan).values_list("pk", flat=True))
            gone += _delete({DistrictPlan: {plan.pk}})
            left = Area.objects.filter(pk__in=places).values_list("pk", flat=True)
            gone += _delete({Area: {pk for pk in left if not _used(Area, pk)}})
        record("demo-removed", election=slug, removed=gone)
        for kind, key in current(slug):
            withdraw(kind, key, election=slug, reason=REASON)
        if alone:
            withdraw("institute", institute.key, reason=REASON)
    return gone


def _used(model: type[models.Model], pk: Any) -> bool:
    """Return whether any row refers to one."""
    return any(_referring(model, field, {pk}) for field in _relations(model))


def _delete(found: Rows) -> int:
    """Delete rows and all that refers to them, and return how many went; both databases look at references at the end
    of the transaction alone."""
    waiting = list(found.items())
    while waiting:
        model, pks = waiting.pop()
        for field in _relations(model):
            more = _referring(model, field, pks) - found.get(field.model, set())
            if more:
                found.setdefault(field.model, set()).update(more)
                waiting.append((field.model, more))
    for model, pks in found.items():
        for some in batched(pks, BATCH):
            model._base_manager.filter(pk__in=some)._raw_delete(DEFAULT_DB_ALIAS)
    return sum(map(len, found.values()))


def _relations(model: type[models.Model]) -> Iterator[models.ForeignKey[Any, Any]]:
    """Yield the fields of all models that refer to one."""
    for other in apps.get_models(include_auto_created=True):
        for field in other._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is model:
                yield field


def _referring(model: type[models.Model], field: models.ForeignKey[Any, Any], pks: set[Any]) -> set[Any]:
    rows = field.model._base_manager
    return {
        pk
        for some in batched(pks, BATCH)
        for pk in rows.filter(**{f"{field.name}__in": some}).values_list("pk", flat=True)
    }


def batched(pks: set[Any], size: int) -> Iterator[list[Any]]:
    """Yield them in parts that a database takes."""
    waiting = list(pks)
    for start in range(0, len(waiting), size):
        yield waiting[start : start + size]
