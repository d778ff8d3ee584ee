"""What candidacies wrote of something, a passage of each: of words, or of a topic."""

from conoceles.site.search.reading import store
from conoceles.site.words import shown
from conoceles.site.words.said import TOPIC


def passages(election: str, keys: list[str], names: list[str], missing: str = "") -> dict[str, str]:
    """Return as HTML what each candidacy wrote of some stems, by key; `missing` where it answered and that is nothing.

    A topic is named as `of_topic` does.
    """
    kept = store()
    said = kept.said(election, keys)
    found = {}
    for key, url, name, answered in kept.named(election, keys):
        passage = said[key].passage(names) if key in said else None
        if passage is not None:
            found[key] = shown.passage(passage, url, name)
        elif missing and answered:
            found[key] = shown.nothing(missing)
    return found


def of_topic(key: str) -> list[str]:
    """Return how a topic is named among stems."""
    return [f"{TOPIC}{key}"]
