"""What a candidacy answered as a comparison shows it: made at build but for its language, and finished on request.

Each answer is whole; a long one begins, and the rest of it is folded.
"""

from html import escape
from typing import Any, NamedTuple

from django.template.loader import get_template
from django.utils.translation import gettext as _

from conoceles.lib.text import paragraphs
from conoceles.site.state.older import meaning

# Where what is kept differs from one language to another: how Spanish is marked, and what unfolds a long answer.
# Characters that are none, so that no text has them.
TONGUE, MORE = "\ufdd4", "\ufdd5"
# An answer longer than this, in characters, begins folded.
LONG, BEGINNING = 900, 420


class Voice(NamedTuple):
    """An answer: the key and the label of its question, whether it is a proposal, and itself: HTML with room for what
    differs between languages, or an answer that is made anew in each (a file, a video)."""

    question: str
    label: str
    proposal: bool
    kept: str | dict[str, Any]


def voice(answer: dict[str, Any], name: str) -> Voice:
    """Return an answer as somebody of a name gave it."""
    kind: str = answer["type"]
    kept: str | dict[str, Any] = answer
    if kind == "long":
        kept = _long(_plain(answer["value"]), _plain(name))
    elif kind == "text":
        kept = f'<p class="voice"{TONGUE}>{escape(_plain(answer["value"]))}</p>'
    elif kind == "links":
        kept = f'<ul class="links">{"".join(f"<li>{_link(one)}</li>" for one in answer["links"])}</ul>'
    return Voice(answer["key"], answer["label"], bool(meaning(answer).get("proposal")), kept)


def finished(kept: str | dict[str, Any], spanish: str, more: str) -> str:
    """Return as HTML what a voice keeps; `spanish` and `more` are what `tongue` and `unfolds` say."""
    if isinstance(kept, dict):
        return str(get_template("site/_answer.html").render({"answer": kept}))
    return kept.replace(TONGUE, spanish).replace(MORE, more)


def unfolds() -> str:
    """Return what unfolds the rest of a long answer, as HTML."""
    return escape(_("Leer todo"))


def _plain(text: str) -> str:
    """Return a text without the marks of what is put in later, wherever it comes from."""
    return text.replace(TONGUE, "").replace(MORE, "")


def _link(link: dict[str, str]) -> str:
    text, url = escape(_plain(link["text"])), escape(_plain(link["url"]))
    return f'<a href="{url}" rel="noreferrer nofollow">{text}</a>' if url else text


def _long(text: str, name: str) -> str:
    parts = paragraphs(text)
    if len(text) <= LONG:
        return _said(parts)
    lead, rest = folded(parts)
    title = f'{MORE}<span class="hidden">: {escape(name)}</span>'
    return f'{_said(lead)}<details class="more"><summary>{title}</summary>{_said(rest)}</details>'


def _said(parts: list[str]) -> str:
    return f'<div class="voice"{TONGUE}>{"".join(f"<p>{escape(part)}</p>" for part in parts)}</div>'


def folded(parts: list[str]) -> tuple[list[str], list[str]]:
    """Return the paragraphs with which a long answer begins, as much of each, and those that are folded."""
    lead: list[str] = []
    parts, room = list(parts), BEGINNING
    while parts and len(parts[0]) <= room:
        room -= len(parts[0])
        lead.append(parts.pop(0))
    if parts and room > BEGINNING // 4:
        first = parts[0]
        end = max(first.rfind(mark, 0, room) for mark in (". ", "; ", ", ", " "))
        # A word without an end is cut where there is no more room.
        end = end if end > 0 else room - 1
        lead.append(first[: end + 1].rstrip())
        parts[0] = first[end + 1 :].lstrip()
    return lead, parts
