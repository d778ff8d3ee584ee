import getpass
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.config import integrity
from conoceles.config.backup import restoring
from conoceles.config.backup.databases import CannotCopy
from conoceles.config.backup.restoring import CannotRestore
from conoceles.config.backup.sealing import Identities, WrongKey, identities
from conoceles.lib.places import PlaceError, place_of
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
                self.stdout.write(f"Archivos traídos: {count}; los demás ya estaban.")
                self._end(lost)
                return
            done = restoring.restore(where, of, mine, lambda what, done, total: bar.of(done, total))
        except (PlaceError, CannotCopy, CannotRestore, WrongKey, ValueError) as error:
            raise CommandError(str(error)) from error
        except FileNotFoundError as error:
            raise CommandError("Al respaldo le falta un archivo: use otro, con --at.") from error
        bar.close()
        integrity.record("restored", why=of.stamp)
        self.stdout.write(f"{restoring.summary(done)} {time.monotonic() - started:.0f} s.")
        if not done.keys:
            self.stderr.write(
                "SIN LLAVES: no venían, o no dio la suya con --identity. Ponga keys/seal_key de entonces antes de "
                "servir, o lo que esté cifrado no se leerá."
            )
        self._end(done.wrong)
        self.stdout.write(f"Comprobado: renglones, raíz, guardas, archivos{' y llaves' if done.keys else ''}.")
        self.stdout.write(done.waits or "Ya se puede servir.")

    def _end(self, wrong: list[str]) -> None:
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"{len(wrong)} cosas no están como en el respaldo.")


def _identity(named: str) -> Identities | None:
    if not named:
        return None
    try:
        text = _typed() if named == "-" else Path(named).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongKey(f"No se puede leer {named}.") from error
    return identities(text)


def _typed() -> str:
    """Return the key that somebody types from paper, unseen, or that comes by the standard input."""
    return getpass.getpass("Llave del papel (AGE-SECRET-KEY-1…): ") if sys.stdin.isatty() else sys.stdin.read()
