"""The database's own refusal to change the register of acts."""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from conoceles.lib import triggers

TABLE = "audit_record"


def install(connection: BaseDatabaseWrapper) -> None:
    """Lay the guards anew."""
    before = [] if connection.vendor == "sqlite" else [triggers.refusing_function(TABLE)]
    triggers.install(connection, triggers.append_only(TABLE)[connection.vendor], before)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away. For tests that play the attacker."""
    triggers.remove(connection, triggers.append_only(TABLE)[connection.vendor])


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the guards that the database lacks; empty when all stand."""
    return triggers.missing(connection, triggers.append_only(TABLE)[connection.vendor])


def install_after_migrate(using: str, **kwargs: Any) -> None:
    """Receiver of post_migrate: lay the guards once the table exists."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        install(connection)
