from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.ledger.reading import since, size
from conoceles.lib.clock import trusted_now
from conoceles.site import archive
from conoceles.site.asking import asker
from conoceles.site.search.store import built_edition
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import State


class Command(BaseCommand):
    help = "Escribe una elección como una carpeta de archivos que cualquier servidor web guarda para siempre."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="una carpeta vacía o nueva")
        parser.add_argument("--election", required=True)

    def handle(self, *args: Any, folder: Path, election: str, **options: Any) -> None:
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} no está vacía: use una carpeta nueva.")
        state = State()
        state.follow(since(0))
        found = state.elections.get(election)
        if found is None or not found.calendar:
            raise CommandError(f"No hay ninguna elección publicada «{election}».")
        if built_edition(settings.BUILD_DIR) != size():
            raise CommandError("El sitio no está en la última edición: espere a que se construya, y repita.")
        folder.mkdir(parents=True, exist_ok=True)
        done = archive.write(ElectionView(state, found, trusted_now()), folder, asker())
        self.stdout.write(f"{done.files} archivos, {done.size:,} bytes, en {folder}.")
        for link in done.broken:
            self.stderr.write(f"No lleva a nada: {link}")
        if done.broken:
            raise CommandError(f"{len(done.broken)} enlaces no llevan a nada.")
