"""Writing the paperwork: saved by its own rules, recorded, and what follows from it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Election
from conoceles.reports.models import Correspondence
from conoceles.reports.year import sending


def save(form: Any, election: Election, *, by: str) -> None:
    """Save a valid form of the paperwork with what follows. Raises ValidationError; nothing is written then."""
    row = form.instance
    with transaction.atomic():
        row.full_clean()
        if hasattr(row, "by") and not row.pk:
            row.by = by
        row.save()
        form._save_m2m()
        record("paper-written", by=by, election=election.slug, thing=f"{row._meta.model_name} {row.pk}")
        if isinstance(row, Correspondence):
            _sent(row, form, by)


def _sent(letter: Correspondence, form: Any, by: str) -> None:
    chosen = form.cleaned_data.get("deliverables") or []
    if chosen:
        sending.send(chosen, letter, letter.date, by=by)
    if letter.acknowledged_on:
        sending.acknowledge(letter, by=by)
    if letter.direction == Correspondence.Direction.IN and letter.petitions.exists() and letter.received_at is None:
        letter.received_at = timezone.now()
        letter.save(update_fields=["received_at"])
