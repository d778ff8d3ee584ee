"""Movements of a whole contest: it is postponed, annulled, repeated as extraordinary, or voted as it was to be."""

from datetime import date

from django.db import transaction

from conoceles.audit.acts import record
from conoceles.elections import register
from conoceles.elections.models import Contest, Role
from conoceles.movements.basis import Basis, CannotMove
from conoceles.movements.models import ContestMovement

State = Contest.State


def set_state(contest: Contest, state: str, basis: Basis, *, voted_on: date | None = None) -> ContestMovement:
    """Change the state of a contest and return the movement; its page, ballots and candidacies say so at once.

    `voted_on` is the day on which it will be voted, where that is known. Raises CannotMove.
    """
    with transaction.atomic():
        locked = Contest.objects.select_for_update(of=("self",)).select_related("election").get(pk=contest.pk)
        if (locked.state, locked.voted_on) == (state, voted_on):
            raise CannotMove("No cambia nada: la contienda ya está así.")
        if voted_on is not None and state not in (State.POSTPONED, State.REPEATED):
            raise CannotMove("Solo una elección pospuesta o que se repite tiene nueva jornada.")
        before, ordinary = locked.state, state == State.ORDINARY
        locked.state, locked.voted_on = state, voted_on
        locked.state_date = None if ordinary else basis.day
        locked.state_agreement = None if ordinary else basis.agreement
        movement = ContestMovement.objects.create(
            contest=locked,
            before=before,
            state=state,
            agreement=basis.agreement,
            day=basis.day,
            voted_on=voted_on,
            note=basis.note,
            by=basis.by,
        )
        record(
            "contest-movement",
            by=basis.by,
            role=Role.REGISTER,
            election=locked.election.slug,
            thing=f"contest {locked.key}",
            kind=str(State(state).label),
            number=basis.agreement.number,
        )
        register.save(locked, by=basis.by)
    return movement
