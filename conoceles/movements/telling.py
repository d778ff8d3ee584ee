"""The duty to tell the INE of a movement, and when it was met."""

from datetime import date

from django.db import transaction

from conoceles.audit.acts import record
from conoceles.elections.models import Role
from conoceles.movements.models import ContestMovement, Movement


def tell_ine(movement: Movement | ContestMovement, day: date, number: str, *, by: str) -> None:
    """Record that the INE was told of a movement, on a day, by a letter. Raises ValidationError."""
    with transaction.atomic():
        movement.told_on, movement.told_number = day, number
        movement.full_clean(exclude=["candidacy", "contest", "agreement", "other", "undoes"])
        movement.save(update_fields=["told_on", "told_number"])
        moved = movement.candidacy if isinstance(movement, Movement) else movement.contest
        record(
            "movement-told",
            by=by,
            role=Role.LIAISON,
            election=moved.election.slug,
            thing=f"{moved._meta.model_name} {moved.key}",
            number=number,
        )
