"""Style sheets: colours with a name, no rule without a page, and what one room shows in that room's own sheet."""

import re
from pathlib import Path

from tests.conventions.test_conventions import ROOT, SOURCES, TEMPLATES
from tests.conventions.test_width import SCRIPTS, SHEETS

COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(|\b(?:white|black)\b(?!-)", re.IGNORECASE)
# Classes whose number a template writes: a column, a place on a map of tiles.
NUMBERED = re.compile(r"[cknxy]\d{1,2}")
CLASS = re.compile(r"\.([a-z][\w-]*)")
WORD = re.compile(r"[\w-]+")
# Where classes are given: an attribute (of a template, or of markup that code writes), a block, a script.
ATTRIBUTE = re.compile(r'class=(?:"((?:[^"{]|\{%.*?%\}|\{\{.*?\}\}|\{)*)"|([\w-]+))', re.DOTALL)
BLOCK = re.compile(r"\{% block kind %\}(.*?)\{% endblock")
SCRIPTED = re.compile(r"""class(?:Name|List)\b[^"'`;]*["'`]([^"'`]*)""")
GIVEN = re.compile(r"""["'](?:class|css)["']: ["']([^"']*)""")


def bare(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


def rules(sheet: Path) -> list[tuple[str, str]]:
    """Return (selector, declarations) of each rule of a sheet."""
    return [(selector.strip(), body) for selector, body in re.findall(r"([^{};]+)\{([^{}]*)\}", bare(sheet))]


def styled(sheet: Path) -> set[str]:
    """Return the classes that a sheet names, without the numbered ones."""
    found = {name for selector, _body in rules(sheet) for name in CLASS.findall(selector)}
    return {name for name in found if not NUMBERED.fullmatch(name)}


def room(path: Path) -> str:
    return path.relative_to(ROOT / "conoceles").parts[0]


def shown() -> dict[str, set[str]]:
    """Return {class: rooms that show it}."""
    found: dict[str, set[str]] = {}
    for path in [*TEMPLATES, *SCRIPTS, *(one for one in SOURCES if one.is_relative_to(ROOT / "conoceles"))]:
        text = path.read_text(encoding="utf-8")
        given = ["".join(pair) for pair in ATTRIBUTE.findall(text)]
        given += BLOCK.findall(text) + SCRIPTED.findall(text) + GIVEN.findall(text)
        if "templatetags" in path.parts:
            given += re.findall(r"['\"] ?([^'\"]*)['\"]", text)
        for word in WORD.findall(" ".join(given)):
            found.setdefault(word, set()).add(room(path))
    return found


def test_a_colour_is_written_once_where_the_tokens_are():
    raw = []
    for sheet in SHEETS:
        for selector, body in rules(sheet):
            # Tokens, for light, dark and paper.
            if selector != ":root" and COLOUR.search(body):
                raw.append(f"{sheet.name}: {selector}: {COLOUR.search(body)[0]}")
    assert raw == []


def test_every_class_of_a_sheet_is_on_some_page():
    classes = set().union(*(styled(sheet) for sheet in SHEETS))
    assert {"ballot", "slip", "question", "flags"} <= classes
    assert classes - set(shown()) == set()


def test_what_only_one_room_shows_is_styled_in_its_own_sheet():
    found, misplaced = shown(), []
    for sheet in SHEETS:
        for selector, _body in rules(sheet):
            parts = [
                [found[name] for name in CLASS.findall(part) if not NUMBERED.fullmatch(name)]
                for part in selector.split(",")
            ]
            if room(sheet) == "look":
                # A component may be named together with what borrows its shape.
                here = any(all(len(rooms) > 1 or "look" in rooms for rooms in part) for part in parts)
            else:
                here = all(not part or any(room(sheet) in rooms for rooms in part) for part in parts)
            if not here:
                misplaced.append(f"{sheet.name}: {selector}")
    assert misplaced == []
