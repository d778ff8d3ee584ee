from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from conoceles.audit import integrity
from conoceles.audit.acts import record


class Command(BaseCommand):
    help = (
        "Acepta una base de datos anterior a lo que ya se publicó: repite las supresiones que le faltan y deja "
        "publicar otra vez. Antes, busque un respaldo más nuevo."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("why", help="por qué: queda en el registro de actos")

    def handle(self, *args: Any, why: str, **options: Any) -> None:
        troubles = integrity.troubles()
        if not troubles:
            self.stdout.write("La base de datos tiene todo lo que se publicó: no hay nada que decidir.")
            return
        with transaction.atomic():
            record("database-accepted", why=why)
            done = integrity.accept()
        for said in troubles:
            self.stdout.write(said)
        self.stdout.write(
            f"Aceptada. Supresiones repetidas: {done}. Lo publicado después del respaldo ya no está: revíselo y "
            "publíquelo de nuevo; quien guardó la raíz anterior notará el cambio."
        )
