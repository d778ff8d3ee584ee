"""What time causes in this room."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election, Role
from conoceles.profiles import groups
from conoceles.profiles.models import GroupNotice
from conoceles.profiles.public.election import publish_register
from conoceles.profiles.public.identity_shown import show_identity
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
    try:
        return [*said, *_show_groups(at)]
    except (OSError, ValueError, LookupError, DatabaseError):
        log.exception("The groups whose term is over could not be shown and will be tried again.")
        return said


def _show_groups(at: datetime) -> list[str]:
    """Publish the groups of registration whose term to ask for a reserve is over, and say of how many candidacies."""
    shown = 0
    for pk in groups.over(at).values_list("candidacy", flat=True).distinct():
        candidacy = Candidacy.objects.get(pk=pk)
        with transaction.atomic():
            notices = list(groups.over(at).filter(candidacy=candidacy).values_list("pk", flat=True))
            GroupNotice.objects.filter(pk__in=notices).update(shown_at=at)
            shown += show_identity(candidacy)
    return [f"Se publicó la acción afirmativa de {shown} candidaturas, terminado su plazo."] if shown else []


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
