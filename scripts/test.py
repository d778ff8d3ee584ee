"""All tests: on SQLite, on PostgreSQL, then once in a real browser. Ends with one line and an exit code that tell the
truth."""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.postgres import server  # noqa: E402

PYTEST = [sys.executable, "-m", "pytest"]


def run(name: str, arguments: list[str], **environment: str) -> bool:
    started = time.monotonic()
    sys.stdout.write(f"\n== {name}\n")
    sys.stdout.flush()
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    done = subprocess.run([*PYTEST, *arguments], cwd=ROOT, env={**clean, **environment}, check=False)
    sys.stdout.write(f"{name}: {'bien' if done.returncode == 0 else 'MAL'}, {time.monotonic() - started:.0f} s\n")
    return done.returncode == 0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--postgresql", action="store_true", help="only on PostgreSQL")
    given, more = options.parse_known_args()
    both = ["-n", "2", "--dist", "worksteal", "-m", "not browser"]
    results = [] if given.postgresql else [run("SQLite", [*both, *more])]
    with server() as address:
        results.append(run("PostgreSQL", [*both, *more], CONOCELES_DATABASE=address))
    if not given.postgresql:
        results.append(run("Navegador", ["-m", "browser", *more]))
    sys.stdout.write(f"\nPruebas: {sum(results)} de {len(results)} partes bien.\n")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
