"""The pictures of the manual «El primer día», taken by the test that walks it: an election from an empty folder."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "images"
WIDTH, HEIGHT = 900, 1500
TAKEN = {"preparar": "preparar", "lugares-sections": "lugares", "formato": "formato", "portada": "sitio"}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", "tests/browser/test_first_day.py", "-m", "browser"]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "FIRST_DAY_PICTURES": folder}, check=False)
        if done.returncode:
            return done.returncode
        for taken, name in TAKEN.items():
            with Image.open(Path(folder) / f"{taken}.png") as image:
                small = image.convert("RGB")
                small.thumbnail((WIDTH, HEIGHT * 4), Image.Resampling.LANCZOS)
                small = small.crop((0, 0, small.width, min(small.height, HEIGHT)))
                small.quantize(64).save(OUT / f"primer-dia-{name}.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
