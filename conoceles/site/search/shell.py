"""The page around what is answered on request: head, menu and foot, made once for each state of an election."""

import re
from html import escape
from typing import Any

from django.http import HttpResponse
from django.template.loader import get_template

# Where the shell has room for what changes: characters that are none, so that no text has them.
PLACE = re.compile("\ufdd2([A-Za-z_-]+)\ufdd3")
ROBOTS = '<meta name="robots" content="noindex">'


def answer(shared: dict[str, Any], main: str, values: dict[str, Any], **page: Any) -> HttpResponse:
    """Return a page whose main part is a template with some values, within what all pages of an election share.

    `page` has what of its head is its own: `title`, `description`, `self` and `languages`, and, where they are not
    those of any page, `kind`, `scripts`, `card_title`, `picture`, `hidden` (whether searchers are kept out) and
    `current`.
    """
    scripts, current = page.get("scripts", ()), page.get("current", shared["current"])
    content = get_template(main).render({**shared, "current": current, **values})
    places = {
        "title": escape(page["title"]),
        "description": escape(page["description"]),
        "card_title": escape(page.get("card_title") or shared["election"]["name"]),
        "kind": escape(page.get("kind", "site")),
        "robots": ROBOTS if page.get("hidden") or not shared["indexed"] else "",
        "self": escape(page["self"]),
        "picture": escape(page.get("picture") or shared["picture"]),
        "main": content,
        **{f"url_{one['code']}": escape(one["url"]) for one in page["languages"]},
    }
    shell = _shell(shared, current, scripts, page["languages"])
    response = HttpResponse("".join(places[part] if own else part for part, own in shell))
    response["Cache-Control"] = "public, max-age=10"
    return response


def _shell(
    shared: dict[str, Any], current: str, scripts: tuple[str, ...], languages: list[dict[str, str]]
) -> list[tuple[str, bool]]:
    """Return the shell in pieces, each with whether it is the name of what goes there."""
    key = " ".join(("shell", current, *scripts))
    found: list[tuple[str, bool]] | None = shared["once"].get(key)
    if found is None:
        marks = {name: _mark(name) for name in ("title", "description", "card_title", "kind", "robots", "self", "main")}
        values = {
            **shared,
            **marks,
            "picture": _mark("picture") if shared["picture"] else "",
            "current": current,
            "scripts": scripts,
            "languages": [{**one, "url": _mark(f"url_{one['code']}")} for one in languages],
        }
        pieces = PLACE.split(get_template("site/answered.html").render(values))
        found = shared["once"][key] = [(piece, place % 2 == 1) for place, piece in enumerate(pieces)]
    return found


def _mark(name: str) -> str:
    return f"\ufdd2{name}\ufdd3"
