import ipaddress
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from prometheus_client import start_http_server

from conoceles.config.watch import metrics
from conoceles.lib.orphans import end_with_parent


class Command(BaseCommand):
    help = "Escribe las medidas de la instalación en el formato de Prometheus, o las sirve en una dirección privada."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--serve", default="", help="la dirección privada, como 127.0.0.1:9464")

    def handle(self, *args: Any, serve: str, **options: Any) -> None:
        if not serve:
            self.stdout.write(metrics.text(), ending="")
            return
        host, port = private(serve)
        end_with_parent(settings.PARENT)
        try:
            start_http_server(port, host, metrics.registry())
        except OSError as error:
            raise CommandError(f"No se puede escuchar en {serve}: está ocupada o no es de este equipo.") from error
        while True:
            time.sleep(3600)


def private(address: str) -> tuple[str, int]:
    """Return (host, port) of an address of this machine or of a private network. Raises CommandError for any other."""
    host, _, port = address.rpartition(":")
    try:
        found = ipaddress.ip_address(host.strip("[]"))
        if not found.is_private or found.is_unspecified or not 0 < int(port) < 65536:
            raise ValueError
    except ValueError:
        raise CommandError(
            f"«{address}» no es una dirección privada: use una como 127.0.0.1:9464; las medidas no se publican."
        ) from None
    return str(found), int(port)
