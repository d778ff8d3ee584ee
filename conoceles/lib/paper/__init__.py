"""Documents on paper, PDF/UA, and drawn pictures: made by typst from a template beside its room and plain values."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import category, normalize

import typst
from PIL import Image

# What the type has: letters of Europe and of the languages of Mexico, digits, punctuation, signs of money and
# arithmetic.
LETTERS = ((0x0020, 0x052F), (0x1E00, 0x206F), (0x20A0, 0x20BF), (0x2190, 0x2193), (0x2200, 0x22FF))
# What languages of Mexico and word processors write besides: kept as it is, or by the letter that the type has.
KEPT = {"ﬁ": "ﬁ", "ﬂ": "ﬂ", "№": "№", "\ua78b": "ʼ", "\ua78c": "ʼ"}
SHARED = Path(__file__).parent / "paper.typ"
# The form of the three statements: filled in by the workshop, blank by the site.
CONSENTS = Path(__file__).parent / "consents.typ"


class CannotPrint(ValueError):
    """A document that could not be set in type."""


def make_pdf(template: Path, values: dict[str, Any], files: dict[str, bytes] | None = None) -> bytes:
    """Return a tagged PDF (PDF/UA-1) of a typst template, which reads `values` as JSON and `files` by their names.

    Values never become markup: whatever a person is called is printed as it is written. Same values, same bytes:
    neither the clock nor the fonts of the machine enter it.
    """
    with _laid_out(template, values, files) as options:
        made: bytes = _compiled(**options, pdf_standards="ua-1", timestamp=0)
        return made


def make_picture(
    template: Path, values: dict[str, Any], files: dict[str, bytes] | None = None, *, width: int = 1200
) -> bytes:
    """Return the one page of a typst template, which is 600 points wide, as a JPEG of `width` pixels."""
    with _laid_out(template, values, files) as options:
        drawn = _compiled(**options, format="png", ppi=72 * width / 600)
    out = BytesIO()
    Image.open(BytesIO(drawn)).convert("RGB").save(out, "JPEG", quality=68, optimize=True, progressive=True)
    return out.getvalue()


def make_pages(
    template: Path, values: dict[str, Any], files: dict[str, bytes] | None = None, *, most: int, ppi: int = 72
) -> list[bytes]:
    """Return the first pages of a typst template, at most so many, as PNG."""
    with _laid_out(template, values, files) as options:
        made = _compiled(**options, format="png", ppi=ppi)
    return (made if isinstance(made, list) else [made])[:most]


def _compiled(**options: Any) -> Any:
    try:
        return typst.compile(**options)
    except typst.TypstError as error:
        raise CannotPrint(str(error)) from error


def printable(value: Any) -> Any:
    """Return plain values whose texts have only what the type has: pictures in letters go, other scripts become «?»."""
    if isinstance(value, str):
        return "".join(_printed(char) for char in value)
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    return [printable(item) for item in value] if isinstance(value, list | tuple) else value


def _printed(char: str) -> str:
    if char in KEPT:
        return KEPT[char]
    if ord(char) > 0xFF and category(char)[0] in "LNS" and normalize("NFKC", char) != char:
        # Letters joined, raised, circled: the type has few of them, and what they stand for is spelled out.
        return printable(normalize("NFKC", char))  # type: ignore[no-any-return]
    if char in "\n\t" or any(first <= ord(char) <= last for first, last in LETTERS):
        return "" if category(char) in ("Cf", "Cn", "Cc", "Co") and char not in "\n\t" else char
    return "?" if category(char).startswith("L") else ""


@contextmanager
def _laid_out(template: Path, values: dict[str, Any], files: dict[str, bytes] | None) -> Iterator[dict[str, Any]]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        sources = {"main.typ": template.read_bytes(), "paper.typ": SHARED.read_bytes(), **(files or {})}
        for file, content in sources.items():
            (folder / file).write_bytes(content)
        yield {
            "input": folder / "main.typ",
            "root": folder,
            "sys_inputs": {"values": json.dumps(printable(values), ensure_ascii=False)},
            "font_paths": _type(),
        }


@cache
def _type() -> typst.Fonts:
    """Read the fonts once: searching them takes as long as setting a card."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(fonts())])


def fonts() -> Path:
    """Return the folder of the type in which everything on paper is set: Source Sans, from its package."""
    spec = find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("font_source_sans_pro")
    return Path(spec.origin).parent / "files"
