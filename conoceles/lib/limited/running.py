"""The child process that opens one file, started and heard."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from conoceles.lib.limited import BadFile
from conoceles.lib.limited.turns import turn

# The module that makes each kind anew, and the seconds of processor and MiB of memory that it gets (0: ffmpeg's own).
KINDS = {
    "photo": ("conoceles.lib.rewriting.photo", 30, 2048),
    "emblem": ("conoceles.lib.rewriting.emblem", 30, 2048),
    "pdf": ("conoceles.lib.rewriting.pdf", 30, 2048),
    "sound": ("conoceles.lib.rewriting.sound", 60, 1536),
    "video": ("conoceles.lib.rewriting.video", 120, 0),
    "letterhead": ("conoceles.lib.rewriting.letterhead", 60, 1536),
    "sheet": ("conoceles.lib.rewriting.sheet", 60, 1536),
    "boundaries": ("conoceles.lib.rewriting.boundaries", 120, 3072),
}
ROOT = Path(__file__).resolve().parents[3]


def rewrite(kind: str, source: Path, folder: Path) -> dict[str, Any]:
    """Make a file of a kind anew into a folder and return what came of it, as its module says.

    Raises BadFile for a file that cannot be taken, and turns.Busy when too many are being made.
    """
    module, seconds, mib = KINDS[kind]
    child = [sys.executable, "-m", "conoceles.lib.limited"]
    command = [*child, module, str(seconds), str(mib), str(source.resolve()), str(folder)]
    # It is told nothing of ours.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    with turn():
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds + 20, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise BadFile(
                "El archivo tarda demasiado en leerse: guárdelo de nuevo más pequeño y súbalo otra vez."
            ) from error
    if done.returncode == 3:
        raise BadFile(done.stdout.strip())
    if done.returncode != 0:
        raise BadFile(
            "El archivo está dañado, no es lo que dice su nombre o al abrirlo ocupa demasiado: ábralo, guárdelo de "
            "nuevo y súbalo otra vez."
        )
    result: dict[str, Any] = json.loads(done.stdout)
    return result
