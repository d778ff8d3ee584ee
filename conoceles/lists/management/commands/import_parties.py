from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.elections.models import Election
from conoceles.lib.tables import BadTable
from conoceles.lists.preparing.parties import import_parties


class Command(BaseCommand):
    help = "Lee los partidos y coaliciones del estado y el año de una elección."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("parties", type=Path, help="tabla de partidos, en orden legal")
        parser.add_argument("coalitions", type=Path, help="tabla de coaliciones")
        parser.add_argument("--election", required=True)

    def handle(self, *args: Any, parties: Path, coalitions: Path, election: str, **options: Any) -> None:
        found = Election.objects.filter(slug=election).first()
        if found is None:
            raise CommandError(f"No existe la elección {election}; créela con create_election.")
        try:
            new_parties, new_coalitions, said = import_parties(parties, coalitions, found)
        except BadTable as error:
            raise CommandError(str(error)) from error
        for sentence in said:
            self.stderr.write(sentence)
        self.stdout.write(f"{found}: {new_parties} partidos y {new_coalitions} coaliciones nuevas.")
