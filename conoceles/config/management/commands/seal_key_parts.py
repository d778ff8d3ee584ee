from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.config import integrity
from conoceles.config.backup import escrow
from conoceles.elections.models import Institute
from conoceles.lib.sealing import keys


class Command(BaseCommand):
    help = "Reparte en papel, entre varias personas, la llave de lo cifrado: un PDF para cada una, que se imprime."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--any", type=int, default=3, help="cuántas bastan")
        parser.add_argument("--of", type=int, default=5, help="de cuántas")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        least, of = options["any"], options["of"]
        try:
            words = escrow.parts(keys()[0], least, of)
        except ValueError as error:
            raise CommandError(str(error)) from error
        institute = Institute.objects.first()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number, part in enumerate(words, 1):
            path = folder / f"parte-{number}-de-{of}.pdf"
            path.touch(mode=0o600)
            path.write_bytes(escrow.paper(part, number, least, of, institute.name if institute else "Conóceles"))
        integrity.record("key-parted", why=f"{least} de {of}")
        self.stdout.write(f"{of} partes en {folder}; bastan {least}. Imprímalas, entréguelas y borre la carpeta.")
