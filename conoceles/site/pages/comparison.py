"""Two to six candidacies side by side, question by question, with their names or without them until the end."""

from collections.abc import Iterable
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from conoceles.lib.canonical import Document
from conoceles.site.language import tongue
from conoceles.site.pages.blind import Cover
from conoceles.site.pages.candidacy import CAPTIONS, every_answer
from conoceles.site.state.older import meaning
from conoceles.site.words.said import TOPIC, Said
from conoceles.site.words.shown import passage
from conoceles.site.words.topics import Catalogue
from conoceles.site.words.voices import Voice, finished, unfolds, voice

Context = dict[str, Any]
Voices = dict[str, list[Voice]]

FEWEST, MOST = 2, 6
# What of the answers is compared, as an address says it.
PROPOSALS, TOPICS = "propuestas", "temas"
LETTERS = "ABCDEF"
# What says who somebody is: left out until the names are seen.
TELLING = ("links", "file", "video")


def in_order(heads: list[Context], blind: bool) -> list[Context]:
    """Return the cards of some options as they stand side by side: blind, under letters and in an order that says
    nothing, always the same for the same set, whatever the order in which they were chosen."""
    if not blind:
        return heads
    keys = sorted(head["key"] for head in heads)
    heads = sorted(heads, key=lambda head: sha256("".join([*keys, head["key"]]).encode()).digest())
    return [
        {**head, "letter": letter, "name": _("Candidatura %(letter)s") % {"letter": letter}}
        for head, letter in zip(heads, LETTERS, strict=False)
    ]


def comparison(
    heads: list[Context], voices: Voices, order: list[str], *, keys: list[str], shown: str, blind: bool, topics: bool
) -> Context:
    """Return what the comparison of some candidacies shows.

    `heads` are the cards kept for them, in the order of `in_order`; `people` of each are whoever heads her option,
    mostly she alone. `voices` are what each of those says, `order` the keys of all that can be said in their order, and
    `keys` those of the heads as they were asked for. `shown` is '' for all answers, PROPOSALS, or TOPICS; `topics` says
    whether there are any.
    """
    for head in heads:
        head["called"] = head["name"] if blind else " · ".join(one["name"] for one in head["people"])
        head["without"] = query([key for key in keys if key != head["key"]], shown, blind)
    contests = {head["contest_url"] for head in heads}
    jumps, answers = _quests(heads, voices, order, shown, blind)
    return {
        "heads": heads,
        "jumps": jumps,
        "answers": answers,
        "shown": shown,
        "has_topics": topics,
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


def every_voice(document: Document, path: str, name: str) -> list[Voice]:
    """Return all that somebody answered, as a comparison shows it with its name; `path` is that of her page."""
    return [voice(answer, name) for answer in every_answer(document, f"{path}{CAPTIONS}")]


def covered(heads: list[Context], found: dict[int, Document]) -> Voices:
    """Return what each of some people answered, {number: document}, with what says who they are covered."""
    cover, sharing = _cover(heads), _sharing(heads)
    voices: Voices = {}
    for head in heads:
        for one in head["people"]:
            document = found.get(one["number"])
            for answer in every_answer(document) if document else []:
                if answer["type"] not in TELLING and not meaning(answer).get("contact"):
                    hidden = {**answer, "value": _covered(cover, answer["value"], sharing[one["key"]])}
                    voices.setdefault(one["key"], []).append(voice(hidden, head["name"]))
    return voices


def covered_words(heads: list[Context], found: dict[int, Document], topics: list[Document]) -> dict[str, Said]:
    """Return what each of some people wrote, as search reads it, with what says who they are covered."""
    cover, sharing, catalogue = _cover(heads), _sharing(heads), Catalogue(topics)
    said = {}
    for one in (one for head in heads for one in head["people"]):
        document = found.get(one["number"])
        if document:
            names = sharing[one["key"]]
            answers = [{**answer, "value": _covered(cover, answer["value"], names)} for answer in document["answers"]]
            said[one["key"]] = Said.of({**document, "answers": answers}, catalogue)
    return said


def on_topics(heads: list[Context], said: dict[str, Said], topics: list[Document], blind: bool) -> Voices:
    """Return a passage of what each of some people wrote of each topic; without its address while names are
    covered."""
    names, voices = {topic["key"]: topic["name"] for topic in topics}, Voices()
    for one in (one for head in heads for one in head["people"]):
        words = said.get(one["key"])
        address = ("", "") if blind else (one["url"], one["name"])
        for key in words.topics if words else []:
            found = words.passage([f"{TOPIC}{key}"]) if words and key in names else None
            if found:
                spoken = Voice(f"tema-{key}", names[key], False, passage(found, *address))
                voices.setdefault(one["key"], []).append(spoken)
    return voices


def _quests(
    heads: list[Context], voices: Voices, order: list[str], shown: str, blind: bool
) -> tuple[list[str], list[str]]:
    """Return each question, or topic, of which anybody says anything, as HTML: the ways to them, and each with what
    each option says."""
    said: dict[str, dict[str, Any]] = {}
    labels: dict[str, str] = {}
    for head in heads:
        for one in head["people"]:
            for question, label, proposal, kept in voices.get(one["key"], ()):
                if proposal or shown != PROPOSALS:
                    said.setdefault(question, {})[one["key"]] = kept
                    labels.setdefault(question, label)
    places = {key: place for place, key in enumerate(order)}
    topic, spanish, more = shown == TOPICS, tongue(), unfolds()
    jumps, quests = [], []
    for key in sorted(said, key=lambda key: places.get(key, len(places))):
        label = labels[key] if topic else _(labels[key])
        answers = {who: finished(kept, spanish, more) for who, kept in said[key].items()}
        cells = "".join(_cells(heads, answers, topic, blind))
        name, called, own = escape(key), escape(label), spanish if topic else ""
        jumps.append(f'<li><a href="#{name}"{own}>{called}</a></li>')
        quests.append(
            f'<section class="quest" aria-labelledby="{name}"><h2 id="{name}"{own}>{called}</h2>'
            f"<div>{cells}</div></section>"
        )
    return jumps, quests


def _nothing(people: list[Context], topic: bool) -> str:
    """Return what is said, as HTML, of whoever published nothing to a question: where something of hers is being
    reviewed, it may be that."""
    if topic:
        said = _("No lo menciona en lo que publicó.")
    elif any(one.get("review") for one in people):
        said = _("No está publicada: hay respuestas suyas en revisión.")
    else:
        said = _("No respondió esta pregunta.")
    return f'<p class="soft">{escape(said)}</p>'


def _cells(heads: list[Context], said: dict[str, str], topic: bool, blind: bool) -> Iterable[str]:
    """Yield a cell for each option that answered anything, with what each of its people says; who says it only where
    several people share an option."""
    for column, head in enumerate(heads, 1):
        people = head["people"]
        if not any(one["answered"] for one in people):
            continue
        parts = [
            (f"<h4>{escape(_who(one, place, blind))}</h4>" if len(people) > 1 else "") + said[one["key"]]
            for place, one in enumerate(people, 1)
            if one["key"] in said
        ]
        called = f'<h3 class="sticky"><span>{escape(head["called"])}</span></h3>'
        yield f'<article class="k{column}">{called}{"".join(parts) or _nothing(people, topic)}</article>'


def _who(one: Context, place: int, blind: bool) -> str:
    return _("Persona %(number)s de la fórmula") % {"number": place} if blind else str(one["name"])


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
