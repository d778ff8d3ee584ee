from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.config import integrity
from conoceles.ledger import restoring, witness


class Command(BaseCommand):
    help = (
        "Acepta una base de datos anterior a lo que ya se publicó: repite las supresiones que le faltan y deja "
        "publicar otra vez. Antes, busque un respaldo más nuevo. Se corre en cada equipo que tenga su propia carpeta."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("why", nargs="?", default="", help="por qué: queda en el registro de actos")
        parser.add_argument("--publish", default="", help="la clave de algo retenido que ya se puede publicar otra vez")

    def handle(self, *args: Any, why: str, publish: str, **options: Any) -> None:
        if publish:
            self.stdout.write(f"Se puede publicar otra vez: {restoring.release(publish)}.")
            return
        trouble = witness.trouble() or " ".join(integrity.troubles())
        if not trouble:
            self.stdout.write("La base de datos tiene todo lo que se publicó: no hay nada que decidir.")
            return
        if not why:
            raise CommandError(f'{trouble} Si la acepta, diga por qué: «manage.py accept_database "se dañó el disco"».')
        done = integrity.accept(why)
        self.stdout.write(trouble)
        self.stdout.write(
            f"Aceptada. Supresiones repetidas: {done}. Lo publicado después del respaldo ya no está: revíselo y "
            "publíquelo de nuevo; quien guardó la raíz anterior notará el cambio."
        )
        for _election, kind, key in restoring.held():
            self.stdout.write(
                f"Retenido, porque se suprimió y el taller es de antes: {kind} {key}. Cuando el taller esté corregido, "
                f"«accept_database --publish {key}»."
            )
