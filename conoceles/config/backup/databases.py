"""One consistent copy of the database, and putting one back: SQLite's own copy, PostgreSQL's `pg_dump`."""

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from conoceles.config.environment import without_ours


class CannotCopy(RuntimeError):
    """A copy that could not be taken or put back; its text is a Spanish sentence."""


@dataclass(frozen=True)
class Taken:
    """What a copy was seen to hold."""

    editions: int
    root: str
    tables: dict[str, int]


def copy(target: Path) -> Taken:
    """Copy the database to a file of its owner's alone, without stopping anything, and say what the copy holds."""
    os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    return _copy_sqlite(target) if connection.vendor == "sqlite" else _copy_postgresql(target)


def put_back(source: Path) -> None:
    """Put a copy back into the empty database of the settings. Raises CannotCopy."""
    if connection.vendor == "sqlite":
        connection.close()
        path = Path(connection.settings_dict["NAME"])
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        path.write_bytes(b"")
        with source.open("rb") as read, path.open("wb") as file:
            while chunk := read.read(1 << 20):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return
    connection.close()
    _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source))


def is_empty() -> bool:
    """Return whether the database of the settings has no table."""
    return not connection.introspection.table_names()


def counts(names: Iterable[str]) -> Taken:
    """Return what the database of the settings holds now in some tables; -1 of one that is not there."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        found = counted(lambda sql: first(cursor, sql), [name for name in names if name in there])
    return Taken(found.editions, found.root, {name: found.tables.get(name, -1) for name in names})


def tables() -> list[str]:
    """Return the names of our tables, those between two models among them; throttles are counted in none of them."""
    found = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted(set(found))


def counted(one: Callable[[str], Any], names: Iterable[str]) -> Taken:
    """Return what a database holds in some tables; `one` gives the first value that a query finds."""
    # Names of tables are ours.
    rows = {name: one(f"SELECT count(*) FROM {name}") for name in names}  # noqa: S608
    size = one("SELECT COALESCE(MAX(number), 0) FROM ledger_edition")
    root = one(f"SELECT root FROM ledger_edition WHERE number = {int(size)}") if size else ""  # noqa: S608
    return Taken(int(size), str(root or ""), rows)


def first(cursor: Any, sql: str) -> Any:
    """Return the first value that a query finds; None for no row."""
    cursor.execute(sql)
    row = cursor.fetchone()
    return row[0] if row else None


def _copy_sqlite(target: Path) -> Taken:
    with sqlite3.connect(target) as made:
        connection.ensure_connection()
        connection.connection.backup(made)
        if made.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise CannotCopy("La copia no quedó bien: revise el disco y repítala.")
        # A copy is one file.
        made.execute("PRAGMA journal_mode=DELETE")
        found = counted(lambda sql: first(made.cursor(), sql), tables())
    made.close()
    return found


def _copy_postgresql(target: Path) -> Taken:
    """Dump and count within one snapshot."""
    with _snapshot() as (cursor, name):
        _run(
            "pg_dump", "--format=custom", "--compress=6", "--no-owner", "--no-privileges", f"--snapshot={name}",
            f"--file={target}",
        )  # fmt: skip
        return counted(lambda sql: first(cursor, sql), tables())


@contextmanager
def _snapshot() -> Iterator[tuple[Any, str]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield cursor, first(cursor, "SELECT pg_export_snapshot()")


def _run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on the database of the settings; its password never stands among the arguments."""
    database = settings.DATABASES["default"]
    of = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    names = {name: str(database[key]) for name, key in of.items() if database.get(key)}
    # `pg_restore` asks for the name of the database; `pg_dump` reads it as everything else.
    more = [f"--dbname={names['PGDATABASE']}"] if program == "pg_restore" else []
    try:
        done = subprocess.run(
            [program, *more, *arguments], env=without_ours() | names, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        raise CannotCopy(
            f"Falta {program}: instale el paquete postgresql-client, de la versión del servidor o más nueva."
        ) from error
    if done.returncode:
        raise CannotCopy(_why(program, done.stderr.decode(errors="replace")))


def _why(program: str, said: str) -> str:
    """Return what went wrong, without a word of any row."""
    if "version mismatch" in said:
        return f"{program} es más viejo que el servidor: instale postgresql-client de su versión."
    if "permission denied" in said and program == "pg_restore":
        return "Se restaura con la cuenta dueña de la base, no con la de todos los días (docs/respaldos.md)."
    if "permission denied" in said:
        return f"{program}: esta cuenta no puede leer todas las tablas; aplique lo que imprime «postgresql_roles»."
    lines = [line for line in said.splitlines() if "error:" in line and "CONTEXT" not in line]
    said = lines[0].partition("error:")[2].strip()[:160] if lines else "sin decir por qué"
    return f"{program} no pudo terminar: {said}."
