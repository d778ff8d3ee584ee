import re
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from conoceles.ledger import following

WORD = re.compile(r"[a-z][a-z0-9_]{0,40}")
HOST = re.compile(r"[A-Za-z0-9.-]{1,253}")


class Command(BaseCommand):
    help = (
        "Escribe el SQL con que un nodo público sigue las tablas del registro, y nada más: en la base principal, o con "
        "--node en la del nodo. Con --check dice si se siguen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--node", default="", metavar="NOMBRE", help="el SQL del nodo que se llamará así")
        parser.add_argument("--host", default="", help="con --node: el servidor de la base principal")
        parser.add_argument("--port", default="5432")
        parser.add_argument("--role", default="conoceles_node", help="la cuenta con que los nodos leen la principal")
        parser.add_argument("--check", action="store_true", help="comprueba esta base, principal o nodo")

    def handle(self, *args: Any, node: str, host: str, port: str, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Seguir el registro es de PostgreSQL: la base embebida se copia con «backup».")
        if options["check"]:
            self._check()
            return
        for word in filter(None, (node, role)):
            if not WORD.fullmatch(word):
                raise CommandError(f"«{word}» no sirve de nombre: use letras minúsculas, números y guion bajo.")
        if not node:
            word = secrets.token_hex(24)
            self.stdout.write(f"-- La contraseña con que los nodos leen: {word}")
            self.stdout.write(following.on_primary(role, word), ending="")
            return
        if not HOST.fullmatch(host) or not port.isdigit():
            raise CommandError("Diga dónde está la base principal: --host servidor [--port 5432].")
        self.stdout.write("-- Ponga en lugar de CONTRASEÑA la que imprimió en la base principal.")
        self.stdout.write(following.on_node(role, "CONTRASEÑA", host, port, node), ending="")

    def _check(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_subscription")
            follows = cursor.fetchone()[0] > 0
        wrong = list(following.wrong_on_node() if follows else following.wrong_on_primary())
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"{len(wrong)} cosas impiden seguir el registro.")
        self.stdout.write("Sigue a la base principal." if follows else "Los nodos pueden seguir esta base.")
