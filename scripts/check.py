"""Checks from fast to slow; each says its name, and the first that fails is enough to fail, after all have run."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

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


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "CONOCELES_DATA": data}
        for name, command in CHECKS:
            done = subprocess.run(
                [str(part) for part in command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            sys.stdout.write(f"{'bien' if done.returncode == 0 else 'MAL '}  {name}\n")
            if done.returncode:
                failed.append(name)
                sys.stdout.write(done.stdout + done.stderr)
    sys.stdout.write(f"{len(CHECKS) - len(failed)} revisiones bien, {len(failed)} mal.\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
