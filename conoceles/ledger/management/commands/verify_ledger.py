from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from conoceles.ledger.guards import missing
from conoceles.ledger.models import Edition
from conoceles.ledger.verification import verify


class Command(BaseCommand):
    help = "Comprueba que nada de lo publicado fue alterado; nombra lo que lo fue."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = [f"A la base de datos le falta la guarda {name}." for name in missing(connection)]
        problems += list(verify())
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"El registro público no se sostiene: {len(problems)} problemas.")
        last = Edition.objects.order_by("-number").first()
        root = f"raíz {last.root}" if last else "vacío"
        self.stdout.write(f"{last.number if last else 0} ediciones comprobadas, ninguna alterada; {root}.")
