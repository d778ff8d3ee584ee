"""Files from strangers, made anew: what they showed is kept, what else they carried is not.

Photographs and PDFs are read by a child process with little memory and time, so that a file made to hurt hurts nobody
else.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SECONDS = 40


class BadFile(ValueError):
    """The file cannot be taken; its text is a Spanish sentence that says why and what to do."""


def rewrite(kind: str, source: Path, folder: Path) -> dict[str, Any]:
    """Make a `photo`, `emblem`, `pdf` or `video` anew into a folder and return what came of it, as its module says.
    Raises BadFile."""
    command = [sys.executable, "-m", "conoceles.lib.rewriting", kind, str(source), str(folder)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    try:
        done = subprocess.run(
            command,
            cwd=Path(__file__).resolve().parents[3],
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS * 4 if kind == "video" else SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BadFile(
            "El archivo tarda demasiado en leerse: guárdelo de nuevo más pequeño y súbalo otra vez."
        ) from error
    if done.returncode == 3:
        raise BadFile(done.stdout.strip())
    if done.returncode != 0:
        raise BadFile(
            "El archivo está dañado o no es lo que dice su nombre: ábralo, guárdelo de nuevo y súbalo otra vez."
        )
    result: dict[str, Any] = json.loads(done.stdout)
    return result
