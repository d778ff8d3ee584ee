"""Portraits and emblems drawn by the program: nobody's face, nobody's mark."""

from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from conoceles.ledger import blobs
from conoceles.lib import blobs as private
from conoceles.lib.images import PORTRAIT_WIDTHS, portrait
from conoceles.profiles.files import CENTRED, cropped

SKINS = ["#f0c9a4", "#e0ac7f", "#c98d5e", "#a86f45", "#85522f", "#d9a074"]
HAIRS = ["#1d1714", "#2e211a", "#4a2f20", "#6b4a31", "#8b8784", "#c9c6c2"]
CLOTHES = ["#33475b", "#5b3a44", "#3f5a47", "#6a5a3a", "#4b4560", "#7a4f3a", "#e9e6de", "#2b2f33"]
WALLS = ["#d7e0dd", "#e6ddcf", "#d9d8e2", "#dfe5d6", "#e7d9d5", "#cfdbe3"]
WIDTH, HEIGHT = 480, 600


def draw_portrait(seed: int) -> dict[str, str]:
    """Draw a person from a seed and return {width: blob name}; the same seed is always the same person."""
    image = _image(seed)
    return {str(width): blobs.put(portrait(image, width), "jpg") for width in PORTRAIT_WIDTHS}


def private_portrait(seed: int) -> dict[str, Any]:
    """Draw a person from a seed and return the value of a photograph as if it had been uploaded: kept in private."""
    image, original = _image(seed), BytesIO()
    image.save(original, "JPEG", quality=85)
    kept = private.put(original.getvalue(), "jpg", private.PRIVATE)
    return dict(cropped({"original": kept}, CENTRED))


def _image(seed: int) -> Image.Image:
    rng = Random(seed)
    image = Image.new("RGB", (WIDTH * 2, HEIGHT * 2), rng.choice(WALLS))
    _paint(ImageDraw.Draw(image), rng)
    return image.reduce(2)


