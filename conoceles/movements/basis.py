"""What every movement stands on, and the steps that all of them share."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from conoceles.audit.acts import record
from conoceles.elections import register
from conoceles.elections.models import Agreement, Candidacy, Person, Role
from conoceles.movements.models import Movement
from conoceles.profiles.consents import follow_register
from conoceles.profiles.models import Profile
from conoceles.profiles.workflow import Hand

Kind = Movement.Kind


class CannotMove(ValueError):
    """The movement does not fit the candidacy as it is now; its text is a Spanish sentence."""


@dataclass(frozen=True)
class Basis:
    """What a movement stands on: the agreement, its day, who records it, and a note."""

    agreement: Agreement
    day: date
    by: str
    note: str = ""

    @property
    def hand(self) -> Hand:
        return Hand(self.by, Role.REGISTER)


def locked_row(candidacy: Candidacy) -> Candidacy:
    """Return a registered candidacy, locked until the transaction ends; raise CannotMove for one that ended."""
    rows = Candidacy.objects.select_for_update(of=("self",), no_key=True).select_related(
        "election", "ticket__party", "person", "office"
    )
    locked = rows.get(pk=candidacy.pk)
    if locked.status != Candidacy.Status.REGISTERED:
        raise CannotMove(f"{locked.person.name} ya no está registrada ({locked.get_status_display()}).")
    return locked


def undoing(back: Movement, movement: Movement) -> Movement:
    back.undoes = movement
    back.save(update_fields=["undoes"])
    return back


def record_movement(candidacy: Candidacy, kind: str, basis: Basis, **values: Any) -> Movement:
    movement = Movement(
        candidacy=candidacy,
        kind=kind,
        agreement=basis.agreement,
        day=basis.day,
        note=basis.note,
        by=basis.by,
        **values,
    )
    movement.save()
    record(
        "movement",
        by=basis.by,
        role=Role.REGISTER,
        election=candidacy.election.slug,
        thing=f"candidacy {candidacy.key}",
        kind=str(Kind(kind).label),
        number=basis.agreement.number,
    )
    return movement


def save_by_the_register(candidacy: Candidacy, person: Person, basis: Basis) -> None:
    """Save a candidacy by the register's own rules. Raises ValidationError."""
    register.save_candidacy(candidacy, person, by=basis.by, follow=follow_register)


def profile_of(candidacy: Candidacy) -> Profile | None:
    return Profile.objects.filter(candidacy=candidacy).first()
