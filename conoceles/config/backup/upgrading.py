"""What a new release brings to the database, and what is kept of it before."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from conoceles.config.backup.taking import take
from conoceles.lib.places import Folder, place_of

# Where a copy goes when nobody said where backups go: on the disk of the data, which is better than nowhere.
BESIDE = "before-upgrade"


def waiting() -> list[str]:
    """Return the names of the migrations that the database lacks; [] where it is up to date."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def keep_before(waits: list[str]) -> str:
    """Take a backup before the database is changed, where it holds anything, and return what to say; '' where there is
    nothing to change or to keep. Raises PlaceError, CannotCopy, WrongKey."""
    if not waits or not connection.introspection.table_names():
        return ""
    where = settings.BACKUP or str(Path(settings.DATA_DIR) / BESIDE)
    place = place_of(where, settings.DATA_DIR) if settings.BACKUP else Folder(Path(where), None)
    made, _gone = take(place, settings.BACKUP_KEY)
    return f"Respaldo {made.stamp} de antes de actualizar, en {where}: edición {made.editions}."
