"""Logos and emblems: any picture, drawn ones (SVG) too, made small, its transparency kept, and nothing else that it
carried."""

from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from conoceles.lib.limited import BadFile
from conoceles.lib.rewriting.drawn import draw, is_svg
from conoceles.lib.rewriting.tones import in_eight_bits

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_PIXELS = 40_000_000
# What each is made to fit in: a logo may be three times as wide as high, an emblem stands in a square.
BOXES = {"logo": (768, 256), "emblem": (128, 128)}
LEAST = 48


def remake(source: Path, folder: Path) -> dict[str, Any]:
    """Write `logo.png` and `emblem.png`, each in its box; return {"width", "height"} of what was sent."""
    Image.MAX_IMAGE_PIXELS = None
    plain = draw(source, folder) if is_svg(source) else _read(source)
    for name, box in BOXES.items():
        small = plain.copy()
        small.thumbnail(box, Image.Resampling.LANCZOS)
        fresh = Image.new("RGBA", small.size)
        fresh.paste(small)
        fresh.save(folder / f"{name}.png", "PNG", optimize=True)
    return {"width": plain.width, "height": plain.height}


def _read(source: Path) -> Image.Image:
    try:
        with Image.open(source, formats=FORMATS) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise BadFile("La imagen es demasiado grande: súbala con menos de 40 millones de puntos.")
            if min(width, height) < LEAST:
                raise BadFile(f"La imagen mide {width} × {height} puntos: se necesita de al menos {LEAST} por lado.")
            return in_eight_bits(image).convert("RGBA")
    except BadFile:
        raise
    except UnidentifiedImageError as error:
        raise BadFile("Eso no es una imagen que se pueda leer: suba un PNG, JPG, WEBP, GIF o SVG.") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise BadFile("La imagen está dañada: ábrala, guárdela de nuevo y súbala otra vez.") from error
