from typing import Any

import pyrage
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Hace el par de llaves de los respaldos: la pública va en CONOCELES_BACKUP_KEY, la otra solo en papel."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        made = pyrage.x25519.Identity.generate()
        self.stdout.write(f"CONOCELES_BACKUP_KEY={made.to_public()}")
        self.stdout.write(f"# Solo en papel, en dos lugares: abre los respaldos.\n{made}")
