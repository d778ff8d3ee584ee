"""The tones of a picture: the same to the eye in eight bits a channel and sRGB, whatever they were kept in."""

import io

from PIL import Image, ImageCms

# Of 65,536 tones to 256: white is 65,535 in one and 255 in the other.
SIXTEEN_BITS = ("I;16", "I;16L", "I;16B", "I;16N", "I")
TO_EIGHT = 1 / 257


def in_eight_bits(image: Image.Image) -> Image.Image:
    """Return the image with 256 tones a channel: Pillow's own conversion makes white all that is lighter than 1 of
    256."""
    if image.mode not in SIXTEEN_BITS:
        return image
    plain = image.copy()
    # Which of the 65,536 is transparent says nothing of the 256.
    plain.info.pop("transparency", None)
    return plain.convert("I").point(lambda tone: tone * TO_EIGHT + 0.5).convert("L")


def in_srgb(image: Image.Image) -> Image.Image:
    """Return the image in RGB as its own colour profile means it, what is transparent on white."""
    image = in_eight_bits(image)
    profile = image.info.get("icc_profile")
    if image.mode in ("RGBA", "LA", "PA", "P") or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    if profile:
        try:
            return _converted(image, profile)
        except ImageCms.PyCMSError:
            pass
    return image.convert("RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    made = ImageCms.profileToProfile(
        image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    return made or image.convert("RGB")
