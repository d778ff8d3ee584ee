"""Two to six candidacies side by side, question by question, with their names or without them until the end."""

from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from conoceles.lib.canonical import Document
from conoceles.lib.text import paragraphs
from conoceles.site.pages.blind import Cover
from conoceles.site.pages.candidacy import CAPTIONS
from conoceles.site.pages.candidacy import answers as shown_answers
from conoceles.site.state.older import meaning
from conoceles.site.words.said import TOPIC, Said
from conoceles.site.words.shown import passage
from conoceles.site.words.topics import Catalogue

Context = dict[str, Any]

FEWEST, MOST = 2, 6
# What of the answers is compared, as an address says it.
PROPOSALS, TOPICS = "propuestas", "temas"
LETTERS = "ABCDEF"
# What says who somebody is: left out until the names are seen.
TELLING = ("links", "file", "video")
# An answer longer than this, in characters, begins folded.
LONG, BEGINNING = 900, 420


def comparison(
    heads: list[Context],
    found: dict[int, Document],
    order: list[str],
    *,
    shown: str = "",
    blind: bool = False,
    topics: list[Document] | None = None,
) -> Context:
    """Return what the comparison of some candidacies shows.

    `heads` are the cards kept for them, with the number of each profile's edition (0 for none); `found` has those
    documents, `order` the keys of all questions in their order. `shown` is '' for all answers, PROPOSALS, or TOPICS
    for a passage of each on every one of the `topics`. Blind, they come in an order that says nothing and under
    letters.
    """
    keys = [head["key"] for head in heads]
    if blind:
        # Always the same for the same set, whatever the order in which they were chosen.
        heads = sorted(heads, key=lambda head: sha256("".join([*sorted(keys), head["key"]]).encode()).digest())
        heads = [
            {**head, "real": head["name"], "letter": letter, "name": _("Candidatura %(letter)s") % {"letter": letter}}
            for head, letter in zip(heads, LETTERS, strict=False)
        ]
    for head in heads:
        head["without"] = query([key for key in keys if key != head["key"]], shown, blind)
    contests = {head["contest_url"] for head in heads}
    return {
        "heads": heads,
        "quests": _by_topic(heads, found, topics or [], blind)
        if shown == TOPICS
        else _quests(heads, found, order, shown == PROPOSALS, blind),
        "shown": shown,
        "has_topics": bool(topics),
        "blind": blind,
        "same_contest": len(contests) == 1,
        "contest": {"url": heads[0]["contest_url"], "name": heads[0]["contest"]} if len(contests) == 1 else {},
        "query": {
            "all": query(keys, "", blind),
            "proposals": query(keys, PROPOSALS, blind),
            "topics": query(keys, TOPICS, blind),
            "blind": query(keys, shown, not blind),
        },
    }


def query(keys: list[str], shown: str = "", blind: bool = False) -> str:
    """Return the query of a comparison's address. It names keys, never people: a blind one can be shared."""
    pairs = [("c", key) for key in keys]
    return urlencode(pairs + [("ver", shown)] * bool(shown) + [("ciego", "1")] * blind)


def _quests(
    heads: list[Context], found: dict[int, Document], order: list[str], proposals: bool, blind: bool
) -> list[Context]:
    answered: dict[str, dict[str, Context]] = {}
    cover = _cover(heads) if blind else None
    for head in heads:
        document = found.get(head["number"])
        for section in shown_answers(document, f"{head['path']}{CAPTIONS}")["sections"] if document else []:
            for answer in section["answers"]:
                means = meaning(answer)
                if blind and (answer["type"] in TELLING or means.get("contact")):
                    continue
                if cover:
                    answer["value"] = cover.cover(answer["value"], head["real"])
                if not proposals or means.get("proposal"):
                    answered.setdefault(answer["key"], {})[head["key"]] = answer
    places = {key: place for place, key in enumerate(order)}
    return [
        {
            "key": key,
            "label": next(iter(answered[key].values()))["label"],
            "cells": [
                _cell(head, column, answered[key].get(head["key"]))
                for column, head in enumerate(heads, 1)
                if head["answered"]
            ],
        }
        for key in sorted(answered, key=lambda key: places.get(key, len(places)))
    ]


def _by_topic(heads: list[Context], found: dict[int, Document], topics: list[Document], blind: bool) -> list[Context]:
    """Return each topic of which anybody speaks, with a passage of each."""
    catalogue, cover = Catalogue(topics), _cover(heads) if blind else None
    said = {}
    for head in heads:
        document = found.get(head["number"])
        if document and cover:
            answers = [{**one, "value": cover.cover(one["value"], head["real"])} for one in document["answers"]]
            document = {**document, "answers": answers}
        said[head["key"]] = Said.of(document, catalogue) if document else None
    return [
        {
            "key": f"tema-{topic['key']}",
            "label": topic["name"],
            "topic": True,
            "cells": [
                {"head": head, "column": column, "passages": _passages(said[head["key"]], topic, head, blind)}
                for column, head in enumerate(heads, 1)
                if head["answered"]
            ],
        }
        for topic in topics
        if any(one and topic["key"] in one.topics for one in said.values())
    ]


def _passages(said: Said | None, topic: Document, head: Context, blind: bool) -> list[str]:
    """Return what somebody says of a topic, as HTML: one passage or none, without its address while names are
    covered."""
    found = said.passage([f"{TOPIC}{topic['key']}"]) if said else None
    address = ("", "") if blind else (head["url"], head["name"])
    return [passage(found, *address)] if found else []


def _cover(heads: list[Context]) -> Cover:
    parties = [party for head in heads for party in (head["party"], *head["party"]["members"])]
    return Cover([head["real"] for head in heads], [(party["name"], party["short"]) for party in parties])


def _cell(head: Context, column: int, answer: Context | None) -> Context:
    cell = {"head": head, "column": column, "answer": answer}
    if answer is None or answer["type"] != "long" or len(answer["value"]) <= LONG:
        return cell
    parts = paragraphs(answer["value"])
    first = parts[0]
    if len(first) > BEGINNING:
        end = max(first.rfind(mark, 0, BEGINNING) for mark in (". ", "; ", ", ", " "))
        first, parts = first[: end + 1].rstrip(), [first[end + 1 :].lstrip(), *parts[1:]]
    else:
        parts = parts[1:]
    return {**cell, "lead": first, "rest": parts}
