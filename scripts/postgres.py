"""A PostgreSQL server of our own for tests and benches: made in a temporary folder, thrown away at the end, also as
root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Not for what must outlive a power cut.
HASTY = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c jit=off"
HBA = """local all all trust
host all,replication conoceles 127.0.0.1/32 trust
host all,replication all 127.0.0.1/32 scram-sha-256
"""


class NoPostgres(RuntimeError):
    """There is no PostgreSQL on this machine, or no user to run it as."""


def programs() -> Path:
    """Return the folder of the newest server's programs; raise NoPostgres when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise NoPostgres("No hay un servidor PostgreSQL en esta máquina: instale el paquete postgresql.")
    return found[-1].parent


@contextmanager
def server(durable: bool = False, more: str = "") -> Iterator[str]:
    """Yield the address postgresql://… of a running server; initdb refuses root, so root runs it as another user.

    `durable` waits for the disk as production does; tests need not. `more` are settings of the server.
    """
    folder = Path(tempfile.mkdtemp(prefix="conoceles-pg-"))
    try:
        made = ["-A", "trust", "-U", "conoceles", "--no-sync", "-E", "UTF8"]
        data = folder / "data"
        _run([*as_another_user(folder), str(programs() / "initdb"), "-D", str(data), *made])
        # Whoever is not the one that made it needs a password, as on a server.
        (data / "pg_hba.conf").write_text(HBA, encoding="utf-8")
        settings = more if durable else f"{HASTY} {more}"
        with running(data, settings) as address:
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(data: Path, settings: str = "") -> Iterator[str]:
    """Run a server on a folder of data that is there, and yield its address."""
    port, control = _free_port(), [*as_another_user(data.parent), str(programs() / "pg_ctl"), "-D", str(data), "-w"]
    where = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={data.parent}"
    _run([*control, "-l", str(data.parent / "log"), "-o", f"{where} -c max_connections=60 {settings}", "start"])
    try:
        yield f"postgresql://conoceles@127.0.0.1:{port}/postgres"
    finally:
        _run([*control, "-m", "immediate", "stop"])


def as_another_user(folder: Path) -> list[str]:
    """Return what runs a program as the user that servers run as, who gets the folder; [] where we are not root."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    raise NoPostgres("No hay un usuario postgres ni nobody con el que ejecutar PostgreSQL.")


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPostgres(f"{Path(command[-1]).name}: {done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
