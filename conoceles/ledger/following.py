"""A public node that follows: the tables of the ledger alone, from one PostgreSQL to another (logical replication).

Nothing of the workshop leaves it: no account, no draft, nothing that is set aside.
"""

from collections.abc import Iterator

from django.db import connection

from conoceles.ledger.models import Body, Edition, Head

NAME = "conoceles_ledger"
# In the order in which a follower reads them.
TABLES = tuple(model._meta.db_table for model in (Head, Edition, Body))


def on_primary(role: str, word: str) -> str:
    """Return the SQL that lets a node follow: to be run on the primary, as who administers PostgreSQL."""
    tables = ", ".join(TABLES)
    return (
        f"CREATE ROLE {role} LOGIN REPLICATION PASSWORD '{word}';\n"
        f"GRANT CONNECT ON DATABASE {connection.settings_dict['NAME']} TO {role};\n"
        f"GRANT USAGE ON SCHEMA public TO {role};\n"
        f"GRANT SELECT ON {tables} TO {role};\n"
        f"CREATE PUBLICATION {NAME} FOR TABLE {tables};\n"
    )


def on_node(role: str, word: str, host: str, port: str, name: str) -> str:
    """Return the SQL that makes a database follow: to be run on the node, as who administers PostgreSQL, once its
    tables are there and empty. Each node has a slot of its own."""
    return (
        f"CREATE SUBSCRIPTION {name}\n"
        f"  CONNECTION 'host={host} port={port} dbname={connection.settings_dict['NAME']} user={role} "
        f"password={word}'\n"
        f"  PUBLICATION {NAME};\n"
    )


def wrong_on_primary() -> Iterator[str]:
    """Yield a Spanish sentence for each thing that keeps nodes from following this database."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW wal_level")
        if cursor.fetchone()[0] != "logical":
            yield "wal_level no es «logical»: póngalo en postgresql.conf y reinicie PostgreSQL."
        cursor.execute("SELECT tablename FROM pg_publication_tables WHERE pubname = %s", [NAME])
        published = {name for (name,) in cursor.fetchall()}
        if not published:
            yield f"No hay una publicación «{NAME}»: aplique lo que este comando imprime."
        elif published - set(TABLES):
            more = ", ".join(sorted(published - set(TABLES)))
            yield f"La publicación lleva tablas que no son del registro público: {more}."
        elif set(TABLES) - published:
            yield f"A la publicación le faltan tablas: {', '.join(sorted(set(TABLES) - published))}."
        cursor.execute(
            "SELECT slot_name, pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn) FROM pg_replication_slots "
            "WHERE slot_type = 'logical' AND NOT active"
        )
        for slot, behind in cursor.fetchall():
            kept = f"{int(behind or 0):,} bytes de WAL"
            yield f"El nodo «{slot}» no está conectado; se le guardan {kept}: si ya no existe, borre su ranura."


def wrong_on_node() -> Iterator[str]:
    """Yield a Spanish sentence for each thing that keeps this database from following."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subname, pid FROM pg_stat_subscription WHERE relid IS NULL AND subid IN "
            "(SELECT oid FROM pg_subscription WHERE %s = ANY(subpublications))",
            [NAME],
        )
        rows = cursor.fetchall()
    if not rows:
        yield "Esta base no sigue a ninguna: aplique lo que imprime «ledger_publication --node»."
    for name, pid in rows:
        if pid is None:
            yield f"La suscripción «{name}» no está conectada a la base principal."
