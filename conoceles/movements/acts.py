"""Movements: what an agreement changes in a candidacy, and everything that follows, in one transaction.

The site shows a tombstone or the new person, accounts close and open, sections leave the workflow and come back, the
rest of the ticket follows when it is said to, and the duty to tell the INE is raised. None asks the calendar: they work
in the silence. A movement is undone by another.
"""

from django.db import transaction

from conoceles.elections.grants import close_for_candidacy, open_for_candidacy
from conoceles.elections.models import Candidacy, Grant, Person
from conoceles.elections.publication import publish_after_edit
from conoceles.lib.dates import long_date
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
from conoceles.movements.changing import undo_change, undo_correction
from conoceles.movements.models import Movement
from conoceles.profiles import mailbox, workflow
from conoceles.profiles.consents import follow_register
from conoceles.profiles.models import ProfileSection, State
from conoceles.profiles.public import reviewed
from conoceles.profiles.public.identity_shown import show_identity
from conoceles.profiles.rules import Action

ENDS: dict[str, str] = {
    Kind.SUBSTITUTION: Candidacy.Status.SUBSTITUTED,
    Kind.CANCELLATION: Candidacy.Status.CANCELLED,
    Kind.WITHDRAWAL: Candidacy.Status.WITHDRAWN,
    Kind.DEATH: Candidacy.Status.DECEASED,
}
REASONS = {
    Kind.SUBSTITUTION: "La candidatura fue sustituida.",
    Kind.CANCELLATION: "La candidatura fue cancelada.",
    Kind.WITHDRAWAL: "La persona renunció a la candidatura.",
    Kind.DEATH: "La persona falleció.",
}


def finish(candidacy: Candidacy, kind: str, basis: Basis, *, whole_ticket: bool = False) -> list[Movement]:
    """End a candidacy by a cancellation, a withdrawal or a death, or by the first two its whole ticket; return a
    movement for each person. Raises CannotMove."""
    if kind not in (Kind.CANCELLATION, Kind.WITHDRAWAL, Kind.DEATH):
        raise CannotMove("Eso no es una cancelación, una renuncia ni un fallecimiento.")
    if kind == Kind.DEATH and whole_ticket:
        raise CannotMove("Un fallecimiento es de una persona: registre aparte lo que pase con las demás.")
    with transaction.atomic():
        chosen = [locked_row(candidacy)]
        if whole_ticket:
            mates = Candidacy.objects.filter(ticket=candidacy.ticket_id).exclude(pk=candidacy.pk).registered()
            chosen += [locked_row(mate) for mate in mates.order_by("pk")]
        movements = [_end(one, kind, basis) for one in chosen]
        for one in chosen:
            _publish_ended(one, kind)
    return movements


def substitute(
    candidacy: Candidacy,
    basis: Basis,
    *,
    person: Person | None = None,
    alternate: Candidacy | None = None,
) -> tuple[Movement, Candidacy]:
    """Put a new person, or the alternate of the same place, where a candidacy was; return the movement and who stands
    now.

    The old page stays as a tombstone; a new person gets a profile and an account of its own. Raises CannotMove,
    ValidationError.
    """
    with transaction.atomic():
        old = locked_row(candidacy)
        folio, had_account = old.folio, Grant.objects.open().filter(candidacy=old).exists()
        old.folio = ""
        movement = _end(old, Kind.SUBSTITUTION, basis)
        if alternate is not None:
            fresh = locked_row(alternate)
            if fresh.place != old.place or fresh.role != Candidacy.Role.ALTERNATE:
                raise CannotMove("Solo la suplente del mismo lugar puede ocuparlo.")
            fresh.role = old.role
            movement.changes = {"raised": True, "folio": folio}
            save_by_the_register(fresh, fresh.person, basis)
        elif person is not None:
            movement.changes = {"folio": folio} if folio else {}
            fresh = Candidacy(
                election=old.election,
                ticket=old.ticket,
                office=old.office,
                position=old.position,
                role=old.role,
                folio=folio,
                listed={"name": person.name, "role": old.listed.get("role", old.role), "folio": folio},
            )
            save_by_the_register(fresh, person, basis)
            if had_account or old.office.answers:
                open_for_candidacy(fresh, by=basis.by)
        else:
            raise CannotMove("Diga quién ocupa el lugar.")
        movement.other = fresh
        movement.save(update_fields=["other", "changes"])
        _publish_ended(old, Kind.SUBSTITUTION)
    return movement, fresh


