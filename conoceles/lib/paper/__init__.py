"""Documents on paper, PDF/UA, and drawn pictures: made by typst from a template beside its room and plain values."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from PIL import Image

SHARED = Path(__file__).parent / "paper.typ"


def make_pdf(template: Path, values: dict[str, Any], files: dict[str, bytes] | None = None) -> bytes:
    """Return a tagged PDF (PDF/UA-1) of a typst template, which reads `values` as JSON and `files` by their names.

    Values never become markup: whatever a person is called is printed as it is written. Same values, same bytes: neither the
    clock nor the fonts of the machine enter it.
    """
    with _laid_out(template, values, files) as options:
        return typst.compile(**options, pdf_standards="ua-1", timestamp=0)  # type: ignore[no-any-return]


def make_picture(
    template: Path, values: dict[str, Any], files: dict[str, bytes] | None = None, *, width: int = 1200
) -> bytes:
    """Return the one page of a typst template, which is 600 points wide, as a JPEG of `width` pixels."""
    with _laid_out(template, values, files) as options:
        drawn = typst.compile(**options, format="png", ppi=72 * width / 600)
    out = BytesIO()
    Image.open(BytesIO(drawn)).convert("RGB").save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()


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
            "sys_inputs": {"values": json.dumps(values, ensure_ascii=False)},
            "font_paths": [fonts()],
            "ignore_system_fonts": True,
        }


def fonts() -> Path:
    """Return the folder of the type in which everything on paper is set: Source Sans, from its package."""
    spec = find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("font_source_sans_pro")
    return Path(spec.origin).parent / "files"
