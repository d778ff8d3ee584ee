"""Files of an answer: received, made anew, kept in private until the review publishes them."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from conoceles.lib import blobs
from conoceles.lib.images import PORTRAIT_WIDTHS, portrait
from conoceles.lib.limited import BadFile
from conoceles.lib.limited.running import rewrite
from conoceles.lib.uploads import kept_for_a_moment
from conoceles.questionnaires.contacts import as_address, problems_of_address
from conoceles.questionnaires.questionnaire import Question
from conoceles.questionnaires.values import Value

CENTRED = (100, 50, 50)
MIB = 1024 * 1024


def receive(question: Question, upload: "UploadedFile[Any]") -> Value:
    """Return the value of a file that was sent, made anew and kept in private. Raises BadFile with a Spanish
    sentence."""
    limit = question.mib or 10
    if (upload.size or 0) > limit * MIB:
        raise BadFile(f"El archivo pesa {(upload.size or 0) / MIB:.0f} MB y se aceptan hasta {limit}.")
    if not upload.size:
        raise BadFile("El archivo está vacío: elija otro.")
    with kept_for_a_moment(upload) as source:
        return _MAKERS[question.type](source, source.parent, upload.name or "")


def link(question: Question, address: str) -> Value:
    """Return the value of a video published elsewhere; raise BadFile when the address is none."""
    address = as_address(address)
    sentence = problems_of_address(address)
    if sentence:
        raise BadFile(sentence)
    return {"link": address}


def cropped(value: Value, crop: tuple[int, int, int]) -> Value:
    """Return the value of a photograph with another crop: (zoom 100–300, x, y 0–100), in percent."""
    zoom, x, y = crop
    crop = (min(max(zoom, 100), 300), min(max(x, 0), 100), min(max(y, 0), 100))
    content = blobs.where(value["original"], blobs.PRIVATE).read_bytes()
    with Image.open(BytesIO(content)) as image:
        files = {str(width): blobs.put(portrait(image, width, crop), "jpg", blobs.PRIVATE) for width in PORTRAIT_WIDTHS}
    return {**value, "files": files, "crop": list(crop)}


def names(value: Value) -> set[str]:
    """Return the private blobs that a file's value names."""
    if not isinstance(value, dict):
        return set()
    found = {value.get("public"), value.get("original"), *value.get("files", {}).values()}
    return {name for name in found if name}


def _photo(source: Path, folder: Path, name: str) -> dict[str, Any]:
    rewrite("photo", source, folder)
    return dict(cropped({"original": blobs.move(folder / "original.jpg", "jpg", blobs.PRIVATE)}, CENTRED))


def _pdf(source: Path, folder: Path, name: str) -> dict[str, Any]:
    facts = rewrite("pdf", source, folder)
    size = (folder / "clean.pdf").stat().st_size
    kept = blobs.move(folder / "clean.pdf", "pdf", blobs.PRIVATE)
    return {"public": kept, "bytes": size, "pages": facts["pages"], "name": Path(name).name[:80]}


def _video(source: Path, folder: Path, name: str) -> dict[str, Any]:
    facts = rewrite("video", source, folder)
    clean = folder / f"clean.{facts['extension']}"
    size = clean.stat().st_size
    kept = blobs.move(clean, facts["extension"], blobs.PRIVATE)
    return {"public": kept, "bytes": size, "seconds": facts["seconds"]}


_MAKERS = {"photo": _photo, "pdf": _pdf, "video": _video}
