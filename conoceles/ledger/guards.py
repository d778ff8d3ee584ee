"""The database's own refusal to change what was published: triggers for SQLite and PostgreSQL.

An `Edition` refuses UPDATE, DELETE, REPLACE, TRUNCATE and a number that is not the next one. A `Body` refuses UPDATE,
REPLACE and TRUNCATE, and DELETE unless a `redact` edition of the same thing names its number.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from conoceles.lib import triggers
from conoceles.lib.triggers import Trigger

# SQLite has no TRUNCATE; PostgreSQL has no REPLACE (ON CONFLICT DO UPDATE is an UPDATE).
SQLITE = [
    """CREATE TRIGGER ledger_edition_no_update BEFORE UPDATE ON ledger_edition
       BEGIN SELECT RAISE(ABORT, 'ledger_edition is append-only'); END""",
    """CREATE TRIGGER ledger_edition_no_delete BEFORE DELETE ON ledger_edition
       BEGIN SELECT RAISE(ABORT, 'ledger_edition is append-only'); END""",
    """CREATE TRIGGER ledger_edition_next BEFORE INSERT ON ledger_edition
       WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM ledger_edition)
       BEGIN SELECT RAISE(ABORT, 'ledger_edition takes only the next number'); END""",
    """CREATE TRIGGER ledger_body_no_update BEFORE UPDATE ON ledger_body
       BEGIN SELECT RAISE(ABORT, 'ledger_body is append-only'); END""",
    """CREATE TRIGGER ledger_body_no_replace BEFORE INSERT ON ledger_body
       WHEN EXISTS (SELECT 1 FROM ledger_body WHERE edition = NEW.edition)
       BEGIN SELECT RAISE(ABORT, 'ledger_body is append-only'); END""",
    """CREATE TRIGGER ledger_body_delete BEFORE DELETE ON ledger_body
       WHEN NOT EXISTS (
         SELECT 1 FROM ledger_edition e
         JOIN ledger_edition target ON target.number = OLD.edition
           AND target.election = e.election AND target.kind = e.kind AND target.key = e.key
         JOIN ledger_body b ON b.edition = e.number, json_each(b.document, '$.targets') t
         WHERE e.action = 'redact' AND t.value = OLD.edition)
       BEGIN SELECT RAISE(ABORT, 'ledger_body is deleted only by redaction'); END""",
]

FUNCTIONS = [
    """CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
    """CREATE OR REPLACE FUNCTION ledger_next() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM ledger_edition) THEN
           RAISE EXCEPTION 'ledger_edition takes only the next number';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE OR REPLACE FUNCTION ledger_body_redacted() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NOT EXISTS (
           SELECT 1 FROM ledger_edition e
           JOIN ledger_edition target ON target.number = OLD.edition
             AND target.election = e.election AND target.kind = e.kind AND target.key = e.key
           JOIN ledger_body b ON b.edition = e.number
           WHERE e.action = 'redact' AND b.document::jsonb -> 'targets' @> to_jsonb(OLD.edition)) THEN
           RAISE EXCEPTION 'ledger_body is deleted only by redaction';
         END IF;
         RETURN OLD;
       END $$""",
]

POSTGRESQL = [
    """CREATE TRIGGER ledger_edition_no_update BEFORE UPDATE ON ledger_edition
       FOR EACH ROW EXECUTE FUNCTION ledger_refuse()""",
    """CREATE TRIGGER ledger_edition_no_delete BEFORE DELETE ON ledger_edition
       FOR EACH ROW EXECUTE FUNCTION ledger_refuse()""",
    """CREATE TRIGGER ledger_edition_no_truncate BEFORE TRUNCATE ON ledger_edition
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()""",
    """CREATE TRIGGER ledger_edition_next BEFORE INSERT ON ledger_edition
       FOR EACH ROW EXECUTE FUNCTION ledger_next()""",
    """CREATE TRIGGER ledger_body_no_update BEFORE UPDATE ON ledger_body
       FOR EACH ROW EXECUTE FUNCTION ledger_refuse()""",
    """CREATE TRIGGER ledger_body_delete BEFORE DELETE ON ledger_body
       FOR EACH ROW EXECUTE FUNCTION ledger_body_redacted()""",
    """CREATE TRIGGER ledger_body_no_truncate BEFORE TRUNCATE ON ledger_body
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()""",
]


def _triggers(connection: BaseDatabaseWrapper) -> list[Trigger]:
    statements = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    names = [statement.split()[2] for statement in statements]
    return [
        Trigger(name, "_".join(name.split("_")[:2]), statement)
        for name, statement in zip(names, statements, strict=True)
    ]


def install(connection: BaseDatabaseWrapper) -> None:
    """Lay the guards that are missing on a database that has the ledger's tables."""
    triggers.install(connection, _triggers(connection), [] if connection.vendor == "sqlite" else FUNCTIONS)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away. For tests that play the attacker."""
    triggers.remove(connection, _triggers(connection))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the guards that the database lacks; empty when all stand."""
    changed = [] if connection.vendor == "sqlite" else triggers.changed_functions(connection, FUNCTIONS)
    return triggers.missing(connection, _triggers(connection)) + changed


def install_after_migrate(using: str, **kwargs: Any) -> None:
    """Receiver of post_migrate: lay the guards once the tables exist."""
    connection = connections[using]
    if "ledger_body" in connection.introspection.table_names():
        install(connection)
