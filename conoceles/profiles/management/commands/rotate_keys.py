from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections import key_acts
from conoceles.lib.progress import Progress
from conoceles.lib.sealing import CannotUnseal
from conoceles.profiles.sealed import KINDS, Sealed


class Command(BaseCommand):
    help = (
        "Vuelve a cifrar todo con la primera llave de CONOCELES_SEAL_KEYS; las demás deben seguir ahí hasta que "
        "termine. "
        "Se puede interrumpir y repetir."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not key_acts.allowed(timezone.now()):
            raise CommandError(
                "El cambio de llave necesita dos personas: pídalo en el taller, en «Actos de dos personas», y corra "
                "esto cuando otra lo libere."
            )
        try:
            done = {kind.key: self._each(kind) for kind in KINDS}
        except CannotUnseal as error:
            raise CommandError(str(error)) from error
        counts: dict[str, Any] = dict(done)
        record("keys-rotated", **counts)
        told = ", ".join(f"{done[kind.key]} {kind.name}" for kind in KINDS)
        self.stdout.write(f"Cifrado de nuevo: {told}.")

    def _each(self, kind: Sealed) -> int:
        rows = kind.rows()
        done, bar = 0, Progress(kind.name, rows.count())
        for pk in list(rows.values_list("pk", flat=True)):
            with transaction.atomic():
                kind.again(rows.model._base_manager.select_for_update(of=("self",)).get(pk=pk))
            done += 1
            bar(done)
        return done
