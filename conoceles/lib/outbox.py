"""Mail where there is no server for it: each is a file that only the program's own user reads, and nothing says that it
was sent."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.filebased import EmailBackend as FileBackend

BACKEND = "conoceles.lib.outbox.EmailBackend"


class EmailBackend(FileBackend):
    """Writes mails as files of the program's own user, in a folder that nobody else opens."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Path(self.file_path).chmod(0o700)

    def open(self) -> bool:
        """Open the file of these mails; return whether it was not open yet."""
        if self.stream is not None:
            return False
        handle = os.open(self._get_filename(), os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)
        self.stream = os.fdopen(handle, "ab")
        return True


def leaves() -> bool:
    """Return whether mails leave this server."""
    return str(settings.EMAIL_BACKEND) != BACKEND


def told(sent: str, kept: str) -> str:
    """Return what to say of mails: that they were sent, or where they lie."""
    return sent if leaves() else f"{kept} No hay servidor de correo: queda en la carpeta outbox de los datos."
