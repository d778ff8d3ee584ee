"""The addresses of a review: curricular or of identity, as the page is."""

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()
CURRICULAR = {
    "queue": "review_queue",
    "next": "review_next",
    "review": "review",
    "file": "review_file",
    "undo": "review_undo",
    "settle": "review_settle",
}


@register.simple_tag(takes_context=True)
def review_url(context: dict[str, Any], page: str, *args: str) -> str:
    """Return the address of a page of the review that is being read: of the queue, the next one, a candidacy's, its
    file."""
    name = f"identity_{page}" if context.get("confidential") else CURRICULAR[page]
    return reverse(name, args=[context["election"].slug, *args])


@register.filter
def state_tone(state: str) -> str:
    """Return how the tag of a section's state looks: « on» for what is approved, « warn» for what is off the site."""
    return {"published": " on", "approved": " on", "observed": " warn", "paused": " warn"}.get(state, "")
