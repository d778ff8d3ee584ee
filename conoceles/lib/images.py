"""Portraits in the sizes that pages show."""

from io import BytesIO

from PIL import Image

PORTRAIT_RATIO = (4, 5)
PORTRAIT_WIDTHS = (160, 480)


def portrait(image: Image.Image, width: int, crop: tuple[int, int, int] = (100, 50, 50)) -> bytes:
    """Return the image cropped to 4:5 as a JPEG of `width` pixels, without any metadata.

    `crop` is (zoom, x, y) in percent: 100 shows as much as fits, 200 half of it; x and y say where, 50 being the
    centre.
    """
    zoom, x, y = crop
    box = _box(image.size, zoom / 100, x / 100, y / 100)
    size = (width, width * PORTRAIT_RATIO[1] // PORTRAIT_RATIO[0])
    fitted = image.convert("RGB").resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    out = BytesIO()
    fitted.save(out, "JPEG", quality=80, optimize=True, progressive=True)
    return out.getvalue()


def _box(size: tuple[int, int], zoom: float, x: float, y: float) -> tuple[float, float, float, float]:
    width, height = size
    wide = min(width, height * PORTRAIT_RATIO[0] / PORTRAIT_RATIO[1]) / zoom
    tall = wide * PORTRAIT_RATIO[1] / PORTRAIT_RATIO[0]
    left, top = (width - wide) * x, (height - tall) * y
    return left, top, left + wide, top + tall
