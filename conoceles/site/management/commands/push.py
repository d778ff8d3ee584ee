import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.ledger.reading import since, size
from conoceles.lib.clock import trusted_now
from conoceles.lib.locks import exclusive
from conoceles.lib.places import Bucket, PlaceError
from conoceles.lib.progress import Progress
from conoceles.site import archive
from conoceles.site.asking import asker
from conoceles.site.kept import is_kept
from conoceles.site.pushing import push
from conoceles.site.search.store import built_edition
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import State


class Command(BaseCommand):
    help = (
        "Pone el sitio construido en un depósito como S3, detrás de una CDN: primero retira lo que ya no está, y envía "
        "solo lo que cambió."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--purge", type=Path, help="un archivo para las direcciones que la CDN debe olvidar")

    def handle(self, *args: Any, purge: Path | None, **options: Any) -> None:
        if not settings.PUSH.startswith(("s3://", "s3+http://")):
            raise CommandError("Diga a dónde en CONOCELES_PUSH: s3://llave:secreto@servidor/depósito.")
        if built_edition(settings.BUILD_DIR) != size():
            raise CommandError("El sitio no está en la última edición: espere a que se construya, y repita.")
        with exclusive("push"), tempfile.TemporaryDirectory(prefix="conoceles-push-") as folder:
            self._stand_ins(Path(folder))
            try:
                store = Bucket(settings.PUSH)
                store.prepare()
                said = Progress("Enviando el sitio")
                done = push(settings.BUILD_DIR, Path(folder), store, said.of)
                said.close()
            except PlaceError as error:
                raise CommandError(str(error)) from error
        if purge:
            purge.write_text("".join(f"{address}\n" for address in done.purge), encoding="utf-8")
        self.stdout.write(
            f"Retirados: {done.removed}. Enviados: {done.sent} archivos, {done.size:,} bytes. "
            f"En el depósito hay {done.there:,}; la CDN debe olvidar {len(done.purge)} direcciones."
        )

    def _stand_ins(self, folder: Path) -> None:
        state, now, ask = State(), trusted_now(), asker()
        state.follow(since(0))
        site = settings.BUILD_DIR / "site"

        def there(address: str) -> bool:
            return is_kept(site / (address.lstrip("/") + ("index.html" if address.endswith("/") else "")))

        for election in state.elections.values():
            if election.calendar and (view := ElectionView(state, election, now)).shows_candidacies:
                archive.stand_ins(view, folder, ask, there)