def reinstate(candidacy: Candidacy, basis: Basis, *, undoes: Movement | None = None) -> Movement:
    """Register again a candidacy that had ended, as a court or the institute orders; whoever took its place leaves it.

    Its sections come back as they were, and what was public of them is published again. Raises CannotMove.
    """
    with transaction.atomic():
        rows = Candidacy.objects.select_for_update(of=("self",), no_key=True).select_related(
            "election", "ticket__party", "person", "office"
        )
        locked = rows.get(pk=candidacy.pk)
        if locked.status == Candidacy.Status.REGISTERED:
            raise CannotMove("Esta candidatura ya está registrada.")
        if _raised_over(locked):
            # The owner whose place it had taken is back: it returns as the alternate that it was.
            locked.role = Candidacy.Role.ALTERNATE
        holder, lowered = holder_of(locked), False
        if holder is not None:
            lowered = _make_room(holder, locked, basis)
        locked.status, locked.status_date, locked.status_agreement = Candidacy.Status.REGISTERED, None, None
        changes = {"lowered": True} if lowered else {}
        _give_folio_back(locked)
        movement = record_movement(locked, Kind.REINSTATEMENT, basis, other=holder, undoes=undoes, changes=changes)
        save_by_the_register(locked, locked.person, basis)
        if locked.office.answers:
            open_for_candidacy(locked, by=basis.by)
        profile = profile_of(locked)
        if profile is not None:
            sections = ProfileSection.objects.filter(profile=profile, state=State.WITHDRAWN)
            workflow.advance_all(
                sections, Action.RESTORE, {profile.pk: locked}, basis.hand, note=basis.agreement.number
            )
        if holder is not None and not lowered:
            _publish_ended(Candidacy.objects.select_related("election").get(pk=holder.pk), Kind.SUBSTITUTION)
        publish_after_edit(locked)
        if profile is not None:
            reviewed.show(profile.pk, again=True)
        show_identity(locked, always=True)
    return movement


def undo(movement: Movement, basis: Basis) -> Movement:
    """Undo the last movement of a candidacy by another and return it.

    Raises CannotMove when it was undone already, or when something that came after must be undone first.
    """
    with transaction.atomic():
        movement = (
            Movement.objects.select_for_update(of=("self",)).select_related("candidacy", "other").get(pk=movement.pk)
        )
        if Movement.objects.filter(undoes=movement).exists():
            raise CannotMove("Ese movimiento ya se deshizo.")
        if movement.kind == Kind.CORRECTION:
            return undo_correction(movement, basis)
        if movement.kind == Kind.CHANGE:
            return undo_change(movement, basis)
        _refuse_if_followed(movement)
        if movement.kind == Kind.REINSTATEMENT:
            return _undo_reinstatement(movement, basis)
        return reinstate(movement.candidacy, basis, undoes=movement)


def _refuse_if_followed(movement: Movement) -> None:
    """Raise CannotMove when a movement that still holds came after, of the candidacy or of whoever the movement brought
    or took."""
    people = [one for one in (movement.candidacy_id, movement.other_id) if one]
    later = Movement.objects.filter(pk__gt=movement.pk, candidacy__in=people).exclude(kind=Kind.CORRECTION)
    for one in later.select_related("candidacy__person", "undone_by"):
        undid_later = one.undoes_id is not None and one.undoes_id > movement.pk
        if _holds(one) and not undid_later:
            raise CannotMove(f"Después hubo otro movimiento de {one.candidacy.person.name}: deshágalo primero.")


def _holds(movement: Movement) -> bool:
    """Return whether a movement was not undone, or what undid it was undone itself."""
    undone = Movement.objects.filter(undoes=movement).first()
    return undone is None or not _holds(undone)


