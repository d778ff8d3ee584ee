"""The register of acts refuses every change, by the database itself."""

import pytest
from django.db import DatabaseError, connection, transaction

from conoceles.audit import guards
from conoceles.audit.acts import record
from conoceles.audit.models import Record

ATTACKS = {
    "update": "UPDATE audit_record SET by = 'otra'",
    "delete": "DELETE FROM audit_record",
    "upsert": "INSERT INTO audit_record (id, at, by, role, act, election, thing, detail) VALUES "
    "({pk}, CURRENT_TIMESTAMP, 'x', '', 'x', '', '', '{{}}') ON CONFLICT (id) DO UPDATE SET by = 'otra'",
    "replace": "REPLACE INTO audit_record (id, at, by, role, act, election, thing, detail) VALUES "
    "({pk}, CURRENT_TIMESTAMP, 'x', '', 'x', '', '', '{{}}')",
    "truncate": "TRUNCATE audit_record",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_act_is_never_changed(db, attack):
    if attack == ("truncate" if connection.vendor == "sqlite" else "replace"):
        pytest.skip(f"{connection.vendor} has no {attack}")
    one = record("sign-in", by="c-prueba")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ATTACKS[attack].format(pk=one.pk))
    assert list(Record.objects.values_list("by", flat=True)) == ["c-prueba"]


def test_missing_guards_are_named(db):
    assert guards.missing(connection) == []
    guards.remove(connection)
    assert len(guards.missing(connection)) == 6
    guards.install(connection)
    assert guards.missing(connection) == []


def test_an_act_that_nobody_named_is_refused(db):
    with pytest.raises(KeyError):
        record("whatever")
