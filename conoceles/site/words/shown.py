"""What candidacies wrote as a page shows it: a passage with its hits marked, how somebody begins, nothing."""

from html import escape

from django.utils.translation import gettext as _

from conoceles.site.language import tongue
from conoceles.site.words.said import Passage


def passage(found: Passage, address: str = "", name: str = "") -> str:
    """Return a passage as HTML: which question it answers, its words with the hits marked and, with the address of its
    page, the way to all of it."""
    text = "".join(f"<mark>{escape(part)}</mark>" if hit else escape(part) for part, hit in found.parts)
    read = escape(_("Leer la respuesta"))
    before, after = "… " if found.before else "", " …" if found.after else ""
    whole = (
        f'<p class="small"><a href="{escape(address)}#{escape(found.question)}">{read}'
        f'<span class="hidden">: {escape(name)}</span></a></p>'
    )
    return (
        f'<div class="said hit"><p class="small soft">{escape(_(found.label))}</p>'
        f'<blockquote class="voice"{tongue()}><p>{before}{text}{after}</p></blockquote>{whole if address else ""}</div>'
    )


def nothing(sentence: str) -> str:
    """Return what stands in the place of a passage."""
    return f'<p class="said soft">{escape(sentence)}</p>'


def lead(text: str) -> str:
    """Return how somebody begins her answers, as HTML."""
    return f'<blockquote class="voice said"{tongue()}><p>{escape(text)}</p></blockquote>'
