"""A database role that only reads and writes rows; a main process that is killed; a disk that is full; what no form
should break."""

import errno
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError
from django.test import Client

import manage as command_line
from conoceles.lib.disk import SENTENCE, cannot_save
from conoceles.lib.uploads import short_name
from tests.capture.test_pages import at
from tests.config.services import printed_roles
from tests.config.test_commands import DEFINITION, ROOT, children, manage, port, wait_for
from tests.waiting import LONG, until

__all__ = ["port"]

# What of our own tables and sequences the role may not use.
LACKING = """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (
    relkind = 'r' AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
        AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
    OR relkind = 'S' AND NOT (has_sequence_privilege(oid, 'USAGE') AND has_sequence_privilege(oid, 'SELECT')))"""
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.mark.long
def test_kill_9_of_the_main_process_takes_the_others_along(tmp_path, port):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    environment["CONOCELES_DATA"] = str(tmp_path)
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    for _time in range(2):
        with (tmp_path / "log").open("w") as log:
            server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            wait_for(f"http://127.0.0.1:{port}/", "no hay ninguna elección", server.pid)
            family = descendants(server.pid)
            assert len(family) >= 4, "two workers, the builder, the clock"
            server.send_signal(signal.SIGKILL)
            server.wait(LONG)
        until(partial(all_ended, family), said="Their end: nobody keeps the port, nor the lock,")
    assert not [line for line in children() if str(port) in line]


def all_ended(family):
    return not [pid for pid in family if alive(pid)]


def descendants(pid):
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                found += [int(folder.name), *descendants(int(folder.name))]
    return found


def alive(pid):
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def roles(tmp_path):
    """Two addresses of one empty database: of its owner, and of a role that only reads and writes rows."""
    address = os.environ.get("CONOCELES_DATABASE", "")
    if not address.startswith("postgres"):
        pytest.skip("roles are PostgreSQL's")
    with printed_roles(tmp_path, address, f"roles_{os.getpid()}") as addresses:
        yield addresses


@pytest.mark.long
def test_everything_runs_as_a_role_that_only_reads_and_writes_rows(tmp_path, roles, port):
    base, writer = roles
    owner_run, writer_run = partial(run, tmp_path, base), partial(run, tmp_path, writer)
    early = writer_run("serve", "--port", str(port))
    assert early.returncode == 1 and "corra «manage.py migrate» con la cuenta dueña" in early.stderr
    assert owner_run("migrate", "-v0").returncode == 0
    definition = tmp_path / "x.toml"
    definition.write_text(DEFINITION, encoding="utf-8")
    for arguments in (
        ("create_election", str(definition)),
        ("publish_register", "--election", "x-2020"),
        ("build_site",),
        ("verify_ledger",),
        ("rotate_keys",),
        ("tick",),
    ):
        done = writer_run(*arguments)
        assert done.returncode == 0, (arguments, done.stderr[-600:])
        if arguments == ("build_site",):
            assert "falta lo que tarda más" in done.stdout and done.stdout.rstrip().endswith("El sitio está completo.")
    done = writer_run("create_staff", "ana@ejemplo.mx", "--name", "Ana Peña", input="una contraseña bien larga\n")
    assert done.returncode == 0, done.stderr
    # And no more than that: neither the ledger nor the audit is rewritten, and no table is made or dropped.
    with psycopg.connect(writer, autocommit=True) as connection:
        lacking = connection.execute(LACKING).fetchall()
        assert lacking == [], "every table and every sequence, also of what this test never writes"
        for statement in (
            "DELETE FROM ledger_edition",
            "UPDATE audit_record SET act = 'x'",
            "TRUNCATE audit_record",
            "DROP TABLE accounts_user",
            "CREATE TABLE x (a int)",
            "ALTER TABLE ledger_edition DISABLE TRIGGER ALL",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement)


def run(data, database, *arguments, **more):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    environment |= {"CONOCELES_DATA": str(data), "CONOCELES_DATABASE": database}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


