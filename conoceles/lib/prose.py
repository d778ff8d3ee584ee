"""Texts that staff write, as HTML: CommonMark with tables, and nothing that could run or ask another host."""

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# HTML in the text is shown as it was typed; images are not taken, for a page asks nothing of other hosts.
_WRITER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def prose(text: str) -> SafeString:
    """Return a text in CommonMark as safe HTML, a first heading made a second, for the page has its own title."""
    tokens = _WRITER.parse(text)
    for token in tokens:
        reachable(token)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(int(token.tag[1]), 2)}"
        for child in token.children or []:
            if child.type == "link_open" and str(child.attrGet("href") or "").startswith("http"):
                child.attrSet("rel", "noreferrer")
    return written(tokens)


def written(tokens: list[Token]) -> SafeString:
    """Return what was read as CommonMark, without HTML, as HTML whose text is escaped."""
    html: str = _WRITER.renderer.render(tokens, _WRITER.options, {})
    return mark_safe(html)  # noqa: S308


def reachable(token: Token) -> None:
    """A table may be wider than a phone: it is moved by keyboard too."""
    if token.type == "table_open":
        token.attrSet("tabindex", "0")


def addresses(text: str) -> list[str]:
    """Return the web addresses that a text links to, in order."""
    children = [child for token in _WRITER.parse(text) for child in token.children or []]
    found = [str(child.attrGet("href") or "") for child in children if child.type == "link_open"]
    return [url for url in found if url.startswith(("http://", "https://"))]
