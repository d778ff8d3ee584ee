import fcntl
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.config.backup.databases import CannotCopy
from conoceles.config.backup.moving import move
from conoceles.config.settings import database
from conoceles.lib.progress import Progress


class Command(BaseCommand):
    help = (
        "Copia todo a otra base, vacía, y comprueba que renglones y raíz sean iguales. Con el servicio detenido; la "
        "base de antes queda como estaba."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "to",
            nargs="?",
            default="-",
            help="postgresql://dueña:contraseña@servidor/base, con la cuenta dueña; sin él se lee de la entrada, donde "
            "nadie más lo ve",
        )

    def handle(self, *args: Any, to: str, **options: Any) -> None:
        to = sys.stdin.readline().strip() if to == "-" else to
        if not to.startswith(("postgresql://", "postgres://")):
            raise CommandError("La otra base debe ser como postgresql://dueña:contraseña@servidor/base.")
        settings.BUILD_DIR.mkdir(parents=True, exist_ok=True)
        bar = Progress("Copiando")
        with (settings.BUILD_DIR / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CommandError("El servicio está en marcha: deténgalo antes, «systemctl stop conoceles».") from None
            try:
                done = move(database(to), lambda what, done, total: bar.of(done, total))
            except CannotCopy as error:
                raise CommandError(str(error)) from error
        bar.close()
        self.stdout.write(
            f"Copiados {sum(done.tables.values())} renglones; edición {done.editions}, raíz {done.root}, la misma. "
            "Ponga en el archivo de variables CONOCELES_DATABASE con la cuenta de todos los días, y arranque."
        )
