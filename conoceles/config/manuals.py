"""The manuals in docs/manuales: the pages of /ayuda/, and which part of them explains a screen."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from conoceles.elections.models import Role
from conoceles.lib.prose import reachable, written
from conoceles.lib.text import slugify

FOLDER = Path(settings.BASE_DIR) / "docs" / "manuales"
PICTURES = Path(settings.BASE_DIR) / "docs" / "images"
# Whose page each is; the others are for everybody, in this order.
ROLES = {
    "candidatura": Role.CANDIDATE,
    "partido": Role.PARTY,
    "coordinacion": Role.COORDINATION,
    "prerrogativas": Role.REGISTER,
    "vinculacion": Role.LIAISON,
    "revision": Role.REVIEWER,
    "paridad": Role.EQUALITY,
    "comunicacion": Role.COMMUNICATION,
    "mesa-de-ayuda": Role.HELP_DESK,
    "comision": Role.COMMISSION,
    "sistemas": Role.SYSTEMS,
}
# Under a heading: «<!-- pantallas: accounts letters -->», the names of the addresses that this part explains.
SCREENS = re.compile(r"<!-- pantallas: ([a-z_ ]+) -->\n")
LINK = re.compile(r"(?:\./)?([a-z-]+)\.md(#[a-z0-9-]*)?")
PICTURE = re.compile(r"\.\./images/([a-z0-9-]+\.png)")
_WRITER = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Manual:
    """A page of help: `parts` are the headings under its title, `screens` the part that explains each address."""

    name: str
    title: str
    html: SafeString
    parts: dict[str, str]
    screens: dict[str, str]

    @property
    def role(self) -> str:
        """Return whose page it is; '' for everybody's."""
        return str(ROLES.get(self.name, ""))


@cache
def manuals() -> dict[str, Manual]:
    """Return the pages by name: one for each role, then those for everybody."""
    others = sorted(path.stem for path in FOLDER.glob("*.md") if path.stem not in ROLES)
    return {name: _read(name) for name in (*ROLES, *others)}


@cache
def pictures() -> frozenset[str]:
    """Return the names of the pictures that the manuals show: no other file is given."""
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")]
    return frozenset(name for text in texts for name in PICTURE.findall(text))


def parsed(text: str) -> list[Token]:
    """Return the Markdown of a manual as tokens."""
    return _WRITER.parse(text)


def part_of(screen: str, roles: set[str]) -> tuple[str, str]:
    """Return the page and its part that explain an address to whoever has some roles; ('', '') when none does.

    The page of one of those roles comes first; then everybody's; then any.
    """
    found = [page for page in manuals().values() if screen in page.screens]
    found.sort(key=lambda page: 0 if page.role in roles else 1 if not page.role else 2)
    return (found[0].name, found[0].screens[screen]) if found else ("", "")


def _read(name: str) -> Manual:
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    tokens = parsed(SCREENS.sub("", text))
    title, parts = "", {}
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            words = "".join(child.content for child in tokens[at + 1].children or [])
            if token.tag == "h1":
                title = words
            else:
                token.attrSet("id", slugify(words))
                if token.tag == "h2":
                    parts[slugify(words)] = words
        reachable(token)
        for child in token.children or []:
            _lead(child)
    start = next(at for at, token in enumerate(tokens) if token.type == "heading_close") + 1
    return Manual(name, title, written(tokens[start:]), parts, _screens(text))


def _screens(text: str) -> dict[str, str]:
    """Return the part under which each address is named; '' for those named under the title."""
    part, found = "", {}
    for line in text.splitlines(keepends=True):
        if heading := re.match(r"(#+) (.+)", line):
            part = slugify(heading[2]) if len(heading[1]) > 1 else ""
        elif named := SCREENS.fullmatch(line):
            found.update(dict.fromkeys(named[1].split(), part))
    return found


def _lead(token: Token) -> None:
    """Make a link to a file of the folder one to its page, and show a picture from the address that gives it."""
    if token.type == "link_open" and (match := LINK.fullmatch(str(token.attrGet("href")))):
        token.attrSet("href", f"/ayuda/{match[1]}/{match[2] or ''}")
    if token.type == "image" and (match := PICTURE.fullmatch(str(token.attrGet("src")))):
        token.attrSet("src", f"/ayuda/imagenes/{match[1]}")
        token.attrSet("loading", "lazy")
