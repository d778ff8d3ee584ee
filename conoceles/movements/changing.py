"""Movements that leave a candidacy standing: its data are corrected, or it changes its party, office or place."""

from typing import Any

from django.db import transaction

from conoceles.elections.addresses import give_slug
from conoceles.elections.models import Candidacy, Office, Person, Ticket
from conoceles.elections.publication import publish_after_edit
from conoceles.lib.text import same_person
from conoceles.movements.basis import (
    Basis,
    CannotMove,
    Kind,
    locked_row,
    profile_of,
    record_movement,
    save_by_the_register,
    undoing,
)
from conoceles.movements.models import Movement
from conoceles.profiles import mailbox
from conoceles.profiles.public import reviewed

CORRECTED = ("name", "sex", "age")


def correct(candidacy: Candidacy, basis: Basis, values: dict[str, Any]) -> Movement:
    """Correct the name, sex or age of a person, and return the movement, which keeps what they were. Raises CannotMove,
    ValidationError."""
    with transaction.atomic():
        locked = locked_row(candidacy)
        person = Person.objects.select_for_update(of=("self",)).get(pk=locked.person_id)
        before = {key: getattr(person, key) for key in CORRECTED}
        changes = {key: [before[key], values[key]] for key in CORRECTED if key in values and values[key] != before[key]}
        if not changes:
            raise CannotMove("No cambia nada: los datos ya dicen eso.")
        for key, (_old, new) in changes.items():
            setattr(person, key, new)
        person.full_clean()
        if not same_person(before["name"], person.name):
            raise CannotMove(
                f"«{person.name}» no es una corrección de «{before['name']}»: si es otra persona, regístrela como "
                "sustitución, con su propia cuenta."
            )
        if "name" in changes:
            locked.listed = {**locked.listed, "name": person.name}
        movement = record_movement(locked, Kind.CORRECTION, basis, changes=changes)
        save_by_the_register(locked, person, basis)
        publish_after_edit(locked)
        profile = profile_of(locked)
        if profile is not None:
            reviewed.show(profile.pk)
        _readdress_others(locked)
    return movement


def _readdress_others(candidacy: Candidacy) -> None:
    """Let the other candidacies of a person whose data were corrected follow."""
    rows = Candidacy.objects.filter(person=candidacy.person_id).exclude(pk=candidacy.pk)
    for other in rows.with_register().select_related("election"):
        if "name" in other.listed:
            other.listed = {**other.listed, "name": other.person.name}
            other.save(update_fields=["listed"])
        give_slug(other)
        publish_after_edit(other)


# What a change moves: {field: how it is called}.
MOVED = {"ticket": "fórmula, planilla o lista", "office": "cargo", "position": "lugar", "role": "calidad"}


def change(candidacy: Candidacy, basis: Basis, values: dict[str, Any]) -> Movement:
    """Move a candidacy to another ticket of its contest, and so to another party, or to another office, place or role;
    return the movement, which keeps where it was. Raises CannotMove, ValidationError."""
    with transaction.atomic():
        locked = locked_row(candidacy)
        if values["ticket"].contest_id != locked.ticket.contest_id:
            raise CannotMove("A otra contienda no se cambia: cancele esta candidatura y registre la otra.")
        before = {name: getattr(locked, name) for name in MOVED}
        changed = [name for name in MOVED if before[name] != values[name]]
        if not changed:
            raise CannotMove("No cambia nada: ya está así.")
        for name in changed:
            setattr(locked, name, values[name])
        changes: dict[str, Any] = {MOVED[one]: [_said(one, before[one]), _said(one, values[one])] for one in changed}
        changes["_was"] = {name: getattr(value, "pk", value) for name, value in before.items()}
        locked.listed = {key: value for key, value in locked.listed.items() if key not in changed}
        movement = record_movement(locked, Kind.CHANGE, basis, changes=changes)
        save_by_the_register(locked, locked.person, basis)
        mailbox.tell(locked, mailbox.Kind.MOVEMENT, f"Su candidatura: {Kind.CHANGE.label}", _words(changes))
        publish_after_edit(locked)
    return movement


def _said(name: str, value: Any) -> str:
    if name == "ticket":
        return " · ".join(part for part in (value.party.name, value.folio) if part)
    return str(Candidacy.Role(value).label) if name == "role" else str(value)


def _words(changes: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {pair[0]} → {pair[1]}" for name, pair in changes.items() if name[0] != "_")


def undo_correction(movement: Movement, basis: Basis) -> Movement:
    person = Person.objects.get(pk=movement.candidacy.person_id)
    if any(getattr(person, key) != new for key, (_old, new) in movement.changes.items()):
        raise CannotMove("Los datos cambiaron después: corríjalos con otro movimiento.")
    back = correct(movement.candidacy, basis, {key: old for key, (old, _new) in movement.changes.items()})
    return undoing(back, movement)


def undo_change(movement: Movement, basis: Basis) -> Movement:
    was = movement.changes["_was"]
    back = {
        "ticket": Ticket.objects.select_related("party").get(pk=was["ticket"]),
        "office": Office.objects.get(pk=was["office"]),
        "position": was["position"],
        "role": was["role"],
    }
    return undoing(change(movement.candidacy, basis, back), movement)
