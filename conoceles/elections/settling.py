"""Doubts that a list left, settled by a person: which of two is the owner, and whether a new name is a new person."""

from datetime import date

from django.db import models, transaction
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections.addresses import give_slug
from conoceles.elections.grants import close_for_candidacy, open_for_candidacy
from conoceles.elections.models import Agreement, Candidacy, Doubt, Grant, Person
from conoceles.elections.publication import publish_after_edit
from conoceles.elections.register import followers


class CannotSettle(ValueError):
    """The doubt cannot be settled so; its text is a Spanish sentence."""


def place_of(candidacy: Candidacy) -> models.QuerySet[Candidacy]:
    """Return everyone registered in the same place of the same ticket, whatever their role."""
    same = Candidacy.objects.filter(ticket=candidacy.ticket_id, office=candidacy.office_id, position=candidacy.position)
    return same.registered()


def settle_roles(owner: Candidacy, *, by: str = "") -> list[Candidacy]:
    """Make `owner` the owner of its place and whoever shares it the alternate; publish; return all of them.

    Raises CannotSettle when the place is not in doubt any more, or when more than two share it.
    """
    with transaction.atomic():
        shared = list(place_of(owner).select_for_update(of=("self",)).select_related("person"))
        if owner.pk not in {one.pk for one in shared} or not any(
            one.role == Candidacy.Role.UNCONFIRMED for one in shared
        ):
            raise CannotSettle("Esa calidad ya estaba resuelta; recargue la página para ver cómo quedó.")
        if len(shared) > 2:
            raise CannotSettle("Más de dos personas comparten el lugar; corrija primero las fichas que sobran.")
        # Everyone leaves the place first, so that each can take the one that is decided.
        place_of(owner).update(role=Candidacy.Role.UNCONFIRMED)
        for candidacy in shared:
            candidacy.role = Candidacy.Role.OWNER if candidacy.pk == owner.pk else Candidacy.Role.ALTERNATE
            candidacy.save(update_fields=["role"])
        record("doubt-settled", by=by, election=owner.election.slug, thing=f"candidacy {owner.key}", outcome="owner")
        for candidacy in shared:
            publish_after_edit(candidacy)
    return shared


def settle_name(
    doubt: Doubt, outcome: str, user: User, *, day: date | None = None, agreement: Agreement | None = None
) -> Candidacy:
    """Settle a doubt about a name and return the candidacy that now stands.

    A correction renames the person (the old address redirects); a substitution closes the candidacy with date and agreement
    and opens another in its place, and so with its account; a dismissal changes nothing.
    Raises CannotSettle when it was settled before, or when a substitution lacks its date or agreement.
    """
    with transaction.atomic():
        doubt = Doubt.objects.select_for_update(of=("self",)).select_related("candidacy__person").get(pk=doubt.pk)
        if doubt.outcome:
            raise CannotSettle("Esa duda ya estaba resuelta; recargue la página para ver cómo quedó.")
        candidacy = doubt.candidacy
        if candidacy.status != Candidacy.Status.REGISTERED and outcome != Doubt.Outcome.DISMISSED:
            raise CannotSettle("Esa candidatura ya no está registrada: su movimiento se corrige en su ficha.")
        if outcome == Doubt.Outcome.CORRECTION:
            _rename(candidacy, doubt.name)
        elif outcome == Doubt.Outcome.SUBSTITUTION:
            if day is None or agreement is None:
                raise CannotSettle("Una sustitución lleva la fecha y el acuerdo que la aprobó.")
            candidacy = _substitute(candidacy, doubt.name, day, agreement)
        doubt.outcome, doubt.settled_at, doubt.settled_by = outcome, timezone.now(), user
        doubt.save(update_fields=["outcome", "settled_at", "settled_by"])
        by, slug = user.get_username(), candidacy.election.slug
        record("doubt-settled", by=by, election=slug, thing=f"candidacy {candidacy.key}", outcome=outcome)
        if outcome == Doubt.Outcome.SUBSTITUTION:
            for follow in followers:
                follow(doubt.candidacy)
            if Grant.objects.open().filter(candidacy=doubt.candidacy).exists():
                close_for_candidacy(doubt.candidacy, by=by, why="sustitución")
                open_for_candidacy(candidacy, by=by)
            publish_after_edit(doubt.candidacy)
        publish_after_edit(candidacy)
    return candidacy


def _rename(candidacy: Candidacy, name: str) -> None:
    candidacy.person.name = name
    candidacy.person.save(update_fields=["name"])
    candidacy.listed = {**candidacy.listed, "name": name}
    candidacy.save(update_fields=["listed"])
    give_slug(candidacy)


def _substitute(candidacy: Candidacy, name: str, day: date, agreement: Agreement) -> Candidacy:
    candidacy.status, candidacy.status_date, candidacy.status_agreement = (
        Candidacy.Status.SUBSTITUTED,
        day,
        agreement,
    )
    folio, candidacy.folio = candidacy.folio, ""
    candidacy.save(update_fields=["status", "status_date", "status_agreement", "folio"])
    fresh = Candidacy(
        election=candidacy.election,
        ticket=candidacy.ticket,
        person=Person.objects.create(name=name),
        office=candidacy.office,
        position=candidacy.position,
        role=candidacy.role,
        folio=folio,
        listed={"name": name, "role": candidacy.listed.get("role", candidacy.role), "folio": folio},
    )
    give_slug(fresh)
    fresh.save()
    return fresh
