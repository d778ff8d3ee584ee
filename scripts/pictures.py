"""The pictures of the manuals, taken by the tests that walk them: the first day, and each role's main screen."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "images"
WIDTH, HEIGHT = 900, 1500
TAKEN = {
    "preparar": "primer-dia-preparar",
    "lugares-sections": "primer-dia-lugares",
    "formato": "primer-dia-formato",
    "portada": "primer-dia-sitio",
}
TESTS = ["tests/browser/test_first_day.py", "tests/browser/test_help.py"]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", *TESTS, "-m", "browser"]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PICTURES": folder}, check=False)
        if done.returncode:
            return done.returncode
        for path in Path(folder).glob("*.png"):
            name = TAKEN.get(path.stem, path.stem)
            if path.stem not in TAKEN and not name.startswith("ayuda-"):
                continue
            with Image.open(path) as image:
                small = image.convert("RGB")
                small.thumbnail((WIDTH, HEIGHT * 4), Image.Resampling.LANCZOS)
                small = small.crop((0, 0, small.width, min(small.height, HEIGHT)))
                small.quantize(64).save(OUT / f"{name}.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
