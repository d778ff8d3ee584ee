from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from conoceles.config import integrity
from conoceles.ledger.models import Edition
from conoceles.lib import clock


class Command(BaseCommand):
    help = "Confirma que el reloj del servidor está en hora, cuando se adelantó más de un día o se publicó adelantado."

    def handle(self, *args: Any, **options: Any) -> None:
        last = Edition.objects.order_by("-number").values_list("at", flat=True).first()
        behind = last is not None and last > timezone.now()
        if not clock.trouble() and not behind:
            self.stdout.write("El reloj no se ha adelantado: no hay nada que confirmar.")
            return
        integrity.record("clock-confirmed")
        clock.confirm()
        if behind and last is not None:
            clock.confirm_behind(last)
        self.stdout.write("Confirmado: desde ahora se publica y vencen los plazos con esta hora.")
