"""Checks from fast to slow; each says its name, and the first that fails is enough to fail, after all have run."""

import os
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TEMPLATES = [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("conoceles/**/*.html"))]
CHECKS = [
    ("formato", [BIN / "ruff", "format", "--check", "-q", "."]),
    ("estilo", [BIN / "ruff", "check", "-q", "."]),
    ("plantillas", [BIN / "djade", "--check", "--target-version", "5.2", *TEMPLATES]),
    ("orden de los cuartos", [BIN / "lint-imports", "--no-cache"]),
    ("reglas de Django", [sys.executable, "manage.py", "check", "--fail-level", "WARNING"]),
    ("migraciones", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("acceso", [sys.executable, "scripts/access.py", "--check"]),
    ("mensajes", [sys.executable, "-m", "scripts.messages", "--check"]),
    ("tipos", [BIN / "mypy"]),
]


def shares() -> list[str]:
    """Return how much of the code each room holds, and how many files its fullest folder: figures to look at, not
    limits."""
    lines: dict[str, int] = {}
    folders: dict[str, Counter[str]] = {}
    for path in (ROOT / "conoceles").rglob("*.py"):
        parts = path.relative_to(ROOT / "conoceles").parts
        if len(parts) > 1 and "migrations" not in parts:
            lines[parts[0]] = lines.get(parts[0], 0) + len(path.read_text(encoding="utf-8").splitlines())
            folders.setdefault(parts[0], Counter())["/".join(parts[:-1])] += path.name != "__init__.py"
    total = sum(lines.values())
    return [
        (
            f"{room:<16}{100 * count / total:5.1f} %{count:7} líneas   "
            f"{', '.join(f'{name} {n}' for name, n in folders[room].most_common(3))}"
        )
        for room, count in sorted(lines.items(), key=lambda one: -one[1])
    ]


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "CONOCELES_DATA": data}

        def run(check: tuple[str, list[Any]]) -> subprocess.CompletedProcess[str]:
            command = [str(part) for part in check[1]]
            return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

        # Types take as long as all the others.
        with ThreadPoolExecutor(1) as beside:
            types = beside.submit(run, CHECKS[-1])
            for check in CHECKS:
                done = types.result() if check is CHECKS[-1] else run(check)
                sys.stdout.write(f"{'bien' if done.returncode == 0 else 'MAL '}  {check[0]}\n")
                if done.returncode:
                    failed.append(check[0])
                    sys.stdout.write(done.stdout + done.stderr)
    sys.stdout.write(
        "\nCuartos: parte del código, y archivos de sus carpetas más llenas\n" + "\n".join(shares()) + "\n\n"
    )
    sys.stdout.write(f"{len(CHECKS) - len(failed)} revisiones bien, {len(failed)} mal.\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
