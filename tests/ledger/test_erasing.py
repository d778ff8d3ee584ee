"""What was redacted is gone by its bytes: out of the files of the database, out of the public folder; until when
backups hold it is said."""

import os
import sqlite3
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test import Client

from conoceles.audit.acts import record
from conoceles.ledger import erasing
from conoceles.ledger.acts import append, redact
from conoceles.ledger.models import Body
from conoceles.lib import apart, blobs
from conoceles.site.build.purge import noted
from tests.config.test_runs_as_the_guide_says import roles, run
from tests.factories import build, make_town

__all__ = ["roles"]

NEEDLE = "Zqxaguja"


@pytest.fixture
def alone(concurrent_db, monkeypatch):
    """A ledger whose transactions end, with one document that says what nothing else does."""
    monkeypatch.setattr("conoceles.ledger.acts.check", lambda kind, document: None)
    append("party", "x", {"name": f"{NEEDLE} con domicilio"}, election="e-2027")


@pytest.mark.skipif(os.environ.get("CONOCELES_DATABASE", "") != "", reason="files of SQLite")
def test_on_sqlite_the_bytes_are_gone_with_the_redaction(alone, settings):
    name = Path(connection.settings_dict["NAME"])
    assert any(NEEDLE.encode() in path.read_bytes() for path in name.parent.glob(f"{name.name}*"))
    redact("party", "x", election="e-2027", ground="Datos personales.")
    assert [path.name for path in name.parent.glob(f"{name.name}*") if NEEDLE.encode() in path.read_bytes()] == []


@pytest.mark.skipif(os.environ.get("CONOCELES_DATABASE", "") != "", reason="files of SQLite")
def test_what_somebody_reads_meanwhile_is_gone_the_next_time(alone):
    name = connection.settings_dict["NAME"]
    reader = sqlite3.connect(name)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM ledger_edition").fetchone()
    connection.cursor().execute("PRAGMA busy_timeout=100")
    redact("party", "x", election="e-2027", ground="Datos personales.")
    assert not erasing.empty_journal()
    reader.close()
    assert erasing.empty_journal()
    path = Path(name)
    assert [one for one in path.parent.glob(f"{path.name}*") if NEEDLE.encode() in one.read_bytes()] == []


@pytest.mark.skipif(os.environ.get("CONOCELES_DATABASE", "") == "", reason="the heap of PostgreSQL")
def test_on_postgresql_the_owner_rewrites_the_table_and_the_heap_has_no_byte_of_it(tmp_path, roles):
    base, writer = roles
    assert run(tmp_path, base, "migrate", "-v0").returncode == 0
    script = (
        "from conoceles.ledger.acts import append, redact; from conoceles.ledger.models import *;"
        "import json; from django.db import transaction;"
        f"document = {{'title': {{'es': '{NEEDLE}'}}}};"
        "from conoceles.ledger import acts; acts.check = lambda kind, document: None;"
        "append('text', 'x', document, election='e-2027');"
        "redact('text', 'x', election='e-2027', ground='Datos personales.')"
    )
    assert run(tmp_path, writer, "shell", "-c", script).returncode == 0
    named = base.rpartition("/")[2]
    server = f"{os.environ['CONOCELES_DATABASE'].rpartition('/')[0]}/{named}"
    with psycopg.connect(server, autocommit=True) as admin:

        def heap():
            admin.execute("CHECKPOINT")
            folder = admin.execute("SHOW data_directory").fetchone()[0]
            path = admin.execute("SELECT pg_relation_filepath('ledger_body')").fetchone()[0]
            return (Path(folder) / path).read_bytes()

        assert NEEDLE.encode() in heap(), "a deleted row stays in the file"
        refused = run(tmp_path, writer, "forget_deleted")
        assert refused.returncode == 1 and "cuenta dueña" in refused.stderr
        done = run(tmp_path, base, "forget_deleted")
        assert done.returncode == 0, done.stderr
        assert NEEDLE.encode() not in heap()


def test_its_public_file_is_gone_at_once_and_what_others_name_stays(concurrent_db, monkeypatch):
    monkeypatch.setattr("conoceles.ledger.acts.check", lambda kind, document: None)
    mine, shared = (blobs.put(text, "jpg", blobs.PUBLIC) for text in (b"mia", b"de dos"))
    append("profile", "a", {"files": [mine, shared]}, election="e-2027")
    append("profile", "b", {"files": [shared]}, election="e-2027")
    redact("profile", "a", election="e-2027", ground="Datos personales.")
    assert not blobs.where(mine, blobs.PUBLIC).exists() and blobs.where(shared, blobs.PUBLIC).is_file()
    assert Body.objects.count() == 2


def test_the_page_says_until_when_it_is_kept_and_what_a_cdn_forgets(capture, coordination, settings):
    settings.BACKUP_DAYS = 10
    capture.publish()
    build()
    slug = capture.election.slug
    redact("candidacy", capture.ana.key, election=slug, ground="Datos personales.")
    build()
    before = coordination.get(f"/registro/{slug}/supresiones/").text
    assert "10 días después de que se borre" in before
    # As once the transaction of the redaction has ended, and the owner has rewritten the table.
    apart.put(erasing.WANTED, "")
    record("deleted-erased")
    page = coordination.get(f"/registro/{slug}/supresiones/")
    assert "Datos personales." in page.text and "En respaldos y WAL archivado, hasta el" in page.text
    (one,) = noted(settings.BUILD_DIR)
    listed = coordination.get(f"/registro/{slug}/supresiones/{one.edition}.txt").text.splitlines()
    assert any(capture.ana.slug in address for address in listed)
    assert all(address.startswith(capture.election.institute.site) for address in listed)
    # Of another election it is not there.
    other = make_town("otra-2027", "97")
    staff = other.account("coordination", "De otra")
    assert staff.get(f"/registro/otra-2027/supresiones/{one.edition}.txt").status_code == 404
    assert Client().get(f"/registro/{slug}/supresiones/").status_code == 302
