"""A standby PostgreSQL takes the place of a primary that is lost, as docs/crecer.md says it."""

import os
import re
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from scripts.postgres import as_another_user, programs, running, server
from tests.config.services import manage
from tests.config.test_backup import MADE
from tests.waiting import until

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.environ.get("CONOCELES_DATABASE", "") == "", reason="PostgreSQL's"),
]


@pytest.fixture
def database():
    """Nothing of itself: what is tried on PostgreSQL."""


def root_of(data, **variables):
    """Return the root of the ledger that a database has."""
    found = re.search(r"raíz (\S+)\.", manage(data, "verify_ledger", **variables).stdout)
    return found and found[1]


@pytest.mark.usefixtures("database")
def test_a_standby_takes_over_with_the_same_root_and_goes_on(tmp_path):
    data = tmp_path / "datos"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="conoceles-standby-")))
        folder.chmod(0o755)
        prefix = as_another_user(folder)
        with server(more="-c wal_level=replica") as primary:
            main = {"CONOCELES_DATABASE": primary}
            assert manage(data, "migrate", "-v0", **main).returncode == 0
            command = [*prefix, str(programs() / "pg_basebackup"), "--dbname", primary, "--checkpoint=fast"]
            copied = [*command, "--write-recovery-conf", "--pgdata", str(folder / "data")]
            subprocess.run(copied, check=True, capture_output=True, cwd="/")
            standby = stack.enter_context(running(folder / "data"))
            assert manage(data, "shell", "-c", MADE, **main).returncode == 0
            root = root_of(data, **main)
            with psycopg.connect(standby, autocommit=True) as there:
                count = "SELECT count(*) FROM ledger_edition"
                until(lambda: there.execute(count).fetchone() == (5,), said="What was published, on the standby")
                with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                    there.execute("DELETE FROM ledger_head")
        # The primary is gone.
        subprocess.run(
            [*prefix, str(programs() / "pg_ctl"), "-D", str(folder / "data"), "-w", "promote"], check=True, cwd="/"
        )
        other = {"CONOCELES_DATABASE": standby}
        assert root_of(data, **other) == root, "nothing that was published is missing"
        done = manage(data, "shell", "-c", MADE.replace("Ana Peña", "Eva"), **other)
        assert done.returncode == 0, done.stderr
        assert "10 ediciones comprobadas" in manage(data, "verify_ledger", **other).stdout