def _undo_reinstatement(movement: Movement, basis: Basis) -> Movement:
    """End a candidacy again as it had ended, and put back whoever had its place."""
    before = Movement.objects.filter(candidacy=movement.candidacy, pk__lt=movement.pk, kind__in=ENDS).first()
    kind = before.kind if before is not None else Kind.CANCELLATION
    if movement.other is not None and movement.changes.get("lowered"):
        back, _raised = substitute(movement.candidacy, basis, alternate=movement.other)
        return undoing(back, movement)
    candidacy = locked_row(movement.candidacy)
    back = _end(candidacy, kind, basis)
    back.other = movement.other
    back.save(update_fields=["other"])
    _publish_ended(candidacy, kind)
    if movement.other is not None:
        reinstate(movement.other, basis)
    return undoing(back, movement)


def _end(candidacy: Candidacy, kind: str, basis: Basis) -> Movement:
    """End a candidacy in the register and the workshop; the ledger comes last, by `_publish_ended()`."""
    candidacy.status = ENDS[kind]
    candidacy.status_date, candidacy.status_agreement = basis.day, basis.agreement
    candidacy.save(update_fields=["status", "status_date", "status_agreement", "folio"])
    movement = record_movement(candidacy, kind, basis)
    _tell(candidacy, kind, basis)
    close_for_candidacy(candidacy, by=basis.by, why=candidacy.get_status_display())
    _withdraw_sections(candidacy, kind, basis)
    return movement


def _tell(candidacy: Candidacy, kind: str, basis: Basis) -> None:
    """Tell a candidacy and its party what ended it; of a death, the party alone."""
    said = f"Por el acuerdo {basis.agreement.number}, desde el {long_date(basis.day)}."
    if kind == Kind.DEATH:
        subject = f"{candidacy.person.name}: {Kind(kind).label}"
        mailbox.tell_party(candidacy.ticket.party, mailbox.Kind.MOVEMENT, subject, said)
    else:
        mailbox.tell(candidacy, mailbox.Kind.MOVEMENT, f"Su candidatura: {Kind(kind).label}", said)


def _withdraw_sections(candidacy: Candidacy, kind: str, basis: Basis) -> None:
    profile = profile_of(candidacy)
    if profile is not None:
        note = f"{Kind(kind).label}, {basis.agreement.number}"
        workflow.advance_all(profile.sections.all(), Action.WITHDRAW, {profile.pk: candidacy}, basis.hand, note=note)


def _publish_ended(candidacy: Candidacy, kind: str) -> None:
    """Take the profile off the site, redact what must not stay, and publish the tombstone."""
    follow_register(candidacy)
    reviewed.take_off(candidacy, REASONS[Kind(kind)])
    publish_after_edit(candidacy)


def holder_of(candidacy: Candidacy) -> Candidacy | None:
    """Return whoever is registered in the place that a candidacy had."""
    same = Candidacy.objects.in_place_of(candidacy).registered().filter(role=candidacy.role)
    return same.exclude(pk=candidacy.pk).select_related("person").first()


def _give_folio_back(candidacy: Candidacy) -> None:
    """Give a candidacy the folio by which lists know it, which its substitute took."""
    gone = Movement.objects.filter(candidacy=candidacy, kind=Kind.SUBSTITUTION).first()
    folio = str(gone.changes.get("folio", "")) if gone is not None else ""
    if folio and not candidacy.folio:
        Candidacy.objects.filter(election=candidacy.election_id, folio=folio).update(folio="")
        candidacy.folio = folio


def _raised_over(candidacy: Candidacy) -> bool:
    """Return whether a candidacy had been raised to the place of somebody who is registered again."""
    rows = Movement.objects.filter(other=candidacy, kind=Kind.SUBSTITUTION, changes__raised=True)
    return rows.filter(candidacy__status=Candidacy.Status.REGISTERED).exists()


def _make_room(holder: Candidacy, back: Candidacy, basis: Basis) -> bool:
    """Take whoever holds a place out of it, and return whether it was an alternate who goes back to hers; a substitute
    leaves."""
    locked = locked_row(holder)
    if Movement.objects.filter(candidacy=back, kind=Kind.SUBSTITUTION, other=holder, changes__raised=True).exists():
        locked.role = Candidacy.Role.ALTERNATE
        save_by_the_register(locked, locked.person, basis)
        return True
    left = _end(locked, Kind.SUBSTITUTION, basis)
    left.other = back
    left.save(update_fields=["other"])
    return False
