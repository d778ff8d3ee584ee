from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.lib.tables import BadTable
from conoceles.lists.preparing.areas import files_of, import_files
from conoceles.lists.preparing.place_files import BOUNDARIES, KEYS, SECTIONS


class Command(BaseCommand):
    help = "Lee los municipios, distritos y secciones de una entidad de lo que publican el INE y el INEGI."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", help="carpeta con los tres archivos por su nombre")
        parser.add_argument("--state", required=True, help="entidad: Colima, o su clave")
        parser.add_argument("--boundaries", type=Path, help="límites: GeoJSON, shapefile en ZIP o GeoPackage")
        parser.add_argument("--sections", type=Path, help="catálogo de secciones: CSV o libro de cálculo")
        parser.add_argument("--keys", type=Path, help="claves del INE y del INEGI, y cabeceras: CSV o libro de cálculo")
        parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, default=date(2017, 1, 1))
        parser.add_argument("--to", dest="valid_to", type=date.fromisoformat, default=None)
        parser.add_argument("--name", default="", help="nombre de la distritación")

    def handle(self, *args: Any, folder: Path | None, state: str, **options: Any) -> None:
        given = {BOUNDARIES: options["boundaries"], SECTIONS: options["sections"], KEYS: options["keys"]}
        files = {kind: path for kind, path in given.items() if path}
        try:
            if folder is not None:
                files = files_of(folder, state.lower()) | files
            if not files:
                raise CommandError("Diga qué leer: una carpeta, o --boundaries, --sections y --keys.")
            # The folder's own names say the division of 2017, which ended with 2022.
            ends = options["valid_to"] or (
                date(2022, 12, 31) if folder and options["valid_from"].year == 2017 else None
            )
            done = import_files(files, state, options["valid_from"], ends, options["name"])
        except BadTable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{done.plan}: {done.municipalities} municipios, {done.districts} distritos, {done.sections} secciones "
            f"y {done.retired} dadas de baja que no se ofrecen."
        )
