"""Videos: the same picture and sound in a new container, without metadata, by Debian's ffmpeg."""

from pathlib import Path
from typing import Any

from conoceles.lib.limited import BadFile
from conoceles.lib.rewriting.ffmpeg import available, only, probe, run, seconds

MAX_SECONDS = 300
UNREADABLE = "Eso no es un video que se pueda leer: suba un MP4 o un WEBM."
VIDEO, AUDIO = (
    {"h264": "mp4", "vp8": "webm", "vp9": "webm", "av1": "mp4"},
    {"mp4": {"aac", "mp3"}, "webm": {"opus", "vorbis"}},
)
FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"


def remake(source: Path, folder: Path) -> dict[str, Any]:
    """Write `clean.mp4` or `clean.webm` and return {"extension", "seconds"}."""
    if not available():
        raise BadFile("Este servidor no recibe archivos de video: ponga la dirección de un video publicado.")
    facts = probe(source, FORMATS, UNREADABLE)
    streams = facts.get("streams", [])
    pictures = [
        one
        for one in streams
        if one.get("codec_type") == "video" and not one.get("disposition", {}).get("attached_pic")
    ]
    sounds = [one for one in streams if one.get("codec_type") == "audio"]
    if len(pictures) != 1:
        raise BadFile(UNREADABLE)
    _refuse_long(seconds(facts))
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
    lasts = seconds(probe(target, FORMATS, UNREADABLE))
    try:
        if lasts <= 0:
            raise BadFile(UNREADABLE)
        _refuse_long(lasts)
    except BadFile:
        target.unlink()
        raise
    return {"extension": extension, "seconds": max(round(lasts), 1)}


def _refuse_long(lasts: float) -> None:
    if lasts > MAX_SECONDS:
        raise BadFile(f"El video dura {int(lasts) // 60} minutos y se aceptan hasta {MAX_SECONDS // 60}.")


def _copy(source: Path, target: Path) -> None:
    """Write picture and sound as they are into a new container; a little more than may be, so that it is noticed."""
    read = ["-nostdin", "-v", "error", *only(FORMATS), "-i", str(source), "-t", str(MAX_SECONDS + 60)]
    kept = ["-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", "-map_metadata", "-1", "-map_chapters", "-1", "-bitexact"]
    ahead = ["-movflags", "+faststart"] if target.suffix == ".mp4" else []
    run(["ffmpeg", *read, *kept, *ahead, "-y", str(target)], UNREADABLE)
