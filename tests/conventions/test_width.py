"""What is written for a browser reads without packing: short lines, colours with a name, no rule without a page."""

import re
from pathlib import Path

from tests.conventions.test_conventions import ROOT, SOURCES, TEMPLATES

WIDTH = 140
SHEETS = sorted((ROOT / "conoceles").rglob("static/**/*.css"))
SCRIPTS = sorted((ROOT / "conoceles").rglob("static/**/*.js"))
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(|\b(?:white|black)\b(?!-)", re.IGNORECASE)
# Classes whose number a template writes: a column, a place on a map of tiles.
NUMBERED = re.compile(r"[cknxy]\d{1,2}")


def bare(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


def rules(sheet: Path) -> list[tuple[str, str]]:
    """Return (selector, declarations) of each rule of a sheet."""
    return [(selector.strip(), body) for selector, body in re.findall(r"([^{};]+)\{([^{}]*)\}", bare(sheet))]


def test_no_template_sheet_or_script_has_a_line_wider_than_a_screen():
    wide = []
    for path in [*TEMPLATES, *SHEETS, *SCRIPTS]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if len(line) > WIDTH:
                wide.append(f"{path.relative_to(ROOT)}:{number}: {len(line)}")
    assert wide == []


def test_a_colour_is_written_once_where_the_tokens_are():
    raw = []
    for sheet in SHEETS:
        for selector, body in rules(sheet):
            # Tokens, for light, dark and paper.
            if selector != ":root" and COLOUR.search(body):
                raw.append(f"{sheet.name}: {selector}: {COLOUR.search(body)[0]}")
    assert raw == []


def test_every_class_of_a_sheet_is_on_some_page():
    said = set()
    for path in [*TEMPLATES, *SOURCES, *SCRIPTS]:
        said.update(re.findall(r"[\w-]+", path.read_text(encoding="utf-8")))
    styled = {
        name
        for sheet in SHEETS
        for selector, _body in rules(sheet)
        for name in re.findall(r"\.([a-z][\w-]*)", selector)
    }
    assert {"ballot", "slip"} <= styled
    assert {name for name in styled - said if not NUMBERED.fullmatch(name)} == set()
