"""Tags and filters of every template."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.template.base import FilterExpression
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from conoceles.lib import dates
from conoceles.lib.access import may_open
from conoceles.lib.outbox import leaves
from conoceles.lib.text import figure
from conoceles.lib.text import paragraphs as split_paragraphs
from conoceles.lib.zones import zone_name

register = template.Library()
register.simple_tag(static, name="asset")


class Once(template.Node):
    """What is the same on many pages of one state of an election."""

    def __init__(self, nodes: template.NodeList, names: list[FilterExpression]) -> None:
        self.nodelist, self.names = nodes, names

    def render(self, context: template.Context) -> SafeString:
        kept = context.get("once")
        if kept is None:
            return self.nodelist.render(context)
        key = " ".join(str(name.resolve(context)) for name in self.names)
        if key not in kept:
            kept[key] = self.nodelist.render(context)
        found: SafeString = kept[key]
        return found


@register.tag
def once(parser: template.base.Parser, token: template.base.Token) -> Once:
    """Render what it holds once for each of its names, and keep it in the page's `once`: {% once "foot" current %}.

    Pages share that dictionary while they share all that such a part shows; without one, it is rendered each time.
    """
    names = [parser.compile_filter(name) for name in token.split_contents()[1:]]
    nodes = parser.parse(("endonce",))
    parser.delete_first_token()
    return Once(nodes, names)


class Said(TranslateNode):
    """A sentence that is always the same, looked up once for each language: pages have dozens of them."""

    def __init__(self, sentence: TranslateNode) -> None:
        super().__init__(sentence.filter_expression, noop=False)
        self.kept: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        found = self.kept.get(language)
        if found is None:
            found = self.kept[language] = super().render(context)
        return found


@register.tag
def translate(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """Translate a sentence, as Django's tag does."""
    node = do_translate(parser, token)
    alone = isinstance(node, TranslateNode) and not (
        node.asvar or node.noop or node.message_context or node.filter_expression.filters
    )
    return Said(node) if alone and isinstance(node.filter_expression.var.literal, str) else node


@register.simple_tag
def es() -> SafeString | str:
    """Return the attribute that marks words as Spanish on a page in another language; nothing on a Spanish page."""
    return "" if (get_language() or "es").startswith("es") else format_html(' lang="{}"', "es")


register.simple_tag(leaves, name="mail_leaves")


@register.simple_tag(takes_context=True)
def door(context: dict[str, Any], name: str, *args: str) -> str:
    """Return the address of a page of the workshop when whoever reads may enter it; '' when not."""
    path = reverse(name, args=args)
    return path if may_open(context["request"], path) else ""


@register.simple_tag
def linked_data(document: dict[str, object]) -> SafeString:
    """Return a document as schema.org asks for it in a page: JSON in which nothing can end its script."""
    text = json.dumps(document, ensure_ascii=False).translate({ord(char): f"\\u{ord(char):04x}" for char in "<>&"})
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


@register.filter
def words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


@register.filter
def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of an answer."""
    return split_paragraphs(text)


@register.filter
def long_date(day: date | str) -> str:
    """Return «6 de junio de 2027»; '' for no date."""
    day = date.fromisoformat(day[:10]) if isinstance(day, str) and day else day
    return dates.long_date(day) if isinstance(day, date) else ""


@register.filter
def short_date(day: date | str) -> str:
    """Return «6 de junio»; '' for no date."""
    day = date.fromisoformat(day[:10]) if isinstance(day, str) and day else day
    return dates.short_date(day) if isinstance(day, date) else ""


@register.filter
def long_moment(moment: datetime) -> str:
    """Return «6 de junio de 2027, 8:05 h» in the zone in force, which the page names; '' for no moment."""
    if not isinstance(moment, datetime):
        return ""
    local = timezone.localtime(moment)
    return f"{dates.long_date(local.date())}, {local.hour}:{local.minute:02} h"


@register.filter
def named_moment(moment: datetime) -> str:
    """Return «6 de junio de 2027, 8:05 h, hora del centro»: for pages that do not name their hours otherwise."""
    return f"{long_moment(moment)}, {zone_name()}" if isinstance(moment, datetime) else ""


register.filter("figure", figure)
register.simple_tag(zone_name, name="zone_name")


@register.filter
def tel(phone: str) -> str:
    """Return a telephone as a link that calls it; as it is written where it is none."""
    digits = "".join(char for char in phone if char.isascii() and char.isdigit())
    if len(digits) == 10:
        digits = f"52{digits}"
    if not 11 <= len(digits) <= 15:
        return phone
    return format_html('<a href="tel:+{}">{}</a>', digits, phone)


@register.filter
def as_changes(pieces: Iterable[Any]) -> SafeString:
    """Return the pieces of two texts one after another, what went struck and what came underlined: nothing between
    them."""
    tags = {"gone": "del", "new": "ins"}
    return format_html_join(
        "",
        "{}{}{}",
        (
            (format_html("<{}>", tags[one.kind]), one.text, format_html("</{}>", tags[one.kind]))
            if one.kind in tags
            else ("", one.text, "")
            for one in pieces
        ),
    )


@register.filter
def as_shared(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """Return the pieces of a text one after another, those that another text shares marked."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if shared else text,) for text, shared in pieces)
    )


@register.filter
def abbreviated(name: str) -> str:
    """Return a place's name in at most six letters for a small tile: «P. Neg» for «Piedras Negras»."""
    words = [word for word in name.split() if word.lower() not in {"de", "del", "la", "las", "los", "el", "y"}]
    if len(words) < 2:
        return (words or [name])[0][:5]
    return f"{words[0][0]}. {words[-1][:4]}"
