"""Reserves: a candidacy asks that nothing of its identity be public; equality grants it, refuses it, or lifts it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy
from conoceles.profiles import mailbox
from conoceles.profiles.models import ReserveRequest
from conoceles.profiles.public.identity_shown import show_identity
from conoceles.profiles.workflow import Hand

# The reason of a reserve is itself confidential: one of these is recorded, and no words about the person.
REASONS = {
    "request": "la pidió la persona",
    "violence": "hay riesgo de violencia",
    "order": "la ordenó una autoridad",
    "over": "ya no hay motivo",
}
# What is no reason to grant one.
LIFTS = frozenset({"over"})


def ask(candidacy: Candidacy, reason: str, hand: Hand, at: datetime | None = None) -> bool:
    """Ask for a reserve and return whether it is new: one waits at a time. While it waits, nothing of the identity is
    public."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                ReserveRequest.objects.create(
                    candidacy=candidacy, reason=reason, asked_at=at or timezone.now(), asked_by=hand.by
                )
        except IntegrityError:
            return False
        record(
            "reserve-asked",
            by=hand.by,
            role=hand.role,
            election=candidacy.election.slug,
            thing=f"candidacy {candidacy.key}",
        )
        show_identity(candidacy, ground="Petición de reserva.")
    return True


def refuse(candidacy: Candidacy, *, by: str) -> bool:
    """Refuse the request that waits and return whether there was one; what it held back may be public again."""
    with transaction.atomic():
        if not _decide(candidacy, granted=False, by=by):
            return False
        record("reserve-refused", by=by, election=candidacy.election.slug, thing=f"candidacy {candidacy.key}")
        _answer(candidacy, "El Instituto no concedió la reserva", "La razón se le explica en el correo institucional.")
        show_identity(candidacy, ground="Petición de reserva.")
    return True


def set_reserve(candidacy: Candidacy, reserved: bool, *, by: str, reason: str) -> None:
    """Grant or lift the reserve of a candidacy's identity, for one of REASONS; what it covers leaves the site at once.

    Granted, it answers the request that waits.
    """
    with transaction.atomic():
        candidacy.refresh_from_db(fields=["identity_reserved"])
        asked = reserved and _decide(candidacy, granted=True, by=by)
        if candidacy.identity_reserved == reserved:
            return
        candidacy.identity_reserved = reserved
        candidacy.save(update_fields=["identity_reserved"])
        record(
            "reserve",
            by=by,
            election=candidacy.election.slug,
            thing=f"candidacy {candidacy.key}",
            reserved=reserved,
            reason=reason,
        )
        if asked:
            _answer(candidacy, "El Instituto concedió la reserva", "Nada de su identidad se publica.")
        show_identity(candidacy, ground="Reserva de la identidad.")


def _decide(candidacy: Candidacy, *, granted: bool, by: str) -> bool:
    rows = ReserveRequest.objects.waiting().filter(candidacy=candidacy)
    return bool(rows.update(decided_at=timezone.now(), decided_by=by, granted=granted))


def _answer(candidacy: Candidacy, subject: str, text: str) -> None:
    mailbox.tell(candidacy, mailbox.Kind.GROUP, subject, text, to_party=False)
