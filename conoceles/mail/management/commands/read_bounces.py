import sys
from email import message_from_binary_file, message_from_bytes, policy
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from conoceles.mail.bounces import take_in


class Command(BaseCommand):
    help = (
        "Lee correos devueltos (RFC 3464) de una carpeta Maildir, de archivos, o de la entrada: el servidor de correo "
        "puede "
        "entregarle cada uno. Lo que no es una devolución de un mensaje nuestro se deja."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="CARPETA O ARCHIVO")

    def handle(self, *args: Any, **options: Any) -> None:
        found = seen = 0
        for path in options["paths"]:
            for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if not file.is_file():
                    continue
                try:
                    with file.open("rb") as stream:
                        found += take_in(message_from_binary_file(stream, policy=policy.compat32))
                except (LookupError, ValueError, TypeError):
                    self.stderr.write(f"No se entiende {file.name}: se deja.")
                seen += 1
                if file.parent.name == "new" and (file.parent.parent / "cur").is_dir():
                    # As mail programs do with what was read.
                    file.rename(file.parent.parent / "cur" / f"{file.name}:2,S")
        if not options["paths"]:
            found, seen = take_in(message_from_bytes(sys.stdin.buffer.read(), policy=policy.compat32)), 1
        self.stdout.write(f"{seen} correos leídos, {found} devoluciones de mensajes nuestros.")
