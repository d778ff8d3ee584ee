"""Public nodes that follow a primary PostgreSQL: the ledger's tables alone, the same root, an alarm when cut."""

import os
import re

import psycopg
import pytest

from scripts.postgres import server
from tests.config.services import manage, psql
from tests.config.test_backup import MADE
from tests.waiting import until

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.environ.get("CONOCELES_DATABASE", "") == "", reason="PostgreSQL's"),
]


@pytest.fixture
def database():
    """Nothing of itself: what is tried on PostgreSQL."""


def named(address, name):
    return f"{address.rpartition('/')[0]}/{name}"


@pytest.mark.usefixtures("database")
def test_a_node_follows_the_ledger_and_nothing_else_and_says_when_it_is_cut(tmp_path):
    with server(more="-c wal_level=logical") as node:
        with server(more="-c wal_level=logical") as primary:
            for address in (primary, node):
                psql(address, "CREATE DATABASE registro;")
            main = {"CONOCELES_DATABASE": named(primary, "registro")}
            copy = {"CONOCELES_DATABASE": named(node, "registro"), "CONOCELES_ROLE": "public"}
            for data, variables in (("a", main), ("b", copy)):
                assert manage(tmp_path / data, "migrate", "-v0", **variables).returncode == 0
            early = manage(tmp_path / "a", "ledger_publication", "--check", **main)
            assert early.returncode == 1 and "No hay una publicación" in early.stderr
            sql = manage(tmp_path / "a", "ledger_publication", **main).stdout
            word = re.search(r"leen: (\w+)", sql)[1]
            psql(named(primary, "registro"), sql)
            host, _, port = primary.partition("@")[2].partition("/")[0].partition(":")
            asked = ("ledger_publication", "--node", "nodo_1", "--host", host, "--port", port)
            psql(named(node, "registro"), manage(tmp_path / "b", *asked, **copy).stdout.replace("CONTRASEÑA", word))
            assert manage(tmp_path / "a", "shell", "-c", MADE, **main).returncode == 0
            root = re.search(r"raíz (\S+)\.", manage(tmp_path / "a", "verify_ledger", **main).stdout)[1]
            until(lambda: root in manage(tmp_path / "b", "verify_ledger", **copy).stdout, said="The same root")
            for data, variables, words in (("a", main, "pueden seguir"), ("b", copy, "Sigue a la base")):
                assert words in manage(tmp_path / data, "ledger_publication", "--check", **variables).stdout
            with psycopg.connect(named(node, "registro")) as connection:
                tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            assert not [name for (name,) in tables if name.startswith(("accounts_", "profiles_", "elections_"))]
            assert "Nodo que sigue: Sigue a la base principal." in manage(tmp_path / "b", "doctor", **copy).stdout
            # What is suppressed there goes here.
            redact = (
                "from conoceles.ledger import acts; acts.redact('profile', 'k1', election='x-2020', ground='Datos.')"
            )
            assert manage(tmp_path / "a", "shell", "-c", redact, **main).returncode == 0
            with psycopg.connect(named(node, "registro"), autocommit=True) as connection:
                bodies = "ledger_body b JOIN ledger_edition e ON e.number = b.edition"
                count = f"SELECT count(*) FROM {bodies} WHERE e.key = 'k1'"
                until(lambda: connection.execute(count).fetchone() == (1,), said="The suppression")
        said = until(lambda: cut(tmp_path / "b", copy), said="The alarm")
        assert "lo publicado se sigue leyendo" in said
        assert "no está conectada" in manage(tmp_path / "b", "ledger_publication", "--check", **copy).stderr


def cut(data, variables):
    """Return what doctor says once the node is not connected; '' until then."""
    said = manage(data, "doctor", **variables).stdout
    return said if "No está conectado a la base principal" in said else ""


@pytest.mark.usefixtures("database")
def test_names_that_are_none_are_one_sentence(tmp_path):
    variables = {"CONOCELES_DATABASE": os.environ["CONOCELES_DATABASE"]}
    assert "no sirve de nombre" in manage(tmp_path, "ledger_publication", "--node", "a b", **variables).stderr
    assert "Diga dónde" in manage(tmp_path, "ledger_publication", "--node", "a", **variables).stderr
    assert "es de PostgreSQL" in manage(tmp_path / "x", "ledger_publication").stderr
