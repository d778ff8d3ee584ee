from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.audit.acts import record
from conoceles.elections.models import Election
from conoceles.lib.progress import Progress
from conoceles.reports import everything


class Command(BaseCommand):
    help = (
        "Todo lo que el Instituto tiene de una elección, en un ZIP de formatos abiertos; sin identidad, que va aparte."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="ARCHIVO.zip")
        parser.add_argument("--election", required=True, metavar="DIRECCIÓN")

    def handle(self, *args: Any, **options: Any) -> None:
        election = Election.objects.select_related("institute", "plan").filter(slug=options["election"]).first()
        if election is None:
            raise CommandError(f"No hay una elección con la dirección «{options['election']}».")
        draft = options["file"].with_suffix(".part")
        draft.touch(0o600)
        with draft.open("wb") as out:
            done = everything.pack(election, out, Progress("tablas", len(everything.PATHS) + 7))
        draft.replace(options["file"])
        record("everything-taken", election=election.slug, rows=sum(done.values()))
        files, rows = done["archivos"], sum(done.values()) - done["archivos"]
        self.stdout.write(f"{rows} renglones y {files} archivos en {options['file']}.")
