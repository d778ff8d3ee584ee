from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.lib import csv_file
from conoceles.site.language import languages
from conoceles.site.visits import counted, lines_of, logs


class Command(BaseCommand):
    help = "Visitas por día y clase de página, como CSV, de bitácoras que no guardan la dirección de nadie."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="también comprimidas; sin ninguna, CONOCELES_VISITS")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        try:
            found = counted(lines_of(files or logs(settings.VISITS_LOGS)), languages()[1:])
        except OSError as error:
            raise CommandError(f"No se puede leer {error.filename}: {error.strerror or 'está dañado'}.") from error
        days: Counter[tuple[str, str]] = Counter()
        for (day, _election, kind), visits in found.items():
            days[day, kind] += visits
        rows = [(day, kind, visits) for (day, kind), visits in sorted(days.items())]
        self.stdout.writelines(csv_file.lines(("dia", "clase", "visitas"), rows))
