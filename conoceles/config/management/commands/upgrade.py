from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from conoceles.config import integrity
from conoceles.config.backup import upgrading
from conoceles.config.backup.databases import CannotCopy
from conoceles.config.backup.sealing import WrongKey
from conoceles.lib.places import PlaceError


class Command(BaseCommand):
    help = (
        "Pone la base al día con esta versión: la respalda antes, la migra y comprueba el registro. Con PostgreSQL, "
        "con la cuenta dueña. El servicio de la versión anterior puede seguir respondiendo."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        waits = upgrading.waiting()
        if not waits:
            self.stdout.write("La base ya está al día: nada que hacer. Reinicie el servicio.")
            return
        try:
            said = upgrading.keep_before(waits)
        except (PlaceError, CannotCopy, WrongKey, ValueError) as error:
            raise CommandError(f"No se pudo respaldar, y sin respaldo no se migra: {error}") from error
        if said:
            self.stdout.write(said)
        call_command("migrate", verbosity=0, interactive=False)
        wrong = list(integrity.altered())
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError("La base no quedó bien: vuelva a la versión anterior con ese respaldo.")
        self.stdout.write(f"{len(waits)} cambios hechos y comprobados. Reinicie el servicio.")
