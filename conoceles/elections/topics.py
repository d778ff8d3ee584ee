"""The catalogue of topics: what an institute begins with, and its public document."""

import tomllib
from pathlib import Path

from conoceles.elections.models import Institute, Topic
from conoceles.lib.canonical import Document

BEGINNING = Path(__file__).parent / "topics.toml"


def give(institute: Institute) -> None:
    """Give an institute the topics that ours begin with; nothing to one that has its own."""
    if institute.topics.exists():
        return
    topics = tomllib.loads(BEGINNING.read_text(encoding="utf-8"))["topics"]
    Topic.objects.bulk_create(
        Topic(
            institute=institute,
            key=topic["key"],
            name=topic["name"],
            words="\n".join(dict.fromkeys(topic["words"])),
            order=place,
        )
        for place, topic in enumerate(topics, 1)
    )


def topics_document(institute: Institute) -> Document:
    """Return the document of kind `topic`: the topics that are shown, in their order, with the words that mean each."""
    shown = institute.topics.filter(shown=True)
    return {"version": 1, "topics": [{"key": one.key, "name": one.name, "words": one.lines} for one in shown]}
