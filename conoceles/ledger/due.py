"""What time causes here: public files go to the store that other machines read."""

from datetime import datetime

from django.conf import settings

from conoceles.ledger.shared_files import send
from conoceles.lib.places import PlaceError


def every_minute(at: datetime) -> list[str]:
    """Send what is new, and say it, or why it could not be."""
    if not settings.WORKSHOP:
        return []
    try:
        return list(filter(None, [send()]))
    except PlaceError as error:
        return [f"Los archivos públicos no llegan a los demás servidores: {error}"]
