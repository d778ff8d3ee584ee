"""Commands as an operator types them: sentences, exit codes, what is left in the data folder."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.waiting import LONG, until

ROOT = Path(__file__).resolve().parent.parent.parent


def manage(data: Path, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    environment |= {"CONOCELES_DATA": str(data), "PYTHONWARNINGS": "error::DeprecationWarning"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_manage_works_with_the_data_folder_alone_and_keeps_secrets_to_itself(tmp_path):
    data = tmp_path / "nueva" / "carpeta"
    assert manage(data, "migrate", "-v0").returncode == 0
    assert (data / "keys" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (data / "conoceles.sqlite3").stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(data / "conoceles.sqlite3") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_taken_port_and_a_word_that_is_no_port_get_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        done = manage(tmp_path, "serve", "--port", str(number))
    assert done.returncode == 1 and f"El puerto {number} ya está ocupado" in done.stderr
    assert "no es un puerto" in manage(tmp_path, "serve", "--port", "ochenta").stderr


@pytest.mark.long
def test_the_first_account_is_made_from_the_command_line(tmp_path):
    if template := os.environ.get("TEST_TEMPLATE"):
        shutil.copyfile(template, tmp_path / "conoceles.sqlite3")
    else:
        manage(tmp_path, "migrate", "-v0")
    account = ("create_staff", "ana@ejemplo.mx", "--name", "Ana Peña")
    assert "demasiado" in manage(tmp_path, *account, input="corta\n").stderr
    assert manage(tmp_path, *account, input="una contraseña bien larga\n").returncode == 0
    assert "Ya hay una cuenta" in manage(tmp_path, *account, input="una contraseña bien larga\n").stderr
    assert (
        "correo" in manage(tmp_path, "create_staff", "ana", "--name", "A", input="una contraseña bien larga\n").stderr
    )


def test_a_command_before_the_database_is_prepared_gets_a_sentence(tmp_path):
    done = manage(tmp_path, "create_staff", "ana@ejemplo.mx", "--name", "Ana", input="una contraseña bien larga\n")
    assert done.returncode == 1 and "todavía no está preparada: ejecute antes «manage.py migrate»" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_role_or_database_gets_a_sentence(tmp_path):
    for name, value, sentence in (
        ("CONOCELES_ROLE", "todo", "debe ser"),
        ("CONOCELES_DATABASE", "mysql://x", "debe empezar"),
    ):
        environment = {**os.environ, "CONOCELES_DATA": str(tmp_path), name: value}
        done = subprocess.run(
            [sys.executable, "manage.py", "check"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode != 0 and sentence in done.stderr


def test_the_example_names_the_files_that_are_missing_and_who_publishes_them(tmp_path):
    done = manage(tmp_path / "data", "example", str(tmp_path))
    assert done.returncode == 1
    assert "ine_conoceles_durango_2022.csv" in done.stderr and "INE publica" in done.stderr and "SOURCE=" in done.stderr


def test_a_python_that_is_too_old_is_passed_over_and_named(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\ncase "$2" in *exit*) exit 1;; *) echo 3.7;; esac\n')
    old.chmod(0o755)
    (tmp_path / "command").symlink_to("/bin/sh")
    alone = subprocess.run(
        ["/bin/sh", "scripts/python.sh"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert alone.returncode == 1
    assert "se encontró: python3 (3.7)" in alone.stderr and "3.11" in alone.stderr
    (tmp_path / "python3.12").symlink_to(sys.executable)
    both = subprocess.run(
        ["/bin/sh", "scripts/python.sh"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert both.returncode == 0 and "python" in both.stdout


def test_a_missing_debian_package_is_named_when_one_is_not_root(tmp_path):
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "scripts/debian.sh", "las pruebas", "nadaquenoexiste=paquete-raro"],
        cwd=ROOT,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "sudo apt-get install paquete-raro" in done.stderr


def children() -> set[str]:
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return {line for line in listing.splitlines() if "manage.py" in line or "granian" in line}


@pytest.mark.long
def test_serving_follows_the_ledger_and_a_stop_ends_everything(tmp_path, port):
    """Serve an empty installation, publish through another process, read it in a second or so, stop."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    environment["CONOCELES_DATA"] = str(tmp_path)
    log = (tmp_path / "log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/", "no hay ninguna elección", server.pid)
        definition = tmp_path / "x.toml"
        definition.write_text(DEFINITION, encoding="utf-8")
        assert manage(tmp_path, "create_election", str(definition)).returncode == 0
        assert manage(tmp_path, "publish_register", "--election", "x-2020").returncode == 0
        wait_for(f"http://127.0.0.1:{port}/x-2020/", "Archivo.", server.pid)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(LONG)
        log.seek(0)
        said = log.read()
        log.close()
    assert "Detenido." in said and "que hace la cuenta de coordinación:" in said, said
    assert not [line for line in children() if str(port) in line]
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)


def wait_for(url: str, words: str, pid: int = 0) -> None:
    def said() -> bool:
        with urllib.request.urlopen(url, timeout=LONG) as answer:
            return words in answer.read().decode()

    until(said, pid=pid, said=f"«{words}» in {url}")


DEFINITION = """
[institute]
name = "Instituto X"
site = "https://x.example.org"
[election]
slug = "x-2020"
name = "Elección X"
publication_starts = 2020-04-05T00:00:00-06:00
campaigns_end = 2020-06-02T23:59:59-06:00
silence_starts = 2020-06-03T00:00:00-06:00
polls_open = 2020-06-06T08:00:00-06:00
polls_close = 2020-06-06T18:00:00-06:00
[[offices]]
kind = "governor"
name = "Gubernatura"
plural = "Gubernatura"
answers = true
"""
