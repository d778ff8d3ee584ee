"""Recordings: the same words as an MP3 that any browser plays, without metadata, by Debian's ffmpeg."""

from pathlib import Path
from typing import Any

from conoceles.lib.limited import BadFile
from conoceles.lib.rewriting.ffmpeg import available, only, probe, run, seconds

MAX_SECONDS = 120
UNREADABLE = "Eso no es una grabación que se pueda leer: suba un MP3, M4A, OGG o WAV."
FORMATS = "mp3,mov,mp4,m4a,3gp,3g2,mj2,ogg,wav,flac,aac,matroska,webm"


def remake(source: Path, folder: Path) -> dict[str, Any]:
    """Write `clean.mp3`, of one channel at 64 kbit/s, and return {"seconds"}."""
    if not available():
        raise BadFile("Este servidor no recibe grabaciones: le falta ffmpeg. Pídalo a sistemas.")
    facts = probe(source, FORMATS, UNREADABLE)
    if not any(one.get("codec_type") == "audio" for one in facts.get("streams", [])):
        raise BadFile(UNREADABLE)
    _refuse_long(facts)
    target = folder / "clean.mp3"
    read = ["-nostdin", "-v", "error", "-threads", "1", *only(FORMATS)]
    said = ["-i", str(source), "-t", str(MAX_SECONDS + 10), "-map", "0:a:0", "-vn", "-ac", "1", "-ar", "44100"]
    plain = ["-b:a", "64k", "-map_metadata", "-1", "-map_chapters", "-1", "-bitexact", "-id3v2_version", "0"]
    run(["ffmpeg", *read, *said, *plain, "-y", str(target)], UNREADABLE)
    made = probe(target, FORMATS, UNREADABLE)
    _refuse_long(made)
    return {"seconds": max(round(seconds(made)), 1)}


def _refuse_long(facts: dict[str, Any]) -> None:
    if seconds(facts) > MAX_SECONDS:
        raise BadFile(f"La grabación dura más de {MAX_SECONDS // 60} minutos: suba una más corta.")
