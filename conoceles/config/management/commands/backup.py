import os
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from conoceles.ledger import witness

DAY = 86_400
# What says that a folder is for backups: files of any other are never deleted.
OURS = ".respaldos-de-conoceles"


class Command(BaseCommand):
    help = (
        "Copia la base embebida a una carpeta, sin detener nada, y borra de esa carpeta lo que tenga más días que "
        "CONOCELES_BACKUP_DAYS. Con PostgreSQL solo borra: ahí van sus respaldos y su WAL archivado."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="la carpeta de los respaldos, en otro disco")

    def handle(self, *args: Any, folder: str, **options: Any) -> None:
        place = Path(folder).expanduser().resolve()
        if settings.DATA_DIR in (place, *place.parents):
            raise CommandError(
                "La carpeta de los respaldos no puede estar dentro de la de los datos: póngala en otro disco."
            )
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not (place / OURS).exists() and any(place.iterdir()):
                raise CommandError(
                    f"{place} tiene otras cosas, que se borrarían al vencer: use una carpeta vacía, solo para eso."
                )
            (place / OURS).touch(mode=0o600)
            made = self._copy(place) if connection.vendor == "sqlite" else ""
            _keep_apart(place / "witness")
            gone = _prune(place)
        except OSError as error:
            raise CommandError(f"No se pudo escribir en {place}: revise sus permisos y su espacio.") from error
        self.stdout.write(" ".join(filter(None, [made, f"Respaldos vencidos que se borraron: {gone}."])))

    def _copy(self, place: Path) -> str:
        target = place / f"conoceles-{timezone.now():%Y-%m-%dT%H%M%SZ}.sqlite3"
        draft = place / f".{target.name}"
        os.close(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        with sqlite3.connect(draft) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
            whole = copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
        copy.close()
        if not whole:
            raise CommandError("La copia no quedó bien: revise el disco y repítala.")
        draft.replace(target)
        return f"Respaldo: {target.name}."


def _keep_apart(place: Path) -> None:
    """Copy what is kept apart from the database, unless something is wrong with it: never an older one over a newer."""
    if witness.trouble() or not settings.WITNESS_DIR.is_dir():
        return
    place.mkdir(exist_ok=True, mode=0o700)
    for path in settings.WITNESS_DIR.iterdir():
        if not path.name.startswith("."):
            shutil.copy(path, place / path.name)


def _prune(place: Path) -> int:
    """Delete the files of a folder that are older than backups are kept, and return how many."""
    limit, gone = time.time() - settings.BACKUP_DAYS * DAY, 0
    files = [path for path in place.rglob("*") if path.is_file() and not path.is_symlink()]
    newest = max((path.stat().st_mtime for path in files if path.name != OURS), default=0.0)
    for path in files:
        # Where backups have stopped, the last one stays.
        if path.stat().st_mtime == newest:
            continue
        if (
            path.is_file()
            and not path.is_symlink()
            and path.name != OURS
            and path.parent.name != "witness"
            and path.stat().st_mtime < limit
        ):
            path.unlink()
            gone += 1
    return gone
