import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.config import deploying

HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


class Command(BaseCommand):
    help = (
        "Escribe en una carpeta los archivos de un servidor (nginx, servicio, temporizadores, variables) con los "
        "nombres del Instituto; después se copian a /etc."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--site", required=True, help="el nombre del sitio, como conoceles.instituto.mx")
        parser.add_argument("--workshop", default="", help="el del taller; sin él, los dos bajo el mismo nombre")
        parser.add_argument("--mail", required=True, help="a quién se avisa de lo que falla")
        parser.add_argument("--data", default="/var/lib/conoceles", help="la carpeta de los datos")

        parser.add_argument("--backup", default=deploying.BACKUP, help="la carpeta de los respaldos")

    def handle(self, *args: Any, folder: Path, site: str, workshop: str, mail: str, data: str, **options: Any) -> None:
        for host in filter(None, (site, workshop)):
            if not HOST.fullmatch(host):
                raise CommandError(f"«{host}» no es un nombre de host: use uno como conoceles.instituto.mx.")
        backup = options["backup"]
        if "@" not in mail or not data.startswith("/") or not backup.startswith("/"):
            raise CommandError("Dé un correo en --mail y rutas completas en --data y --backup.")
        count = 0
        for name, text in deploying.written(site, workshop or site, mail, data.rstrip("/"), backup=backup):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600 if path.suffix == ".env" else 0o644)
            path.write_text(text, encoding="utf-8")
            count += 1
        self.stdout.write(f"{count} archivos en {folder}. Léalos antes de copiarlos a /etc.")
