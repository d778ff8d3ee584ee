from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.lib import csv_file
from conoceles.site.language import languages
from conoceles.site.visits import counted


class Command(BaseCommand):
    help = "Visitas por día y clase de página, como CSV, de bitácoras que no guardan la dirección de nadie."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="sin ninguna: visits.log de la carpeta de datos")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        lines: list[str] = []
        for path in files or [settings.DATA_DIR / "visits.log"]:
            try:
                lines += path.read_text(encoding="utf-8", errors="replace").splitlines()
            except OSError as error:
                raise CommandError(f"No se puede leer {path}: {error.strerror}.") from error
        rows = [(day, kind, visits) for (day, kind), visits in sorted(counted(lines, languages()[1:]).items())]
        self.stdout.writelines(csv_file.lines(("dia", "clase", "visitas"), rows))
