"""PostgreSQL put back to a moment, as docs/respaldos.md describes it: a base copy, its WAL, and what is noticed."""

import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from scripts.postgres import as_another_user, programs, running, server
from tests.config.services import manage
from tests.config.test_backup import MADE

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.environ.get("CONOCELES_DATABASE", "") == "", reason="PostgreSQL's"),
]


@pytest.fixture
def database():
    """Nothing of itself: what is tried on PostgreSQL."""


@pytest.fixture
def anywhere():
    """A folder that others may enter: those of pytest are shut whenever another run begins."""
    with tempfile.TemporaryDirectory(prefix="conoceles-moment-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.usefixtures("database")
def test_a_moment_is_reached_and_what_was_published_after_it_waits_for_a_person(anywhere):
    place, data = anywhere / "respaldos", anywhere / "datos"
    for folder in (place, place / "wal", place / "base"):
        folder.mkdir()
    prefix = as_another_user(place)
    subprocess.run(["chmod", "-R", "777", str(place)], check=True)
    kept = f"test ! -f {place}/wal/%f && cp %p {place}/wal/%f.part && mv {place}/wal/%f.part {place}/wal/%f"
    archive = f"-c archive_mode=on -c archive_timeout=60 -c archive_command='{kept}'"
    with server(more=archive) as address:
        variables = {"CONOCELES_DATABASE": address}
        assert manage(data, "migrate", "-v0", **variables).returncode == 0
        published(data, variables, "Ana")
        copy = [str(programs() / "pg_basebackup"), "--dbname", address, "--format=tar", "--gzip", "--checkpoint=fast"]
        subprocess.run([*prefix, *copy, "--pgdata", str(place / "base" / "hoy")], check=True, capture_output=True)
        published(data, variables, "Eva")
        moment = datetime.now(UTC)
        time.sleep(1.5)
        published(data, variables, "Iris")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("SELECT pg_switch_wal()")
            while connection.execute("SELECT last_archived_wal FROM pg_stat_archiver").fetchone()[0] is None:
                time.sleep(0.1)
            time.sleep(1)
    again = anywhere / "otra" / "data"
    again.mkdir(parents=True, mode=0o700)
    for name, target in (("base.tar.gz", again), ("pg_wal.tar.gz", again / "pg_wal")):
        with tarfile.open(place / "base" / "hoy" / name) as tar:
            tar.extractall(target, filter="data")
    (again / "recovery.signal").touch()
    with (again / "postgresql.auto.conf").open("a") as file:
        file.write(
            f"restore_command = 'cp {place}/wal/%f %p'\n"
            f"recovery_target_time = '{moment.isoformat()}'\nrecovery_target_action = 'promote'\narchive_mode = off\n"
        )
    as_another_user(again.parent)
    shutil.copystat(place, again.parent)
    again.chmod(0o700)
    owner = again.parent.stat()
    subprocess.run(["chown", "-R", f"{owner.st_uid}:{owner.st_gid}", str(again.parent)], check=True)
    with running(again) as address:
        with psycopg.connect(address, autocommit=True) as connection:
            while connection.execute("SELECT pg_is_in_recovery()").fetchone()[0]:
                time.sleep(0.1)
            assert connection.execute("SELECT max(number) FROM ledger_edition").fetchone() == (10,)
        variables = {"CONOCELES_DATABASE": address}
        refused = manage(data, "shell", "-c", MADE.replace("Ana", "Otra"), **variables)
        assert refused.returncode == 1 and "llega a la edición 10 y ya se había publicado la 15" in refused.stderr
        assert manage(data, "accept_database", "se dañó el disco", **variables).returncode == 0
        published(data, variables, "Otra")
        done = manage(data, "verify_ledger", **variables)
        assert "15 ediciones comprobadas" in done.stdout, done.stderr


def published(data, variables, name):
    done = manage(data, "shell", "-c", MADE.replace("Ana Peña", name), **variables)
    assert done.returncode == 0, done.stderr
