"""Whether a PDF made anew shows what the received one showed: both are drawn, by PDFium, and compared."""

from collections.abc import Iterable
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

# The longer side of a page in the picture, and how many times finer it is drawn: the letters of fields are drawn with
# coloured edges, which this evens out.
LONGEST = 900
FINER = 2
# How far apart, in points of the picture, and how different, of 255, two may be. Letters of a field set anew differ by
# less than 50; a stroke of a pen that is gone, by more than 200.
APART = 7
DIFFERENT = 64


def same_look(before: Path, after: Path, pages: Iterable[int]) -> bool:
    """Return whether those pages, counted from 0, show in both files the same to a person who reads them."""
    with pypdfium2.PdfDocument(before) as one, pypdfium2.PdfDocument(after) as other:
        # Without it the fields of a form are not drawn.
        one.init_forms()
        return all(_alike(_drawn(one, number), _drawn(other, number)) for number in pages)


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    page = document[number]
    scale = min(1.0, LONGEST / max(page.get_size()))
    picture: Image.Image = page.render(scale=scale * FINER).to_pil().convert("RGB").reduce(FINER)
    page.close()
    return picture


def _alike(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and not _gone(one, other) and not _gone(other, one)


def _gone(one: Image.Image, other: Image.Image) -> bool:
    """Return whether something that is dark or light in one picture is nowhere near it so in the other."""
    lost = (
        ImageChops.subtract(other.filter(ImageFilter.MinFilter(APART)), one),
        ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(APART))),
    )
    return any(picture.point(lambda tone: tone > DIFFERENT and 255).getbbox() for picture in lost)
