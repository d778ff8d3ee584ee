"""What time causes, each part safe to run again: mails, the publication that was scheduled, what is thrown away."""

from datetime import datetime

from conoceles.audit.acts import record
from conoceles.elections.models import Election, Role
from conoceles.profiles.files import sweep
from conoceles.profiles.mailbox import send_due
from conoceles.profiles.practice import throw_away_old
from conoceles.profiles.publication import publish_register
from conoceles.profiles.publishing import approved, publish_approved
from conoceles.profiles.workflow import Hand

DAILY = 24 * 60 * 60
SYSTEM = Hand("", Role.COORDINATION)


def every_minute(at: datetime) -> list[str]:
    """Do what cannot wait and return a sentence for each thing that was done; [] for nothing."""
    said = []
    for election in Election.objects.filter(publishes_itself=True, publication_starts__lte=at, silence_starts__gt=at):
        editions = 0
        if election.published_at is None:
            editions = publish_register(election)
            record("register-published", role=SYSTEM.role, election=election.slug, editions=editions)
            election.refresh_from_db()
        profiles = publish_approved(election, SYSTEM) if editions or approved(election) else 0
        if editions or profiles:
            said.append(f"Publicada {election.slug}: {editions} ediciones del registro, {profiles} perfiles.")
    sent, failed = send_due(at)
    if sent or failed:
        said.append(f"Correos enviados: {sent}; sin poder enviarse: {failed}.")
    return said


def once_a_day() -> list[str]:
    """Throw away what nobody needs, and say how much."""
    return [f"Prácticas tiradas: {throw_away_old()}. Archivos borrados: {sweep()}."]