def _paint(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    skin, hair, cloth = rng.choice(SKINS), rng.choice(HAIRS), rng.choice(CLOTHES)
    middle = WIDTH + rng.randint(-24, 24)
    wide, tall = rng.randint(150, 180), rng.randint(195, 230)
    top = 330 + rng.randint(-20, 20)
    face = (middle - wide, top, middle + wide, top + 2 * tall)
    long_hair = rng.random() < 0.5
    if long_hair:
        fall = top + 2 * tall + rng.randint(0, 220)
        draw.rounded_rectangle((middle - wide - 46, top - 40, middle + wide + 46, fall), 170, fill=hair)
    draw.ellipse((middle - 470, 930, middle + 470, 1700), fill=cloth)
    draw.polygon([(middle - 90, 940), (middle + 90, 940), (middle, 1110)], fill=_darker(skin))
    draw.rounded_rectangle((middle - 80, top + 2 * tall - 100, middle + 80, 990), 60, fill=_darker(skin))
    draw.polygon([(middle - 210, 930), (middle - 80, 905), (middle, 1100), (middle - 60, 1200)], fill=_darker(cloth))
    draw.polygon([(middle + 210, 930), (middle + 80, 905), (middle, 1100), (middle + 60, 1200)], fill=_darker(cloth))
    for side in (-1, 1):
        ear = middle + side * wide
        draw.ellipse((ear - 30, top + tall - 50, ear + 30, top + tall + 60), fill=_darker(skin))
    draw.ellipse(face, fill=skin)
    _hair(draw, rng, (middle, top, wide, tall), hair, long_hair)
    _features(draw, rng, (middle, top, wide, tall), hair, skin)


def _hair(draw: ImageDraw.ImageDraw, rng: Random, head: tuple[int, int, int, int], hair: str, long_hair: bool) -> None:
    middle, top, wide, tall = head
    style = rng.randrange(4)
    if style == 0 and not long_hair:
        draw.chord((middle - wide - 12, top - 40, middle + wide + 12, top + tall + 60), 190, 350, fill=hair)
    else:
        draw.pieslice((middle - wide - 26, top - 60, middle + wide + 26, top + tall + 90), 180, 360, fill=hair)
        side = rng.choice([-1, 1])
        edge = middle + side * (wide + 26)
        near, far = sorted((edge, middle - side * wide * 55 // 100))
        draw.chord(
            (near, top - 50, far, top + tall - 30), 180 if side < 0 else 170, 370 if side < 0 else 360, fill=hair
        )
    if long_hair and style == 2:
        draw.ellipse((middle - 90, top - 150, middle + 90, top + 20), fill=hair)


def _features(draw: ImageDraw.ImageDraw, rng: Random, head: tuple[int, int, int, int], hair: str, skin: str) -> None:
    middle, top, wide, tall = head
    eyes = top + tall + 5
    gap = wide * 46 // 100
    for side in (-1, 1):
        x = middle + side * gap
        draw.ellipse((x - 26, eyes - 14, x + 26, eyes + 14), fill="#fbfaf7")
        draw.ellipse((x - 14, eyes - 14, x + 14, eyes + 14), fill="#2b211c")
        draw.arc((x - 44, eyes - 66, x + 44, eyes + 10), 205, 335, fill=hair, width=12)
    draw.arc((middle - 28, eyes + 20, middle + 28, eyes + 90), 20, 160, fill=_darker(_darker(skin)), width=9)
    mouth = top + tall + tall * 52 // 100
    smile = rng.randint(50, 78)
    draw.arc((middle - smile, mouth - 60, middle + smile, mouth + 30), 25, 155, fill="#8c4a41", width=14)
    if rng.random() < 0.3:
        for side in (-1, 1):
            x = middle + side * gap
            draw.rounded_rectangle((x - 56, eyes - 42, x + 56, eyes + 46), 34, outline="#2b2f33", width=8)
        draw.line((middle - gap + 56, eyes, middle + gap - 56, eyes), fill="#2b2f33", width=8)


def _darker(colour: str) -> str:
    return "#" + "".join(f"{int(colour[start : start + 2], 16) * 86 // 100:02x}" for start in (1, 3, 5))


Shape = tuple[str, tuple[int, ...]]
GRID: list[Shape] = [("line", (20, 20 + 22 * i, 108, 20 + 22 * i)) for i in range(5)]
GRID += [("line", (20 + 22 * i, 20, 20 + 22 * i, 108)) for i in range(5)]
WHEAT: list[Shape] = [("line", (64, 118, 64, 20))]
WHEAT += [("line", (64, 34 + 20 * i, 64 + side * 34, 18 + 20 * i)) for i in range(4) for side in (-1, 1)]
SHAPES: dict[str, list[Shape]] = {
    "NOGAL": [("ellipse", (44, 20, 84, 108))],
    "MANANTIAL": [("arc", (10, 30, 118, 80)), ("arc", (10, 55, 118, 105)), ("arc", (10, 5, 118, 55))],
    "TELAR": GRID,
    "BRÚJULA": [("polygon", (64, 8, 82, 64, 64, 120, 46, 64)), ("line", (8, 64, 120, 64))],
    "FARO": [("polygon", (46, 116, 54, 44, 74, 44, 82, 116)), ("line", (64, 30, 12, 14)), ("line", (64, 30, 116, 14))],
    "TRIGAL": WHEAT,
    "PUENTE": [("line", (8, 84, 120, 84)), ("halfarc", (16, 40, 112, 128)), ("line", (64, 40, 64, 84))],
}


def draw_emblem(shorts: list[str]) -> str:
    """Draw the emblem of a party, or those of a coalition's members side by side, in ink on white; return its blob."""
    size = 128 * 4
    image = Image.new("L", (size, size), 255)
    draw = ImageDraw.Draw(image)
    share = size // len(shorts)
    for place, short in enumerate(shorts):
        left, top = place * share, (size - share) // 2
        for kind, box in SHAPES[short]:
            scaled = [value * share / 128 + (left if index % 2 == 0 else top) for index, value in enumerate(box)]
            width = max(4, 9 * share // 128)
            if kind == "ellipse":
                draw.ellipse(scaled, fill=40)
            elif kind == "polygon":
                draw.polygon(scaled, fill=40)
            elif kind == "line":
                draw.line(scaled, fill=40, width=width)
            else:
                draw.arc(scaled, 200 if kind == "arc" else 180, 340 if kind == "arc" else 360, fill=40, width=width)
    out = BytesIO()
    image.resize((128, 128), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return blobs.put(out.getvalue(), "png")
