"""Privacy texts of an election: the ones to begin with, and publishing a version."""

import tomllib
from pathlib import Path

from django.db import transaction

from conoceles.audit.acts import record
from conoceles.elections.models import Agreement, Election
from conoceles.elections.publication import append_changed
from conoceles.profiles.models import LegalText
from conoceles.profiles.public.privacy import privacy_entries

DEFAULT = Path(__file__).parent / "legal" / "default.toml"


def default_texts() -> dict[str, str]:
    """Return {kind: text} to begin with."""
    data = tomllib.loads(DEFAULT.read_text(encoding="utf-8"))
    return {kind: str(data[kind]).strip() for kind in LegalText.Kind.values}


def publish_text(election: Election, kind: str, text: str, agreement: Agreement, *, by: str) -> LegalText:
    """Publish a version of a text and return it: in capture, where whoever answered the one before is asked again, and
    on the site of an election that is public."""
    with transaction.atomic():
        rows = LegalText.objects.filter(election=election, kind=kind).order_by("-number")
        last = rows.values_list("number", flat=True).first() or 0
        version = LegalText(election=election, kind=kind, number=last + 1, text=text.strip(), agreement=agreement)
        version.full_clean()
        version.save()
        record("legal-text-published", by=by, election=election.slug, thing=f"text {kind}", version=version.number)
        if election.published_at:
            append_changed(privacy_entries(election))
    return version
