from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conoceles.config import integrity
from conoceles.ledger.models import Edition


class Command(BaseCommand):
    help = "Comprueba que nada de lo publicado ni del registro de actos fue alterado; nombra lo que lo fue."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = list(integrity.verify())
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"El registro público no se sostiene: {len(problems)} problemas.")
        integrity.keep()
        last = Edition.objects.order_by("-number").first()
        root = f"raíz {last.root}" if last else "vacío"
        self.stdout.write(f"{last.number if last else 0} ediciones comprobadas, ninguna alterada; {root}.")
