"""Acts on the pages that staff write: save, publish, take off. Every version that was saved is kept."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import PageText, TextVersion
from conoceles.ledger.acts import append, hold, withdraw
from conoceles.ledger.reading import current
from conoceles.lib.canonical import Document


def text_document(text: PageText) -> Document:
    """Return the document of kind `text`."""
    return {
        "version": 1,
        "slug": text.slug,
        "language": text.language,
        "title": text.title,
        "body": text.body.replace("\r\n", "\n").strip(),
        "order": text.order,
    }


def save(text: PageText, *, by: str) -> TextVersion:
    """Keep what a text says now as a version of it, unpublished, and return the version. Raises ValidationError."""
    with transaction.atomic():
        text.full_clean()
        text.save()
        return TextVersion.objects.create(text=text, title=text.title, body=text.body, at=timezone.now(), by=by)


def publish(text: PageText, *, by: str, role: str = "") -> None:
    """Publish what a text says now. Raises ValidationError when the election itself is not public."""
    with transaction.atomic():
        locked = PageText.objects.select_for_update(of=("self",)).select_related("election").get(pk=text.pk)
        if not locked.election.published_at:
            raise ValidationError("La elección todavía no es pública: el texto se puede publicar cuando lo sea.")
        version = locked.versions.first()
        if version is not None:
            version.published = True
            version.save(update_fields=["published"])
        locked.is_public = True
        locked.save(update_fields=["is_public"])
        record("text-published", by=by, role=role, election=locked.election.slug, thing=f"text {locked.key}")
        hold()
        if current(locked.election.slug, "text", [locked.key]).get(("text", locked.key)) != text_document(locked):
            append("text", locked.key, text_document(locked), election=locked.election.slug)


def take_off(text: PageText, *, by: str, role: str = "") -> None:
    """Take a text off the site; what it said stays here. Nothing happens to one that is not public."""
    with transaction.atomic():
        locked = PageText.objects.select_for_update(of=("self",)).select_related("election").get(pk=text.pk)
        if not locked.is_public:
            return
        locked.is_public = False
        locked.save(update_fields=["is_public"])
        record("text-withdrawn", by=by, role=role, election=locked.election.slug, thing=f"text {locked.key}")
        withdraw("text", locked.key, election=locked.election.slug, reason="El Instituto retiró este texto.")
