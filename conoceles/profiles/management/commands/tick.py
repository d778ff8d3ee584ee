from typing import Any

from django.core.management.base import BaseCommand

from conoceles.profiles.files import sweep
from conoceles.profiles.practice import throw_away_old


class Command(BaseCommand):
    help = "Lo que el tiempo causa: tira las prácticas de hace una semana y los archivos que ya nadie nombra. Ejecútelo cada día."

    def handle(self, *args: Any, **options: Any) -> None:
        practices, removed = throw_away_old(), sweep()
        self.stdout.write(f"Prácticas tiradas: {practices}. Archivos borrados: {removed}.")
