"""Writing the paperwork: saved by its own rules, recorded, and what follows from it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections import register
from conoceles.elections.models import Election, Release
from conoceles.lib.dates import local_date
from conoceles.reports.models import Activity, Ally, Correspondence
from conoceles.reports.publishing import publish_allies
from conoceles.reports.year import sending


def save(form: Any, election: Election, *, by: str) -> None:
    """Save a valid form of the paperwork with what follows. Raises ValidationError; nothing is written then."""
    row = form.instance
    with transaction.atomic():
        row.full_clean()
        if hasattr(row, "by") and not row.pk:
            row.by = by
        # Photographs are added apart, to those that the row has by then.
        kept = [one.name for one in row._meta.concrete_fields if one.name not in ("id", "photos")]
        row.save(**({"update_fields": kept} if row.pk else {}))
        form._save_m2m()
        if isinstance(row, Activity):
            form.keep_photos()
        record("paper-written", by=by, election=election.slug, thing=f"{row._meta.model_name} {row.pk}")
        if isinstance(row, Release):
            _on_the_site(election, by)
        if isinstance(row, Ally):
            publish_allies(election)
        if isinstance(row, Correspondence):
            _sent(row, form, by)


def _on_the_site(election: Election, by: str) -> None:
    """Give the election the stage of the site's release in use, and publish which that is."""
    last = Release.objects.in_use(election, Release.Interface.SITE, local_date(timezone.now(), election.zone))
    if last is not None:
        locked = Election.objects.select_for_update(of=("self",)).select_related("institute").get(pk=election.pk)
        locked.stage = last.stage
        register.save(locked, by=by)


def _sent(letter: Correspondence, form: Any, by: str) -> None:
    chosen = form.cleaned_data.get("deliverables")
    if chosen is not None:
        sending.send(chosen, letter, letter.date, by=by)
        sending.follow(letter, chosen, by=by)
    if letter.direction == Correspondence.Direction.IN and letter.petitions.exists() and letter.received_at is None:
        letter.received_at = timezone.now()
        letter.save(update_fields=["received_at"])
