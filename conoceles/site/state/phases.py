"""The phase of an election, computed from its calendar by the clock of whoever builds."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from conoceles.lib.canonical import Document
from conoceles.lib.dates import local_date


class Phase(StrEnum):
    BEFORE = "before"
    OPEN = "open"
    SILENCE = "silence"
    ELECTION_DAY = "election-day"
    ARCHIVE = "archive"


def phase(calendar: Document, now: datetime, where: ZoneInfo) -> Phase:
    """Return the phase at a moment, in the zone of the institute: before publication, open, silence (veda), election
    day, archive."""
    opens = moment(calendar["polls_open"])
    if now < moment(calendar["publication_starts"]):
        return Phase.BEFORE
    if now < moment(calendar["silence_starts"]):
        return Phase.OPEN
    if local_date(now, where) < local_date(opens, where):
        return Phase.SILENCE
    # Until it ends: whoever is in line still votes, and so do the places whose clock is behind.
    return Phase.ELECTION_DAY if local_date(now, where) == local_date(opens, where) else Phase.ARCHIVE


def days_left(calendar: Document, now: datetime, where: ZoneInfo) -> int:
    """Return the days from today to election day; negative when it has passed."""
    return (local_date(moment(calendar["polls_open"]), where) - local_date(now, where)) // timedelta(days=1)


def moment(text: str) -> datetime:
    """Return a moment of a document as an aware datetime."""
    return datetime.fromisoformat(text)
