"""The manuals on paper, and as slides for training: the same Markdown that the pages of help show."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it.token import Token

from conoceles.config.manuals import FOLDER, PICTURE, PICTURES, SCREENS, manuals, parsed
from conoceles.lib.paper import make_pdf

PAPER, SLIDES = (Path(__file__).parent / "paper" / name for name in ("manual.typ", "slides.typ"))
# What fits on a slide, alone or beside a picture: letters in a line, and lines.
ALONE, BESIDE = (60, 9), (25, 8)
Block = dict[str, Any]


@cache
def as_pdf(name: str) -> bytes:
    """Return a manual as a PDF, with its pictures. Raises KeyError for none."""
    manual = manuals()[name]
    blocks, pictures = _blocks(name)
    values = {"title": manual.title, "blocks": blocks, "institute": {"name": "Conóceles", "address": ""}}
    return make_pdf(PAPER, values, pictures)


@cache
def as_slides(name: str) -> bytes:
    """Return a manual as slides: each part, sentence by sentence, with its picture. Raises KeyError for none."""
    manual = manuals()[name]
    blocks, pictures = _blocks(name)
    parts: list[Block] = []
    for block in blocks:
        if block["kind"] == "heading":
            parts.append({"title": block["text"], "points": [], "picture": "", "alt": ""})
        elif parts and block["kind"] == "picture" and not parts[-1]["picture"]:
            parts[-1] |= {"picture": block["name"], "alt": block["alt"]}
        elif parts:
            parts[-1]["points"] += _points(block)
    values = {"title": manual.title, "slides": [slide for part in parts for slide in _slides(part)]}
    return make_pdf(SLIDES, values, pictures)


def _slides(part: Block) -> Iterator[Block]:
    """Yield the slides of a part: as many as its sentences need, its picture on the first."""
    left, picture, title = list(part["points"]), part["picture"], part["title"]
    while left or picture:
        wide, lines = BESIDE if picture else ALONE
        taken: list[str] = []
        while left and (lines := lines - 1 - len(left[0]) // wide) >= 0:
            taken.append(left.pop(0))
        if left and not taken and not picture:
            taken.append(left.pop(0))
        yield {"title": title, "points": taken, "picture": picture, "alt": part["alt"]}
        picture, title = "", f"{part['title']} (sigue)"


def _points(block: Block) -> list[str]:
    if block["kind"] == "paragraph":
        return _sentences(_plain(block["words"]))
    if block["kind"] == "list":
        return [sentence for words in block["items"] for sentence in _sentences(_plain(words))]
    return []


def _sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph; one of two words leads the next."""
    found: list[str] = []
    for one in re.split(r"(?<=[.?!])\s+(?=[A-ZÁÉÍÓÚÑ«¿¡])", text.strip()):
        if found and len(found[-1].split()) < 3:
            found[-1] += f" {one}"
        else:
            found.append(one)
    return found


def _plain(words: list[Block]) -> str:
    return "".join(word["text"] for word in words)


def _blocks(name: str) -> tuple[list[Block], dict[str, bytes]]:
    """Return what a manual says below its title, as plain values, and its pictures by name."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    tokens = parsed(SCREENS.sub("", text))
    found: list[Block] = []
    at = next(index for index, token in enumerate(tokens) if token.type == "heading_close") + 1
    while at < len(tokens):
        at = _take(tokens, at, found)
    pictures = {block["name"]: (PICTURES / block["name"]).read_bytes() for block in found if block["kind"] == "picture"}
    return found, pictures


def _take(tokens: list[Token], at: int, found: list[Block]) -> int:
    """Add the block that begins at a token, and return where the next does."""
    token = tokens[at]
    if token.type == "heading_open":
        found.append({"kind": "heading", "level": int(token.tag[1]), "text": _plain(_words(tokens[at + 1]))})
        return at + 3
    if token.type == "paragraph_open":
        _add_paragraph(tokens[at + 1], found)
        return at + 3
    if token.type in ("bullet_list_open", "ordered_list_open"):
        end = _end(tokens, at)
        items = [_words(one) for one in tokens[at:end] if one.type == "inline"]
        found.append({"kind": "list", "ordered": token.type.startswith("ordered"), "items": items})
        return end
    if token.type == "table_open":
        end = _end(tokens, at)
        rows: list[list[list[Block]]] = []
        for one in tokens[at:end]:
            if one.type == "tr_open":
                rows.append([])
            elif one.type == "inline":
                rows[-1].append(_words(one))
        found.append({"kind": "table", "rows": rows})
        return end
    if token.type in ("fence", "code_block"):
        found.append({"kind": "code", "text": token.content.rstrip()})
    return at + 1


def _end(tokens: list[Token], at: int) -> int:
    """Return where what begins at a token is over."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index + 1
    return len(tokens)


def _add_paragraph(inline: Token, found: list[Block]) -> None:
    for child in inline.children or []:
        if child.type == "image" and (match := PICTURE.fullmatch(str(child.attrGet("src")))):
            found.append({"kind": "picture", "name": match[1], "alt": child.content})
    words = _words(inline)
    if _plain(words).strip():
        found.append({"kind": "paragraph", "words": words})


def _words(inline: Token) -> list[Block]:
    """Return the pieces of a line, each with how it is written: strong, code, or plainly."""
    found: list[Block] = []
    strong = 0
    for child in inline.children or []:
        if child.type in ("strong_open", "em_open"):
            strong += 1
        elif child.type in ("strong_close", "em_close"):
            strong -= 1
        elif child.type == "text":
            found.append({"text": child.content, "how": "strong" if strong else ""})
        elif child.type == "code_inline":
            found.append({"text": child.content, "how": "code"})
        elif child.type in ("softbreak", "hardbreak"):
            found.append({"text": " ", "how": ""})
    return found