def test_a_start_on_a_full_or_read_only_disk_is_one_sentence(tmp_path, monkeypatch):
    def fails(arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.management.execute_from_command_line", fails)
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == SENTENCE
    # Where nobody may write at all.
    done = manage(Path("/proc/conoceles"), "check")
    assert done.returncode == 1 and done.stderr.strip() == SENTENCE


@pytest.mark.parametrize(
    ("error", "is_it"),
    [
        (OperationalError("database or disk is full"), True),
        (OperationalError("attempt to write a readonly database"), True),
        (OperationalError('could not extend file "base/1/2": No space left on device'), True),
        (OSError(errno.EROFS, "Read-only file system"), True),
        (OperationalError("database is locked"), False),
        (OSError(errno.ENOENT, "No such file"), False),
        (ValueError("disk is full"), False),
        (None, False),
    ],
)
def test_which_errors_mean_that_nothing_can_be_written(error, is_it):
    assert cannot_save(error) == is_it


def test_a_full_disk_loses_nothing_that_was_typed(capture, candidate, monkeypatch):
    def full(*given, **more):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("conoceles.capture.views.save", full)
    candidate.raise_request_exception = False
    sent = {"v-proposal_1": "0", "q-proposal_1": "Agua para todos"}
    page = candidate.post(at(capture.ana, "seccion/propuestas/"), sent, **OWN)
    assert page.status_code == 503 and "Ahora no se puede guardar" in page.text
    assert "Agua para todos" in page.text and "Enviar otra vez" in page.text


NUL_READ = [
    "/registro/{e}/lista/candidaturas/?q=a%00b",
    "/registro/{e}/lista/partidos/?q=%00",
    "/registro/{e}/auditoria/?thing=a%00b",
    "/registro/{e}/cuentas/?q=%00",
    "/revision/{e}/?q=%00&contienda=%00",
    "/registro/{e}/compromisos/?cambiar=%00",
    "/registro/{e}/avance/?%00=1",
]
NUL_SENT = [
    ("/activar/", {"code": "\x00"}),
    ("/ingresar/", {"login": "\x00", "password": "\x00"}),
    ("/ingresar/demostracion/", {"username": "a\x00"}),
    ("/ingresar/olvido/", {"email": "a\x00@b.mx"}),
    ("/registro/{e}/cuentas/cartas/", {"party": "1", "number": "\x00"}),
    ("/registro/{e}/consentimientos/", {"candidacy": "\x00"}),
    ("/registro/{e}/ayuda/", {"candidacy": "\x00", "channel": "phone", "topic": "x\x00"}),
    ("/registro/{e}/personal/", {"na\x00me": "x"}),
    ("/revision/{e}/juntas/", {"candidacy": "\x00"}),
]


def test_a_nul_in_an_address_or_a_form_is_refused_with_a_sentence(capture, coordination):
    slug = capture.election.slug
    answers = [(url, coordination.get(url.format(e=slug))) for url in NUL_READ]
    answers += [(url, one.post(url.format(e=slug), sent)) for url, sent in NUL_SENT for one in (coordination, Client())]
    assert [url for url, answer in answers if answer.status_code != 400] == []
    assert all("No se pudo leer lo que llegó" in answer.text for _url, answer in answers)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("lista.xlsx", "lista.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Listas\\Año 2027.csv", "Año 2027.csv"),
        ("ñ" * 300 + ".xlsx", "ñ" * 57 + ".xlsx"),
        ("x" * 300, "x" * 120),
        ("a\nb\x1f.csv", "ab.csv"),
        (".xlsx", ".xlsx"),
        ("", "archivo"),
    ],
)
def test_the_name_of_a_file_is_one_that_any_disk_takes(given, kept):
    assert short_name(given) == kept and len(short_name(given).encode()) <= 130


def test_a_long_name_is_no_error(capture, coordination, party_operator):
    from django.core.files.uploadedfile import SimpleUploadedFile

    name = "ñ" * 240 + ".csv"
    sheet = SimpleUploadedFile(name, b"CLAVE\nx\n")
    party = capture.ana.ticket.party
    sent = party_operator.post(f"/captura/partido/{party.key}/subir/", {"file": sheet})
    assert sent.status_code < 500
    if sent.status_code == 302:
        assert party_operator.get(sent.headers["Location"]).status_code < 500
    lists = SimpleUploadedFile(name, b"CARGO\nx\n")
    url = f"/registro/{capture.election.slug}/importar/"
    assert coordination.post(url, {"file": lists, "preset": "conoceles"}).status_code == 422
