"""Images: re-encoded, stripped of what they carried, in the sizes that pages show."""

from io import BytesIO

from PIL import Image, ImageOps

PORTRAIT_RATIO = (4, 5)
PORTRAIT_WIDTHS = (160, 480)


def portrait(image: Image.Image, width: int) -> bytes:
    """Return the image cropped to 4:5 around its centre as a JPEG of `width` pixels, without any metadata."""
    size = (width, width * PORTRAIT_RATIO[1] // PORTRAIT_RATIO[0])
    fitted = ImageOps.fit(image.convert("RGB"), size, Image.Resampling.LANCZOS)
    out = BytesIO()
    fitted.save(out, "JPEG", quality=80, optimize=True, progressive=True)
    return out.getvalue()
