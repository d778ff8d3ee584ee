"""What is written for a browser reads without packing: no line is wider than a screen."""

from tests.conventions.test_conventions import ROOT, TEMPLATES

WIDTH = 140
SHEETS = sorted((ROOT / "conoceles").rglob("static/**/*.css"))
SCRIPTS = sorted((ROOT / "conoceles").rglob("static/**/*.js"))


def test_no_template_sheet_or_script_has_a_line_wider_than_a_screen():
    wide = []
    for path in [*TEMPLATES, *SHEETS, *SCRIPTS]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if len(line) > WIDTH:
                wide.append(f"{path.relative_to(ROOT)}:{number}: {len(line)}")
    assert wide == []
