"""All tests: on SQLite, on PostgreSQL, and once in a real browser. Ends with one line and an exit code that tell the
truth.

A browser waits more than it works: it runs beside the others, which give way to it. Three workers on two cores: each
waits at times for a program or a server of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.postgres import server  # noqa: E402

PYTEST = [sys.executable, "-m", "pytest"]
BOTH = ["-n", "3", "--dist", "worksteal", "-m", "not browser and not install"]
POLITE = 10


def clean(**environment: str) -> dict[str, str]:
    """Return the environment without the settings of this installation."""
    return {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")} | environment


def say(name: str, code: int, started: float) -> bool:
    sys.stdout.write(f"{name}: {'bien' if code == 0 else 'MAL'}, {time.monotonic() - started:.0f} s\n")
    sys.stdout.flush()
    return code == 0


def run(name: str, arguments: list[str], **environment: str) -> bool:
    started = time.monotonic()
    sys.stdout.write(f"\n== {name}\n")
    sys.stdout.flush()
    command = ["nice", "-n", str(POLITE), *PYTEST, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=clean(**environment), check=False)
    return say(name, done.returncode, started)


@contextmanager
def migrated(address: str = "") -> Iterator[str]:
    """Yield a migrated, empty database that each worker copies for its tests: a file, or the name of one in the server
    of the address."""
    with tempfile.TemporaryDirectory(prefix="conoceles-template-") as folder:
        environment = clean(CONOCELES_DATA=folder)
        where = str(Path(folder) / "conoceles.sqlite3")
        if address:
            where = "conoceles_template"
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {where}")
            environment["CONOCELES_DATABASE"] = f"{address.rpartition('/')[0]}/{where}"
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        yield where


@contextmanager
def browser(arguments: list[str], template: str) -> Iterator[list[bool]]:
    """Run the tests of a browser beside what happens inside; at the end show what they said, and add whether they
    passed to the list."""
    results: list[bool] = []
    with tempfile.TemporaryFile() as said:
        started = time.monotonic()
        command = [*PYTEST, "-m", "browser", *arguments]
        running = subprocess.Popen(command, cwd=ROOT, env=clean(TEST_TEMPLATE=template), stdout=said, stderr=said)
        try:
            yield results
            code = running.wait()
        finally:
            running.kill()
        said.seek(0)
        sys.stdout.write(f"\n== Navegador\n{said.read().decode(errors='replace')}")
        results.append(say("Navegador", code, started))


def on_postgresql(more: list[str]) -> bool:
    with server() as address, migrated(address) as template:
        return run("PostgreSQL", [*BOTH, *more], CONOCELES_DATABASE=address, TEST_TEMPLATE=template)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--postgresql", action="store_true", help="only on PostgreSQL")
    given, more = options.parse_known_args()
    if given.postgresql:
        results = [on_postgresql(more)]
    else:
        with migrated() as template, browser(more, template) as results:
            results.append(run("SQLite", [*BOTH, *more], TEST_TEMPLATE=template))
            results.append(on_postgresql(more))
    sys.stdout.write(f"\nPruebas: {sum(results)} de {len(results)} partes bien.\n")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
