"""The database itself refuses to change what was published, and verification names what was changed all the same."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from conoceles.ledger import guards
from conoceles.ledger.acts import redact
from conoceles.ledger.models import Edition
from conoceles.ledger.verification import verify
from tests.ledger.test_acts import party

SQLITE = connection.vendor == "sqlite"


def run(statement: str, parameters: list[object] | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters or [])


@pytest.fixture
def two(db):
    party("a")
    party("b")


ATTACKS = [
    "UPDATE ledger_edition SET kind = 'x' WHERE number = 1",
    "DELETE FROM ledger_edition WHERE number = 2",
    "UPDATE ledger_body SET document = '{}' WHERE edition = 1",
    "DELETE FROM ledger_body WHERE edition = 1",
    "INSERT INTO ledger_edition (number, election, kind, key, action, commitment, at, leaf, root) "
    "VALUES (9, '', 'x', 'x', 'publish', '', '2027-01-01 00:00:00', '', '')",
]
ATTACKS += (
    [
        "INSERT OR REPLACE INTO ledger_edition SELECT number, election, 'x', key, action, commitment, at, leaf, root "
        "FROM ledger_edition WHERE number = 1",
        "REPLACE INTO ledger_body SELECT edition, salt, '{}' FROM ledger_body WHERE edition = 1",
        "INSERT INTO ledger_body SELECT edition, salt, '{}' FROM ledger_body WHERE edition = 1 "
        "ON CONFLICT (edition) DO UPDATE SET document = '{}'",
    ]
    if SQLITE
    else [
        "TRUNCATE ledger_edition CASCADE",
        "TRUNCATE ledger_body",
        "INSERT INTO ledger_body SELECT edition, salt, '{}' FROM ledger_body WHERE edition = 1 "
        "ON CONFLICT (edition) DO UPDATE SET document = '{}'",
    ]
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_published_cannot_be_changed(two, attack):
    with pytest.raises(DatabaseError):
        run(attack)
    assert Edition.objects.count() == 2
    assert list(verify()) == []


def test_a_body_goes_only_with_a_redaction_of_its_own_thing(two):
    redact("party", "b", election="e-2027", ground="otro")
    with pytest.raises(DatabaseError):
        run("DELETE FROM ledger_body WHERE edition = 1")
    with pytest.raises(DatabaseError):
        run("DELETE FROM ledger_body WHERE edition = 3")


def test_a_broken_tree_is_said_once_from_where_it_breaks(two):
    guards.remove(connection)
    run("UPDATE ledger_edition SET leaf = (SELECT leaf FROM ledger_edition WHERE number = 2) WHERE number = 1")
    said = [sentence for sentence in verify() if "desde aquí la raíz" in sentence]
    assert said == ["Edición 1: desde aquí la raíz del árbol no es la que se calculó al publicar."]


def test_guards_stand_after_every_migration(two):
    guards.remove(connection)
    assert len(guards.missing(connection)) >= 6
    call_command("migrate", verbosity=0)
    assert guards.missing(connection) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE ledger_body SET document = '{}' WHERE edition = 2", "Edición 2: su documento fue alterado"),
        ("UPDATE ledger_edition SET key = 'z' WHERE number = 2", "Edición 2: su hoja fue alterada"),
        ("UPDATE ledger_edition SET root = leaf WHERE number = 2", "Edición 2: desde aquí la raíz"),
        ("DELETE FROM ledger_body WHERE edition = 1", "Edición 1: le falta el cuerpo"),
        ("UPDATE ledger_head SET size = 9", "La cabeza dice 9 ediciones"),
    ],
)
def test_verification_names_what_was_altered(two, capsys, statement, sentence):
    guards.remove(connection)
    run(statement)
    guards.install(connection)
    assert any(problem.startswith(sentence) for problem in verify())
    with pytest.raises(CommandError, match="no se sostiene"):
        call_command("verify_ledger")
    assert sentence in capsys.readouterr().err


def test_verification_names_a_deleted_edition_and_a_cut_end(two):
    guards.remove(connection)
    party("c")
    run("DELETE FROM ledger_body WHERE edition = 3")
    run("DELETE FROM ledger_edition WHERE number = 3")
    assert any("faltan ediciones al final" in problem for problem in verify())
    run("DELETE FROM ledger_body WHERE edition = 1")
    run("DELETE FROM ledger_edition WHERE number = 1")
    assert list(verify()) == ["Edición 1: falta; la siguiente que hay es la 2."]


def test_verification_says_what_it_checked(two, capsys):
    call_command("verify_ledger")
    assert "2 ediciones comprobadas, ninguna alterada" in capsys.readouterr().out


def test_a_body_that_came_back_after_its_redaction_is_named(two):
    edition = Edition.objects.get(number=2)
    salt, document = edition.body.salt, edition.body.document
    redact("party", "b", election="e-2027", ground="otro")
    run("INSERT INTO ledger_body (edition, salt, document) VALUES (2, %s, %s)", [salt, document])
    assert json.loads(document)["slug"] == "roble"
    assert "Edición 2: fue suprimida y su cuerpo sigue aquí." in list(verify())
