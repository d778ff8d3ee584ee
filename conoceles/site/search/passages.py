"""What candidacies wrote of something, a passage of each: of words, or of a topic."""

from conoceles.site.search.reading import store
from conoceles.site.words import shown
from conoceles.site.words.said import TOPIC, Said


def passages(election: str, keys: list[str], names: list[str], missing: str = "") -> dict[str, str]:
    """Return as HTML what each candidacy wrote of some stems, by key; `missing` where it answered and that is nothing.

    A topic is named as `of_topic` does.
    """
    kept = store()
    said = kept.said(election, keys)
    return {one["key"]: _one(said.get(one["key"]), one, names, missing) for one in kept.shown(election, keys)}


def of_topic(key: str) -> list[str]:
    """Return how a topic is named among stems."""
    return [f"{TOPIC}{key}"]


def _one(said: Said | None, card: dict[str, str], names: list[str], missing: str) -> str:
    found = said.passage(names) if said else None
    if found is not None:
        return shown.passage(found, card["url"], card["name"])
    return shown.nothing(missing) if missing and card["answered"] else ""
