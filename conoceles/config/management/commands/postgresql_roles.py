import re
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?")
SQL = """-- Escribe renglones: es la de todos los días.
-- CONOCELES_DATABASE=postgresql://{name}:{word}@{host}/{database}
-- Dueña de las tablas: solo para «migrate», «forget_deleted» y «restore».
-- OWNER=postgresql://{name}_owner:{owner_word}@{host}/{database}
CREATE ROLE {name}_owner LOGIN PASSWORD '{owner_word}';
CREATE ROLE {name} LOGIN PASSWORD '{word}';
CREATE DATABASE {database} OWNER {name}_owner TEMPLATE template0 ENCODING 'UTF8';
\\connect {database}
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {name};
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO {name}_owner;
GRANT USAGE ON SCHEMA public TO {name};
ALTER DEFAULT PRIVILEGES FOR ROLE {name}_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name};
ALTER DEFAULT PRIVILEGES FOR ROLE {name}_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO {name};
"""


class Command(BaseCommand):
    help = (
        "Escribe el SQL que crea la base de PostgreSQL y sus dos cuentas, con contraseñas nuevas: la dueña de las "
        "tablas, que solo migra, y la que lee y escribe renglones. Se corre con psql como administración de PostgreSQL."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default="conoceles", help="la cuenta de todos los días; la dueña es NOMBRE_owner")
        parser.add_argument("--database", default="conoceles")
        parser.add_argument("--host", default="localhost", help="servidor, o servidor:puerto, de las direcciones")

    def handle(self, *args: Any, name: str, database: str, host: str, **options: Any) -> None:
        for word in (name, database):
            if not word.isascii() or not word.isidentifier() or word != word.lower() or len(word) > 40:
                raise CommandError(f"«{word}» no sirve de nombre: use letras minúsculas, números y guion bajo.")
        if not HOST.fullmatch(host):
            raise CommandError(f"«{host}» no es un servidor: use uno como localhost, o base.instituto.mx:5432.")
        word, owner_word = secrets.token_hex(24), secrets.token_hex(24)
        sql = SQL.format(name=name, database=database, host=host, word=word, owner_word=owner_word)
        self.stdout.write(sql, ending="")
