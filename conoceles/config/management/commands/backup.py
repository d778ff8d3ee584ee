from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.config.backup.databases import CannotCopy
from conoceles.config.backup.restoring import list_of
from conoceles.config.backup.sealing import WrongKey
from conoceles.config.backup.taking import take
from conoceles.lib.places import PlaceError, place_of
from conoceles.lib.progress import Progress


class Command(BaseCommand):
    help = (
        "Respalda, sin detener nada, la base de datos, los archivos, las llaves (cifradas) y lo que se guarda aparte; "
        "y borra los respaldos que tengan más días que CONOCELES_BACKUP_DAYS."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "place",
            nargs="?",
            default=settings.BACKUP,
            help="una carpeta en otro disco, o s3://llave:secreto@servidor/depósito; si no, CONOCELES_BACKUP",
        )
        parser.add_argument("--list", action="store_true", help="los respaldos que hay")

    def handle(self, *args: Any, place: str, **options: Any) -> None:
        if not place:
            raise CommandError("Diga dónde: «manage.py backup /mnt/respaldos», o ponga CONOCELES_BACKUP.")
        bar = Progress("Respaldando")
        try:
            where = place_of(place, settings.DATA_DIR)
            if options["list"]:
                self.stdout.write("\n".join(list_of(where)) or "Todavía no hay ninguno.")
                return
            made, gone = take(where, settings.BACKUP_KEY, lambda what, done, total: bar.of(done, total))
        except (PlaceError, CannotCopy, WrongKey, ValueError) as error:
            raise CommandError(str(error)) from error
        bar.close()
        files = sum(map(len, made.media.values()))
        self.stdout.write(
            f"Respaldo {made.stamp}: edición {made.editions}, {sum(made.tables.values())} renglones, {files} archivos"
            f"{', con las llaves cifradas' if made.keys else ''}. Vencidos que se borraron: {gone}."
        )
        if made.missing:
            self.stderr.write(f"Faltaban ya {len(made.missing)} archivos que algo nombra: vea «manage.py doctor».")
        if settings.WORKSHOP and not made.keys:
            self.stderr.write(
                "Las llaves NO van en él: sin ellas no se lee nada de lo cifrado. Haga una llave con «manage.py "
                "backup_key», o guarde keys/ aparte."
            )
