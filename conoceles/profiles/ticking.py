"""What time causes, each part safe to run again: mails, the publication that was scheduled, what is thrown away."""

import logging
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections import links
from conoceles.elections.models import Election, Role
from conoceles.profiles.files import sweep
from conoceles.profiles.mailbox import send_due
from conoceles.profiles.practice import throw_away_old
from conoceles.profiles.publication import publish_register
from conoceles.profiles.publishing import publish_approved
from conoceles.profiles.workflow import Hand

DAILY = 24 * 60 * 60
SYSTEM = Hand("", Role.COORDINATION)
log = logging.getLogger(__name__)


def every_minute(at: datetime) -> list[str]:
    """Do what cannot wait and return a sentence for each thing that was done; [] for nothing. What fails keeps nothing else from it."""
    said = []
    sent, failed = send_due(at)
    if sent or failed:
        said.append(f"Correos enviados: {sent}; sin poder enviarse: {failed}.")
    for election in Election.objects.filter(publishes_itself=True, publication_starts__lte=at, silence_starts__gt=at):
        try:
            said.append(_publish(election))
        except (OSError, ValueError, LookupError, DatabaseError):
            log.exception("The scheduled publication of %s failed and will be tried again.", election.slug)
            said.append(
                f"No se pudo publicar {election.slug}: la causa está en la bitácora. Se intenta otra vez en un minuto."
            )
    return said


def _publish(election: Election) -> str:
    """Publish a scheduled election whole. Its mark goes last: interrupted, the next minute goes on from where it was."""
    editions = publish_register(election)
    election.refresh_from_db()
    profiles = publish_approved(election, SYSTEM)
    election.publishes_itself = False
    election.save(update_fields=["publishes_itself"])
    record("register-published", role=SYSTEM.role, election=election.slug, editions=editions, profiles=profiles)
    return f"Publicada {election.slug}: {editions} ediciones del registro, {profiles} perfiles."


def once_a_day() -> list[str]:
    """Throw away what nobody needs, and say how much."""
    said = [f"Prácticas tiradas: {throw_away_old()}. Archivos borrados: {sweep()}."]
    for election in links.due(timezone.now()):
        broken = links.check(election)
        said.append(f"Enlaces de {election.slug} sin responder: {len(broken)}.")
    return said
