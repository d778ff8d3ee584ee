"""Programs that an installation leans on, started for a test: Redis, and PostgreSQL's own client."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import psycopg
from botocore.exceptions import BotoCoreError

ROOT = Path(__file__).resolve().parent.parent.parent


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def redis(folder, *, password=""):
    """Run a Redis server and yield its port."""
    port = free()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    command += ["--requirepass", password] if password else []
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while server.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.02)
        assert server.poll() is None, "redis-server did not start"
        yield port
    finally:
        server.kill()
        server.wait()


@contextmanager
def store(bucket="respaldos"):
    """Run a server that speaks as S3 does, and yield its port."""
    port = free()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="llave",
        aws_secret_access_key="secreto",
        region_name="us-east-1",
    )
    try:
        while server.poll() is None:
            try:
                client.list_buckets()
                break
            except BotoCoreError:
                time.sleep(0.1)
        client.create_bucket(Bucket=bucket)
        yield port, client
    finally:
        server.kill()
        server.wait()


def manage(data, *arguments: str, input: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:  # noqa: A002
    """Run a command with a folder of data and variables of ours."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**clean, "CONOCELES_DATA": str(data), **variables},
        input=input,
        capture_output=True,
        text=True,
        check=False,
    )


def psql(address: str, sql: str) -> None:
    """Run SQL as its user would: with psql, which stops at the first error."""
    command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", address]
    done = subprocess.run(command, input=sql, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@contextmanager
def printed_roles(folder, server: str, name: str) -> Iterator[tuple[str, str]]:
    """Make a database and its two accounts with what `postgresql_roles` prints, word by word; yield the addresses of
    the owner and of the account of every day."""
    parts = urlsplit(server)
    at = f"{parts.hostname}:{parts.port}"
    made = manage(folder, "postgresql_roles", "--name", name, "--database", name, "--host", at)
    assert made.returncode == 0, made.stderr
    psql(server, made.stdout)
    lines = [line.removeprefix("-- ").split("=", 1) for line in made.stdout.splitlines() if "=postgresql:" in line]
    addresses = dict(lines)
    try:
        yield addresses["OWNER"], addresses["CONOCELES_DATABASE"]
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            connection.execute(f"DROP ROLE {name}")
            connection.execute(f"DROP ROLE {name}_owner")
