"""Two to six candidacies side by side, question by question, with their names or without them until the end."""

from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from conoceles.lib.canonical import Document
from conoceles.lib.text import paragraphs
from conoceles.site.pages.blind import Cover
from conoceles.site.pages.candidacy import CAPTIONS, every_answer
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

    `heads` are the cards kept for them; `people` of each are whoever heads her option, mostly she alone, with the
    number of each profile's edition (0 for none). `found` has those documents, `order` the keys of all questions in
    their order. `shown` is '' for all answers, PROPOSALS, or TOPICS for a passage of each on every one of the `topics`.
    Blind, they come in an order that says nothing and under letters.
    """
    keys = [head["key"] for head in heads]
    if blind:
        # Always the same for the same set, whatever the order in which they were chosen.
        heads = sorted(heads, key=lambda head: sha256("".join([*sorted(keys), head["key"]]).encode()).digest())
        heads = [
            {**head, "letter": letter, "name": _("Candidatura %(letter)s") % {"letter": letter}}
            for head, letter in zip(heads, LETTERS, strict=False)
        ]
    for head in heads:
        head["called"] = head["name"] if blind else " · ".join(one["name"] for one in head["people"])
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
    cover, sharing = _cover(heads) if blind else None, _sharing(heads)
    for one in (one for head in heads for one in head["people"]):
        document = found.get(one["number"])
        for answer in every_answer(document, f"{one['path']}{CAPTIONS}") if document else []:
            means = meaning(answer)
            if blind and (answer["type"] in TELLING or means.get("contact")):
                continue
            if cover:
                answer["value"] = _covered(cover, answer["value"], sharing[one["key"]])
            if not proposals or means.get("proposal"):
                answered.setdefault(answer["key"], {})[one["key"]] = answer
    places = {key: place for place, key in enumerate(order)}
    return [
        {
            "key": key,
            "label": next(iter(answered[key].values()))["label"],
            "cells": _cells(heads, {who: _voice(answer) for who, answer in answered[key].items()}, blind),
        }
        for key in sorted(answered, key=lambda key: places.get(key, len(places)))
    ]


def _cells(heads: list[Context], voices: dict[str, Context], blind: bool) -> list[Context]:
    """Return a cell for each option that answered anything, with what each of its people says; who says it only where
    several people share an option."""
    cells = []
    for column, head in enumerate(heads, 1):
        people = head["people"]
        if any(one["answered"] for one in people):
            said = [
                {**voices[one["key"]], "who": _who(one, place, blind) if len(people) > 1 else ""}
                for place, one in enumerate(people, 1)
                if one["key"] in voices
            ]
            cells.append({"head": head, "column": column, "voices": said})
    return cells


def _who(one: Context, place: int, blind: bool) -> str:
    return _("Persona %(number)s de la fórmula") % {"number": place} if blind else str(one["name"])


def _by_topic(heads: list[Context], found: dict[int, Document], topics: list[Document], blind: bool) -> list[Context]:
    """Return each topic of which anybody speaks, with a passage of each."""
    catalogue, cover = Catalogue(topics), _cover(heads) if blind else None
    people, said, sharing = [one for head in heads for one in head["people"]], {}, _sharing(heads)
    for one in people:
        document = found.get(one["number"])
        if document and cover:
            names = sharing[one["key"]]
            answers = [{**answer, "value": _covered(cover, answer["value"], names)} for answer in document["answers"]]
            document = {**document, "answers": answers}
        if document:
            said[one["key"]] = Said.of(document, catalogue)
    spoken = {key: set(one.topics) for key, one in said.items()}
    return [
        {
            "key": f"tema-{topic['key']}",
            "label": topic["name"],
            "topic": True,
            "cells": _cells(
                heads,
                {
                    one["key"]: {"passages": _passages(said[one["key"]], topic, one, blind)}
                    for one in people
                    if topic["key"] in spoken.get(one["key"], ())
                },
                blind,
            ),
        }
        for topic in topics
        if any(topic["key"] in topics_of for topics_of in spoken.values())
    ]


def _passages(said: Said, topic: Document, one: Context, blind: bool) -> list[str]:
    """Return what somebody says of a topic, as HTML: one passage, without its address while names are covered."""
    found = said.passage([f"{TOPIC}{topic['key']}"])
    address = ("", "") if blind else (one["url"], one["name"])
    return [passage(found, *address)] if found else []


def _sharing(heads: list[Context]) -> dict[str, list[str]]:
    """Return {key: the names of whoever shares that option}: of all of them any word says whose it is."""
    return {one["key"]: [mate["name"] for mate in head["people"]] for head in heads for one in head["people"]}


def _covered(cover: Cover, text: str, names: list[str]) -> str:
    for name in names:
        text = cover.cover(text, name)
    return text


def _cover(heads: list[Context]) -> Cover:
    parties = [party for head in heads for party in (head["party"], *head["party"]["members"])]
    names = [one["name"] for head in heads for one in head["people"]]
    return Cover(names, [(party["name"], party["short"]) for party in parties])


def _voice(answer: Context) -> Context:
    """Return an answer as a cell shows it; a long one by its beginning, as much of each, with the rest folded."""
    if answer["type"] != "long" or len(answer["value"]) <= LONG:
        return {"answer": answer}
    lead: list[str] = []
    parts = paragraphs(answer["value"])
    room = BEGINNING
    while parts and len(parts[0]) <= room:
        room -= len(parts[0])
        lead.append(parts.pop(0))
    if parts and room > BEGINNING // 4:
        first = parts[0]
        end = max(first.rfind(mark, 0, room) for mark in (". ", "; ", ", ", " "))
        lead.append(first[: end + 1].rstrip())
        parts[0] = first[end + 1 :].lstrip()
    return {"answer": answer, "lead": lead, "rest": parts}
