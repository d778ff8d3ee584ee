"""Documents on paper: PDF/UA made by typst from a template beside its room and plain values."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

SHARED = Path(__file__).parent / "paper.typ"


def make_pdf(template: Path, values: dict[str, Any], files: dict[str, bytes] | None = None) -> bytes:
    """Return a tagged PDF (PDF/UA-1) of a typst template, which reads `values` as JSON and `files` by their names.

    Values never become markup: whatever a person is called is printed as it is written.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        sources = {"main.typ": template.read_bytes(), "paper.typ": SHARED.read_bytes(), **(files or {})}
        for file, content in sources.items():
            (folder / file).write_bytes(content)
        inputs = {"values": json.dumps(values, ensure_ascii=False)}
        return typst.compile(folder / "main.typ", root=folder, sys_inputs=inputs, pdf_standards="ua-1")
