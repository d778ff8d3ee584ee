"""The database's own refusal to change the register of acts."""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from conoceles.lib import triggers
from conoceles.lib.triggers import Trigger

# {table: its key}.
TABLES = {"audit_record": "id", "audit_seal": "number"}


def install(connection: BaseDatabaseWrapper) -> None:
    """Lay the guards that are missing."""
    before = [] if connection.vendor == "sqlite" else [triggers.refusing_function(table) for table in TABLES]
    triggers.install(connection, _triggers(connection), before)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away. For tests that play the attacker."""
    triggers.remove(connection, _triggers(connection))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the guards that the database lacks; empty when all stand."""
    functions = [triggers.refusing_function(table) for table in TABLES]
    changed = [] if connection.vendor == "sqlite" else triggers.changed_functions(connection, functions)
    return triggers.missing(connection, _triggers(connection)) + changed


def install_after_migrate(using: str, **kwargs: Any) -> None:
    """Receiver of post_migrate: lay the guards once the tables exist."""
    connection = connections[using]
    if set(TABLES) <= set(connection.introspection.table_names()):
        install(connection)


def _triggers(connection: BaseDatabaseWrapper) -> list[Trigger]:
    return [one for table, key in TABLES.items() for one in triggers.append_only(table, key)[connection.vendor]]
