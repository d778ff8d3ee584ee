import logging
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from conoceles.config.tick import DAILY, every_minute, once_a_day
from conoceles.config.watch.looking import look
from conoceles.config.watch.telling import tell
from conoceles.lib.orphans import end_with_parent

MINUTE = 60
log = logging.getLogger("conoceles.tick")


class Command(BaseCommand):
    help = (
        "Lo que el tiempo causa: envía los correos que esperan, publica lo validado cuando llega la fecha programada "
        "y, una vez al "
        "día, tira prácticas y archivos que ya nadie nombra. Ejecútelo cada minuto, o con --watch."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", action="store_true", help="se queda, y lo hace cada minuto")

    def _tell(self) -> None:
        """Tell what changed. Nothing that fails in it keeps time from passing."""
        try:
            tell(look())
        except (DatabaseError, OSError):
            log.exception("What changed could not be told.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["watch"]:
            self.stdout.write(" ".join([*every_minute(timezone.now()), *once_a_day()]))
            return
        end_with_parent(settings.PARENT)
        last = 0.0
        while True:
            close_old_connections()
            said = every_minute(timezone.now())
            if not last or time.monotonic() - last > DAILY:
                last = time.monotonic()
                said += once_a_day()
            for sentence in said:
                log.info(sentence)
            self._tell()
            time.sleep(MINUTE)
