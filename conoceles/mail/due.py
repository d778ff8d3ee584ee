"""What time causes in this room."""

from datetime import datetime

from conoceles.lib.outbox import leaves
from conoceles.mail.sending import send_due


def every_minute(at: datetime) -> list[str]:
    """Send the mails whose time has come, and say how many; [] for none."""
    sent, failed = send_due(at)
    done = "enviados" if leaves() else "escritos en outbox, sin servidor que los envíe"
    return [f"Correos {done}: {sent}; sin poder enviarse: {failed}."] if sent or failed else []
