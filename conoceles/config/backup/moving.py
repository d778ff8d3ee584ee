"""Moving everything from one kind of database to another, in one transaction, and seeing that it is the same."""

from itertools import islice

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction

from conoceles.config.backup.databases import CannotCopy, Taken, counted, counts, first, tables
from conoceles.lib.doing import Tell, quietly

TARGET, BATCH = "target", 500


def move(settings_of: dict[str, object], tell: Tell = quietly) -> Taken:
    """Copy every row of the database of the settings into another, which must be empty, and return what that holds.

    `settings_of` is Django's of the other. Raises CannotCopy where it has tables, or does not hold the same at the end:
    then nothing stays in it but its empty tables.
    """
    connections.settings[TARGET] = connections.configure_settings({"default": {}, TARGET: settings_of})[TARGET]
    there = connections[TARGET]
    if there.introspection.table_names():
        raise CannotCopy("La base a la que se copia ya tiene tablas: se copia a una vacía.")
    call_command("migrate", database=TARGET, verbosity=0, interactive=False)
    ours = sorted(_models(), key=lambda model: model._meta.db_table)
    with transaction.atomic(using=TARGET):
        with there.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED" if there.vendor == "postgresql" else "SELECT 1")
            # What migrating wrote by itself is written as it is here. Names of tables are ours.
            for model in ours:
                if model._base_manager.using(TARGET).exists():
                    cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608
        for done, model in enumerate(ours):
            tell(model._meta.db_table, done, len(ours))
            _copy(model)
        with there.cursor() as cursor:
            for statement in there.ops.sequence_reset_sql(no_style(), ours):
                cursor.execute(statement)
        before, after = counts(tables()), _counted_there()
        if before != after:
            wrong = [name for name in before.tables if before.tables[name] != after.tables.get(name)]
            raise CannotCopy(f"La copia no quedó igual ({', '.join(wrong[:5]) or 'la raíz'}): no se guardó nada.")
    return after


def _models() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _copy(model: type[models.Model]) -> None:
    """Copy the rows of a model as they are, in the order of their keys: what only takes the next number takes them."""
    fields = model._meta.local_concrete_fields
    rows = model._base_manager.using("default").order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        model._base_manager.using(TARGET)._insert(batch, fields=fields, raw=True, using=TARGET)  # type: ignore[attr-defined]


def _counted_there() -> Taken:
    with connections[TARGET].cursor() as cursor:
        return counted(lambda sql: first(cursor, sql), tables())
