from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.lists.preparing.definition import FOLDER, BadDefinition, create_election


class Command(BaseCommand):
    help = "Crea (o pone al día) una elección a partir de su archivo TOML."

    def add_arguments(self, parser: CommandParser) -> None:
        known = ", ".join(sorted(path.stem for path in FOLDER.glob("*.toml")))
        parser.add_argument("definition", help=f"un archivo TOML o una de las incluidas: {known}")

    def handle(self, *args: Any, definition: str, **options: Any) -> None:
        included = FOLDER / f"{definition}.toml"
        try:
            election = create_election(included if included.is_file() else Path(definition))
        except BadDefinition as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{election.name}: lista en el taller con la dirección {election.slug}.")
