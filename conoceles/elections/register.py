"""Checks that a list, a form and a command share when they write the register."""

from collections.abc import Callable
from typing import TypeVar

from django.db import models, transaction

from conoceles.audit.acts import record
from conoceles.elections import explanations, topics
from conoceles.elections.addresses import give_slug
from conoceles.elections.grants import ask_parties, close_for_candidacy
from conoceles.elections.models import Area, Candidacy, Contest, Election, Institute, Office, Party, Person, Ticket
from conoceles.elections.publication import publish_after_edit
from conoceles.lib.text import numbered, slugify

Row = TypeVar("Row", bound=models.Model)


def contest_name(office: Office, area: Area) -> str:
    """Return how a contest is called: «Ayuntamiento de El Oro», «Gubernatura de Durango», «Diputación, distrito 7»."""
    if office.town_hall:
        return f"Ayuntamiento de {area.name}"
    if area.kind == Area.Kind.DISTRICT:
        return f"{office.name}, {area.name[:1].lower()}{area.name[1:]}"
    return f"{office.name} de {area.name}"


def contest_kind(office: Office) -> str:
    """Return the kind of contest that an office asks for."""
    return Contest.Kind.LIST if office.by_list else Contest.Kind.CANDIDATE


def party_slug(election: Election, name: str) -> str:
    """Return a free address for a party of that name."""
    return numbered(slugify(name, 80), set(election.parties.values_list("slug", flat=True)))


def contest_slug(election: Election, name: str) -> str:
    """Return a free address for a contest of that name."""
    return numbered(slugify(name, 80), set(election.contests.values_list("slug", flat=True)))


def save(thing: Row, related: Callable[[], None] = lambda: None, *, by: str = "", at: Election | None = None) -> Row:
    """Check a row by its own rules, save it with the addresses that follow from it, and publish what that changes.

    `related` saves what hangs on the row (the members of a coalition) before the publication reads it; `by` is the
    account that is recorded, '' for commands and lists, which record their own act, and `at` the election from which a
    thing of the institute was changed. Raises ValidationError with Spanish
    sentences when a rule of the register is broken; nothing is written then.
    """
    with transaction.atomic():
        if isinstance(thing, Party) and not thing.slug:
            thing.slug = party_slug(thing.election, thing.name)
        if isinstance(thing, Contest) and not thing.slug:
            thing.slug = contest_slug(thing.election, thing.name)
        if isinstance(thing, Area) and not thing.slug:
            thing.slug = slugify(thing.name, 80)
        if isinstance(thing, Candidacy) and not thing.slug:
            give_slug(thing)
        thing.full_clean(exclude=["slug"] if isinstance(thing, Candidacy) else None)
        if isinstance(thing, Election) and _another_day(thing):
            # Two people agreed that it becomes public by itself on the day that it had.
            thing.publishes_itself = False
        begins = isinstance(thing, Institute) and thing.pk is None
        thing.save()
        related()
        if isinstance(thing, Institute) and begins:
            topics.give(thing)
            explanations.give(thing)
        if isinstance(thing, Election):
            ask_parties(thing)
        for candidacy in _readdressed(thing):
            give_slug(candidacy)
        _record(thing, by, at)
        publish_after_edit(thing)
    return thing


def _another_day(election: Election) -> bool:
    before = Election.objects.filter(pk=election.pk).values_list("publication_starts", flat=True).first()
    return before is not None and before != election.publication_starts


def _readdressed(thing: models.Model) -> models.QuerySet[Candidacy]:
    rows = Candidacy.objects.select_related("person", "office", "ticket__contest__area", "election")
    if isinstance(thing, Candidacy):
        return rows.filter(pk=thing.pk)
    if isinstance(thing, Person):
        return rows.filter(person=thing)
    if isinstance(thing, Ticket):
        return rows.filter(ticket=thing)
    return rows.none()


def save_candidacy(
    candidacy: Candidacy, person: Person, *, by: str = "", follow: Callable[[Candidacy], None] = lambda candidacy: None
) -> Candidacy:
    """Check and save a person and its candidacy as one act, with the address that follows, published once.

    A candidacy that is no longer registered loses its account. `follow` does what else follows, before the publication.
    Raises ValidationError with Spanish sentences when a rule of the register is broken; nothing is written then.
    """
    with transaction.atomic():
        person.full_clean()
        person.save()
        candidacy.person = person
        if not candidacy.slug:
            give_slug(candidacy)
        candidacy.full_clean(exclude=["slug"])
        candidacy.save()
        give_slug(candidacy)
        _record(candidacy, by)
        if candidacy.status != Candidacy.Status.REGISTERED:
            close_for_candidacy(candidacy, by=by, why=candidacy.get_status_display())
        follow(candidacy)
        publish_after_edit(candidacy)
    return candidacy


def _record(thing: models.Model, by: str, at: Election | None = None) -> None:
    if by:
        election = thing if isinstance(thing, Election) else getattr(thing, "election", at)
        name = f"{thing._meta.model_name} {getattr(thing, 'key', '') or thing.pk}"
        record("register-changed", by=by, election=election.slug if election else "", thing=name)
