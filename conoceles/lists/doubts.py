"""Doubts that a list left, settled by a person: which of two is the owner, and whether a new name is a new person."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections.addresses import give_slug
from conoceles.elections.models import Agreement, Candidacy, Person
from conoceles.elections.publication import publish_after_edit
from conoceles.lists.models import Doubt
from conoceles.movements.acts import substitute
from conoceles.movements.basis import Basis, CannotMove
from conoceles.movements.changing import correct


class CannotSettle(ValueError):
    """The doubt cannot be settled so; its text is a Spanish sentence."""


def settle_roles(owner: Candidacy, *, by: str = "") -> list[Candidacy]:
    """Make `owner` the owner of its place and whoever shares it the alternate; publish; return all of them.

    Raises CannotSettle when the place is not in doubt any more, or when more than two share it.
    """
    with transaction.atomic():
        shared = list(
            Candidacy.objects.in_place_of(owner).registered().select_for_update(of=("self",)).select_related("person")
        )
        if owner.pk not in {one.pk for one in shared} or not any(
            one.role == Candidacy.Role.UNCONFIRMED for one in shared
        ):
            raise CannotSettle("Esa calidad ya estaba resuelta; recargue la página para ver cómo quedó.")
        if len(shared) > 2:
            raise CannotSettle("Más de dos personas comparten el lugar; corrija primero las fichas que sobran.")
        # Everyone leaves the place first, so that each can take the one that is decided.
        Candidacy.objects.in_place_of(owner).registered().update(role=Candidacy.Role.UNCONFIRMED)
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

    A correction renames the person (the old address redirects; once public, by a movement with date and agreement); a
    substitution closes the candidacy with date and
    agreement and opens another in its place, and so with its account; a dismissal changes nothing. Raises CannotSettle
    when it was settled before, or when a substitution lacks its date or agreement; CannotMove.
    """
    with transaction.atomic():
        doubt = Doubt.objects.select_for_update(of=("self",)).select_related("candidacy__person").get(pk=doubt.pk)
        if doubt.outcome:
            raise CannotSettle("Esa duda ya estaba resuelta; recargue la página para ver cómo quedó.")
        candidacy = doubt.candidacy
        if candidacy.status != Candidacy.Status.REGISTERED and outcome != Doubt.Outcome.DISMISSED:
            raise CannotSettle("Esa candidatura ya no está registrada: su movimiento se corrige en su ficha.")
        if outcome == Doubt.Outcome.CORRECTION and candidacy.election.published_at:
            if day is None or agreement is None:
                raise CannotSettle("Ya es pública: su nombre se corrige con la fecha y el acuerdo que lo aprobó.")
            _correct(candidacy, Basis(agreement, day, user.get_username()), doubt.name)
        elif outcome == Doubt.Outcome.CORRECTION:
            _rename(candidacy, doubt.name)
        elif outcome == Doubt.Outcome.SUBSTITUTION:
            if day is None or agreement is None:
                raise CannotSettle("Una sustitución lleva la fecha y el acuerdo que la aprobó.")
            basis = Basis(agreement, day, user.get_username())
            _movement, candidacy = substitute(candidacy, basis, person=Person(name=doubt.name))
        doubt.outcome, doubt.settled_at, doubt.settled_by = outcome, timezone.now(), user
        doubt.save(update_fields=["outcome", "settled_at", "settled_by"])
        by, slug = user.get_username(), candidacy.election.slug
        record("doubt-settled", by=by, election=slug, thing=f"candidacy {candidacy.key}", outcome=outcome)
        publish_after_edit(candidacy)
    return candidacy


def _correct(candidacy: Candidacy, basis: Basis, name: str) -> None:
    try:
        correct(candidacy, basis, {"name": name})
    except CannotMove as error:
        raise CannotSettle(str(error)) from error


def _rename(candidacy: Candidacy, name: str) -> None:
    candidacy.person.name = name
    candidacy.person.save(update_fields=["name"])
    candidacy.listed = {**candidacy.listed, "name": name}
    candidacy.save(update_fields=["listed"])
    give_slug(candidacy)
