"""Videos: the same picture and sound in a new container, without metadata, by Debian's ffmpeg."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from conoceles.lib.limited import BadFile

MAX_SECONDS = 300
UNREADABLE = "Eso no es un video que se pueda leer: suba un MP4 o un WEBM."
VIDEO, AUDIO = (
    {"h264": "mp4", "vp8": "webm", "vp9": "webm", "av1": "mp4"},
    {"mp4": {"aac", "mp3"}, "webm": {"opus", "vorbis"}},
)
# Nothing but the file itself is opened, whatever a playlist inside it names.
ONLY_FILES = ["-protocol_whitelist", "file,pipe", "-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"]


def available() -> bool:
    """Return whether this machine can take video files; without ffmpeg only links are offered."""
    return bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))


def remake(source: Path, folder: Path) -> dict[str, Any]:
    """Write `clean.mp4` or `clean.webm` and return {"extension", "seconds"}."""
    if not available():
        raise BadFile("Este servidor no recibe archivos de video: ponga la dirección de un video publicado.")
    facts = _probe(source)
    streams = facts.get("streams", [])
    pictures = [
        one
        for one in streams
        if one.get("codec_type") == "video" and not one.get("disposition", {}).get("attached_pic")
    ]
    sounds = [one for one in streams if one.get("codec_type") == "audio"]
    if len(pictures) != 1:
        raise BadFile(UNREADABLE)
    _refuse_long(_seconds(facts))
    extension = VIDEO.get(pictures[0].get("codec_name", ""))
    if extension is None or any(one.get("codec_name") not in AUDIO[extension] for one in sounds):
        raise BadFile(
            "No todos los navegadores pueden reproducir ese formato de video: en los ajustes de la cámara elija «más "
            "compatible» (H.264) "
            "o guárdelo como MP4."
        )
    target = folder / f"clean.{extension}"
    _copy(source, target)
    # What a browser records says nowhere how long it lasts: the copy does.
    seconds = _seconds(_probe(target))
    try:
        if seconds <= 0:
            raise BadFile(UNREADABLE)
        _refuse_long(seconds)
    except BadFile:
        target.unlink()
        raise
    return {"extension": extension, "seconds": max(round(seconds), 1)}


def _seconds(facts: dict[str, Any]) -> float:
    return float(facts.get("format", {}).get("duration", 0) or 0)


def _refuse_long(seconds: float) -> None:
    if seconds > MAX_SECONDS:
        raise BadFile(f"El video dura {int(seconds) // 60} minutos y se aceptan hasta {MAX_SECONDS // 60}.")


def _copy(source: Path, target: Path) -> None:
    """Write picture and sound as they are into a new container; a little more than may be, so that it is noticed."""
    read = ["-nostdin", "-v", "error", *ONLY_FILES, "-i", str(source), "-t", str(MAX_SECONDS + 60)]
    kept = ["-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", "-map_metadata", "-1", "-map_chapters", "-1", "-bitexact"]
    ahead = ["-movflags", "+faststart"] if target.suffix == ".mp4" else []
    _run(["ffmpeg", *read, *kept, *ahead, "-y", str(target)])


def _probe(source: Path) -> dict[str, Any]:
    text = _run(["ffprobe", "-v", "error", *ONLY_FILES, "-show_format", "-show_streams", "-of", "json", str(source)])
    found: dict[str, Any] = json.loads(text)
    return found


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    if done.returncode != 0:
        raise BadFile(UNREADABLE)
    return done.stdout
