"""What time causes in this room."""

import logging
from datetime import datetime

from django.db import DatabaseError

from conoceles.audit.acts import record
from conoceles.elections.models import Election, Role
from conoceles.profiles.public.election import publish_register
from conoceles.profiles.public.reviewed import publish_approved
from conoceles.profiles.workflow import Hand

SYSTEM = Hand("", Role.COORDINATION)
log = logging.getLogger(__name__)


def every_minute(at: datetime) -> list[str]:
    """Publish the elections that were scheduled and whose day has come, and say so; one that fails keeps no other from
    it."""
    said = []
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
    """Publish a scheduled election whole. Its mark goes last: interrupted, the next minute goes on from where it
    was."""
    editions = publish_register(election)
    election.refresh_from_db()
    profiles = publish_approved(election, SYSTEM)
    election.publishes_itself = False
    election.save(update_fields=["publishes_itself"])
    record("register-published", role=SYSTEM.role, election=election.slug, editions=editions, profiles=profiles)
    return f"Publicada {election.slug}: {editions} ediciones del registro, {profiles} perfiles."
