"""What the words of a ballot mean: what an institute begins with, and what the calendar publishes of it."""

import tomllib
from pathlib import Path

from conoceles.elections.models import Explanation, Institute
from conoceles.lib.canonical import Document

BEGINNING = Path(__file__).parent / "explanations.toml"


def give(institute: Institute) -> None:
    """Give an institute the explanations that ours begin with; nothing to one that has its own."""
    if institute.explanations.exists():
        return
    found = tomllib.loads(BEGINNING.read_text(encoding="utf-8"))
    Explanation.objects.bulk_create(
        Explanation(institute=institute, key=key, text=one["text"], source=one.get("source", ""))
        for key, one in found.items()
    )


def explained(institute: Institute) -> Document:
    """Return {key: its text and its source} of what an institute explains."""
    return {one.key: {"text": one.text, "source": one.source} for one in institute.explanations.all()}
