"""Debian's ffmpeg, asked inside the limited child: it opens the file that it is given and no other."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from conoceles.lib.limited import BadFile


def available() -> bool:
    """Return whether this machine has it."""
    return bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))


def only(formats: str) -> list[str]:
    """Return the options by which nothing but the file itself is opened, whatever a playlist inside it names."""
    return ["-protocol_whitelist", "file,pipe", "-format_whitelist", formats]


def probe(source: Path, formats: str, unreadable: str) -> dict[str, Any]:
    """Return what ffprobe says of a file: {"format", "streams"}. Raises BadFile with a sentence when it cannot."""
    command = ["ffprobe", "-v", "error", *only(formats), "-show_format", "-show_streams", "-of", "json", str(source)]
    found: dict[str, Any] = json.loads(run(command, unreadable))
    return found


def seconds(facts: dict[str, Any]) -> float:
    """Return how long what ffprobe looked at lasts, in seconds; 0 when it does not say."""
    return float(facts.get("format", {}).get("duration", 0) or 0)


def run(command: list[str], unreadable: str) -> str:
    """Return what a command printed. Raises BadFile with a sentence when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    if done.returncode != 0:
        raise BadFile(unreadable)
    return done.stdout
