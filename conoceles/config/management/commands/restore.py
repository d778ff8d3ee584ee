import sys
import time
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.config import integrity
from conoceles.config.backup import restoring
from conoceles.config.backup.databases import CannotCopy
from conoceles.config.backup.places import PlaceError, place_of
from conoceles.config.backup.restoring import CannotRestore
from conoceles.config.backup.sealing import WrongKey, identity
from conoceles.lib.progress import Progress


class Command(BaseCommand):
    help = (
        "Restaura un respaldo en una carpeta y una base vacías, y comprueba renglones, raíz, guardas, archivos y "
        "llaves. Con PostgreSQL, con la cuenta dueña. Nunca escribe encima de nada."
    )
    # There may be no table yet.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("place", nargs="?", default=settings.BACKUP, help="donde están los respaldos")
        parser.add_argument("--at", default="", metavar="CUÁL", help="cuál, como 2027-05-14T031500Z; si no, el último")
        parser.add_argument(
            "--identity", default="", metavar="ARCHIVO", help="la llave del papel; «-» para escribirla aquí"
        )
        parser.add_argument("--media", action="store_true", help="solo los archivos que falten aquí o estén dañados")

    def handle(self, *args: Any, place: str, at: str, **options: Any) -> None:
        if not place:
            raise CommandError("Diga de dónde: «manage.py restore /mnt/respaldos», o ponga CONOCELES_BACKUP.")
        started, bar = time.monotonic(), Progress("Restaurando")
        try:
            where = place_of(place, settings.DATA_DIR)
            of = restoring.chosen(where, at)
            mine = _identity(options["identity"])
            if options["media"]:
                count, lost = restoring.bring_media(where, of, mine)
                self._end(f"Archivos traídos: {count}.", lost)
                return
            done = restoring.restore(where, of, mine, lambda what, done, total: bar.of(done, total))
        except (PlaceError, CannotCopy, CannotRestore, WrongKey, ValueError) as error:
            raise CommandError(str(error)) from error
        bar.close()
        integrity.record("restored", why=of.stamp)
        if done.waits:
            self.stderr.write(done.waits)
        self._end(f"{restoring.summary(done)} {time.monotonic() - started:.0f} s.", done.wrong)

    def _end(self, said: str, wrong: list[str]) -> None:
        self.stdout.write(said)
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"{len(wrong)} cosas no están como en el respaldo.")
        self.stdout.write("Comprobado: renglones, raíz, guardas, archivos y llaves. Ya se puede servir.")


def _identity(named: str) -> "pyrage.x25519.Identity | None":
    if not named:
        return None
    try:
        text = sys.stdin.readline() if named == "-" else Path(named).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongKey(f"No se puede leer {named}.") from error
    return identity(text)
