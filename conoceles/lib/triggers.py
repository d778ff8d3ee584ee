"""Triggers by which a database itself refuses to change what must stay: laid, taken away, looked for."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Trigger:
    """One trigger on a table; `sql` makes it and carries its name."""

    name: str
    table: str
    sql: str


def append_only(table: str, key: str = "id") -> dict[str, list[Trigger]]:
    """Return the triggers, by database vendor, that refuse UPDATE, DELETE, REPLACE and TRUNCATE of a table with such a
    key."""
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
    return {
        "sqlite": [
            Trigger(
                f"{table}_no_update",
                table,
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse}; END",
            ),
            Trigger(
                f"{table}_no_delete",
                table,
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse}; END",
            ),
            Trigger(
                f"{table}_no_replace",
                table,
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) BEGIN {refuse}; END",
            ),
        ],
        "postgresql": [
            Trigger(
                f"{table}_no_{act}",
                table,
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                f"FOR EACH {'STATEMENT' if act == 'truncate' else 'ROW'} EXECUTE FUNCTION {table}_refuse()",
            )
            for act in ("update", "delete", "truncate")
        ],
    }


def refusing_function(table: str) -> str:
    """Return the PostgreSQL function that those triggers call."""
    return (
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )


def install(connection: BaseDatabaseWrapper, triggers: list[Trigger], before: list[str] | None = None) -> None:
    """Lay the triggers that are missing or are not ours any more; `before` are the functions that they call.

    All in one transaction: nobody ever finds a table without its guards.
    """
    functions = [] if connection.vendor == "sqlite" else changed_functions(connection, before or [])
    wanted = set(missing(connection, triggers))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in before or []:
            if _function(statement) in functions:
                cursor.execute(statement)
        for trigger in triggers:
            if trigger.name in wanted:
                _drop(cursor, connection, trigger)
                cursor.execute(trigger.sql)


def remove(connection: BaseDatabaseWrapper, triggers: list[Trigger]) -> None:
    """Take triggers away. For tests that play the attacker."""
    with connection.cursor() as cursor:
        for trigger in triggers:
            _drop(cursor, connection, trigger)


def _drop(cursor: Any, connection: BaseDatabaseWrapper, trigger: Trigger) -> None:
    where = "" if connection.vendor == "sqlite" else f" ON {trigger.table}"
    cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{where}")


def missing(connection: BaseDatabaseWrapper, triggers: list[Trigger]) -> list[str]:
    """Return the names of the triggers that the database lacks, or that are not ours any more; empty when all stand."""
    query = (
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name: (table, _plain(sql)) for name, table, sql in cursor.fetchall()}
    if connection.vendor == "sqlite":
        return [one.name for one in triggers if present.get(one.name) != (one.table, _plain(one.sql))]
    # PostgreSQL writes a definition in its own words: it must be on that table and call that function.
    called = {one.name: (one.table, one.sql.rpartition("FUNCTION ")[2].strip()) for one in triggers}
    return [
        name
        for name, (table, function) in called.items()
        if name not in present or present[name][0] != table or not present[name][1].endswith(function)
    ]


def changed_functions(connection: BaseDatabaseWrapper, statements: list[str]) -> list[str]:
    """Return the names of the PostgreSQL functions whose body is not that of the statement that makes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        found = {name: _plain(body) for name, body in cursor.fetchall()}
    wanted = {_function(one): _plain(one.split("$$")[1]) for one in statements}
    return [name for name, body in wanted.items() if found.get(name) != body]


def _function(statement: str) -> str:
    """Return the name of the function that a statement makes."""
    return statement.split("FUNCTION ")[1].split("(")[0]


def _plain(sql: str) -> str:
    return " ".join(sql.split())
