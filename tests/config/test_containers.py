"""Containers, as far as can be seen without an engine: what the files name exists, and does what is expected of it."""

import os
import re

import psycopg
import pytest
import yaml

from conoceles.config.environment import VARIABLES
from tests.config.services import ROOT, manage, psql

COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
DOCKER = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_what_the_files_name_exists():
    for name, service in COMPOSE["services"].items():
        named = {key for key in service.get("environment", {}) if key.startswith("CONOCELES_")}
        assert named <= set(VARIABLES), name
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / "deploy" / source).is_file(), volume
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:"), "nothing is reached without the proxy"
    assert (ROOT / "scripts" / "environment.sh").is_file() and "requirements.lock" in DOCKER


def test_nothing_runs_as_root_and_no_secret_is_written_down():
    last = DOCKER.rpartition("FROM ")[2]
    assert re.search(r"^USER [1-9]\d*$", last, re.MULTILINE) and last.index("USER") < last.index("CMD")
    written = re.findall(r"(?:PASSWORD: |://[a-z_]*:)(\"?[^@\s]+)", yaml.safe_dump(COMPOSE))
    assert len(written) >= 4 and all(one.strip('"').startswith("${") for one in written), written


def test_what_is_left_out_of_the_image_is_not_needed_by_it():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", "data"} <= set(ignored)
    assert not {"conoceles", "docs", "scripts", "manage.py", "requirements.lock", "deploy"} & set(ignored)


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_each_command_is_one_that_there_is(name, tmp_path):
    command = COMPOSE["services"][name].get("command", [])
    if "manage.py" in command:
        done = manage(tmp_path, command[command.index("manage.py") + 1], "--help")
        assert done.returncode == 0
        assert all(word in done.stdout for word in command if str(word).startswith("--"))


def test_the_account_of_every_day_reads_and_writes_rows_and_no_more(tmp_path, database):
    name, base = database
    sql = (ROOT / "deploy" / "account.sql").read_text(encoding="utf-8")
    for _time in range(2):
        psql(base, "\\set word palabra\n" + sql.replace("conoceles", name))
    assert manage(tmp_path, "migrate", "-v0", CONOCELES_DATABASE=base).returncode == 0
    writer = f"postgresql://{name}:palabra@{base.rpartition('@')[2]}"
    done = manage(tmp_path, "tick", CONOCELES_DATABASE=writer)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(writer, autocommit=True) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DROP TABLE ledger_edition")


@pytest.fixture
def database():
    """The name of an empty PostgreSQL database, and the address of its owner."""
    address = os.environ.get("CONOCELES_DATABASE", "")
    if not address.startswith("postgres"):
        pytest.skip("PostgreSQL's")
    name = f"contained_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield name, f"{address.rpartition('/')[0]}/{name}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"DROP ROLE IF EXISTS {name}")
