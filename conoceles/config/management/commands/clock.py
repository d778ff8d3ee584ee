from typing import Any

from django.core.management.base import BaseCommand

from conoceles.audit.acts import record
from conoceles.lib import clock


class Command(BaseCommand):
    help = "Confirma que el reloj del servidor está en hora, cuando se adelantó más de un día."

    def handle(self, *args: Any, **options: Any) -> None:
        said = clock.trouble()
        if not said:
            self.stdout.write("El reloj no se ha adelantado: no hay nada que confirmar.")
            return
        record("clock-confirmed")
        clock.confirm()
        self.stdout.write("Confirmado: desde ahora se publica y vencen los plazos con esta hora.")
