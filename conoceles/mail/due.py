"""What time causes in this room."""

from datetime import datetime

from conoceles.mail.sending import send_due


def every_minute(at: datetime) -> list[str]:
    """Send the mails whose time has come, and say how many; [] for none."""
    sent, failed = send_due(at)
    return [f"Correos enviados: {sent}; sin poder enviarse: {failed}."] if sent or failed else []
