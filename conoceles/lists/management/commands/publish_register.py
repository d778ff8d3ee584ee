from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.elections.models import Election
from conoceles.elections.publication import CannotPublish
from conoceles.ledger.reading import size
from conoceles.lib.progress import Progress
from conoceles.profiles.public.election import publish_register


class Command(BaseCommand):
    help = "Hace pública una elección: agrega al registro público lo que aún no está o cambió."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--election", required=True)

    def handle(self, *args: Any, election: str, **options: Any) -> None:
        found = Election.objects.filter(slug=election).first()
        if found is None:
            raise CommandError(f"No existe la elección {election}; créela con create_election.")
        progress = Progress("Publicando")
        try:
            appended = publish_register(found, progress)
        except CannotPublish as error:
            raise CommandError(str(error)) from error
        finally:
            progress.close()
        self.stdout.write(f"{found}: {appended} ediciones nuevas; el registro público tiene {size()}.")
