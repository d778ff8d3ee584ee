from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conoceles.config import integrity
from conoceles.ledger import erasing
from conoceles.ledger.erasing import Busy, NotTheOwner


class Command(BaseCommand):
    help = (
        "Quita de los archivos de la base de datos lo que ya se suprimió. En PostgreSQL, con la cuenta dueña, después "
        "de cada supresión."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            erasing.rewrite()
        except (NotTheOwner, Busy) as error:
            raise CommandError(str(error)) from error
        integrity.record("deleted-erased")
        self.stdout.write(
            "Lo suprimido ya no está en los archivos de la base; los respaldos lo tienen hasta que venzan."
        )
