"""Filters that show answers, sections and flags."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from conoceles.lib.dates import clock as as_clock
from conoceles.profiles.models import FlagKind, ProfileSection
from conoceles.profiles.observations import title_of
from conoceles.questionnaires.questionnaire import FILES, Question
from conoceles.questionnaires.values import shown

register = template.Library()


@register.filter
def flag_label(kind: str) -> str:
    """Return what a kind of flag is called."""
    return str(FlagKind(kind).label) if kind in FlagKind.values else kind


@register.filter
def clock(moment: datetime) -> str:
    """Return «17:42» in the time of central Mexico."""
    return as_clock(moment)


ACTS = {
    "reopen": "Reabrir",
    "pause": "Pausar",
    "resume": "Reanudar",
    "lift": "Retirar la observación",
    "extend": "Dar más plazo",
    "hide": "Quitar del sitio",
}


@register.filter
def section_title(section: ProfileSection) -> str:
    """Return what a section is called, in quotes."""
    return f"«{title_of(section)}»"


@register.filter
def act_label(action: str) -> str:
    """Return what a button of the file of a candidacy says."""
    return ACTS.get(action, action)


@register.filter
def at(found: dict[str, str], key: str) -> str:
    """Return what a table has for a key; '' for nothing."""
    return found.get(key, "")


@register.filter
def shown_answer(question: Question, value: Any) -> str:
    """Return an answer as a person reads it; for a file, that there is one."""
    if question.type in FILES:
        kept = {"photo": "Fotografía guardada", "video": "Video guardado"}.get(question.type, "Documento guardado")
        return str(value.get("link") or value.get("name") or kept)
    return shown(question, value)


@register.filter
def as_marked(parts: Iterable[Any]) -> SafeString:
    """Return the parts of an answer one after another, each that the machine noticed marked with what it noticed."""
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html(
                    '<mark title="{}">{}</mark>', "; ".join(one.get_kind_display() for one in part.flags), part.text
                )
                if part.flags
                else part.text,
            )
            for part in parts
        ),
    )
