from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.elections.models import Election
from conoceles.lists.exporting import as_csv, as_xlsx


class Command(BaseCommand):
    help = "Escribe las candidaturas de una elección en nuestra plantilla (XLSX o CSV), llena o vacía."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="archivo .xlsx o .csv que se escribe")
        parser.add_argument("--election", required=True)
        parser.add_argument("--empty", action="store_true", help="solo los encabezados")

    def handle(self, *args: Any, file: Path, election: str, empty: bool, **options: Any) -> None:
        found = Election.objects.filter(slug=election).first()
        if found is None:
            raise CommandError(f"No existe la elección {election}; créela con create_election.")
        if file.suffix.lower() not in {".xlsx", ".csv"}:
            raise CommandError("La plantilla se escribe en XLSX o CSV: termine el nombre del archivo así.")
        make = as_xlsx if file.suffix.lower() == ".xlsx" else as_csv
        file.write_bytes(make(found, empty=empty))
        self.stdout.write(f"{file.name}: {'plantilla vacía' if empty else f'candidaturas de {found}'}.")
