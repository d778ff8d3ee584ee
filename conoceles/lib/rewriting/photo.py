"""Photographs: read in any format of a phone, turned upright, written again without anything else they carried."""

from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from conoceles.lib.limited import BadFile
from conoceles.lib.rewriting.tones import in_srgb

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MAX_PIXELS = 60_000_000
LEAST = 400
KEPT = 2000


def remake(source: Path, folder: Path) -> dict[str, Any]:
    """Write `original.jpg`, at most KEPT pixels a side, sRGB and without metadata; return {"width", "height"}."""
    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(source, formats=FORMATS) as image:
            _look(image)
            if image.format in ("JPEG", "MPO"):
                image.draft("RGB", (KEPT, KEPT))
            upright = ImageOps.exif_transpose(image)
            plain = _fresh(in_srgb(upright))
    except BadFile:
        raise
    except UnidentifiedImageError as error:
        raise BadFile("Eso no es una fotografía que se pueda leer: suba un JPG, PNG, WEBP o HEIC.") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise BadFile(
            "La fotografía está dañada: ábrala en su teléfono, guárdela de nuevo y súbala otra vez."
        ) from error
    plain.thumbnail((KEPT, KEPT), Image.Resampling.LANCZOS)
    plain.save(folder / "original.jpg", "JPEG", quality=90, optimize=True)
    return {"width": plain.width, "height": plain.height}


def _look(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise BadFile(
            f"La fotografía tiene {width * height // 1_000_000} millones de puntos y se aceptan hasta "
            f"{MAX_PIXELS // 1_000_000}: "
            "tómela con menos resolución."
        )
    if min(width, height) < LEAST:
        raise BadFile(f"La fotografía mide {width} × {height} puntos: se necesita de al menos {LEAST} por lado.")


def _fresh(image: Image.Image) -> Image.Image:
    """Return another image with the same points: nothing of the old one comes along."""
    fresh = Image.new("RGB", image.size)
    fresh.paste(image)
    return fresh
