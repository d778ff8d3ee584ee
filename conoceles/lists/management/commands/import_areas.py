from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.lib.tables import BadTable
from conoceles.lists.areas import import_areas


class Command(BaseCommand):
    help = "Lee los municipios, distritos y secciones de un estado de las tablas del INE y del INEGI."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="carpeta con las tablas")
        parser.add_argument("--state", required=True, help="nombre en los archivos: coahuila, durango")
        parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, default=date(2017, 1, 1))
        parser.add_argument("--to", dest="valid_to", type=date.fromisoformat, default=date(2022, 12, 31))

    def handle(self, *args: Any, folder: Path, state: str, valid_from: date, valid_to: date, **options: Any) -> None:
        try:
            done = import_areas(folder, state.lower(), valid_from, valid_to)
        except BadTable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{done.plan}: {done.municipalities} municipios, {done.districts} distritos, {done.sections} secciones "
            f"y {done.retired} dadas de baja que no se ofrecen."
        )
