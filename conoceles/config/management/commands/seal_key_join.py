import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from conoceles.config.backup import escrow
from conoceles.profiles.sealed import shut


class Command(BaseCommand):
    help = "Rehace la llave de lo cifrado con las palabras de sus partes, una parte por renglón, y comprueba que abra."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.SEAL_KEY_FILE)
        if path.exists() or settings.SEAL_KEYS:
            raise CommandError("Aquí ya hay una llave: no se escribe encima.")
        if sys.stdin.isatty():
            self.stderr.write("Escriba cada parte en un renglón; al terminar, un renglón vacío.")
        lines = []
        for line in sys.stdin:
            if not line.strip():
                break
            lines.append(line)
        try:
            key = escrow.join(lines)
        except escrow.CannotJoin as error:
            raise CommandError(str(error)) from error
        settings.SEAL_KEYS = [key]
        closed = sum(1 for _one in shut(3))
        settings.SEAL_KEYS = []
        if closed:
            raise CommandError("Las partes hacen una llave, pero no es la de esta base: no se guardó.")
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(key)
        self.stdout.write("Llave rehecha: abre lo que está cifrado. Reinicie el servicio.")
