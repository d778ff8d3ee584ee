"""Every option of the ballots of a place, in their order, each with what it wrote of something, or that it does not."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from conoceles.site.language import prefix
from conoceles.site.pages.context import tongues
from conoceles.site.search import showing
from conoceles.site.search.asked import stems_of
from conoceles.site.search.passages import of_topic, passages
from conoceles.site.search.reading import reader, store
from conoceles.site.words.shown import lead

# Options of all the ballots of a place: more than any has.
MOST = 400


def by_place(
    request: HttpRequest,
    election: str,
    shared: dict[str, Any],
    words: str,
    place: str,
    topic: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer with the ballots of a place, a municipality or a section; `words` or a `topic` is what is looked for in
    what each option wrote, and with neither each begins as it begins its answers."""
    names = of_topic(topic["key"]) if topic else list(stems_of(words)) if words else []
    title, contests = store().place(election, place) or ("", [])
    ballots = _ballots(election, contests, names)
    path = request.path.removeprefix(f"/{prefix()}").lstrip("/")
    query = request.META.get("QUERY_STRING", "")
    values = {
        **shared,
        "self": f"{shared['site']}{request.path}",
        "languages": [{**one, "url": f"{one['url']}{'?' if query else ''}{query}"} for one in tongues(path)],
        "words": words,
        "topic": topic,
        "topic_url": f"{shared['root']}temas/{topic['key']}/" if topic else "",
        "place": title,
        "place_url": f"{shared['root']}{'seccion' if place.isdigit() else 'municipios'}/{place}/",
        "place_slug": place,
        "section": f"{int(place):04}" if place.isdigit() else "",
        "where": f"{int(place):04}" if place.isdigit() else title,
        "ballots": ballots,
        "called": _called(election, words, contests),
        "options": sum(len(ballot["options"]) for ballot in ballots),
        "speaking": sum(any("<mark>" in card for card in option) for ballot in ballots for option in ballot["options"]),
        "current": "topics" if topic else "candidacies",
    }
    response = render(request, "site/by_place.html", values)
    response["Cache-Control"] = "public, max-age=10"
    return response


def _called(election: str, words: str, contests: list[str]) -> int:
    """Return how many of a place are called so, or are of a party or an office that is."""
    if not words or not contests:
        return 0
    index = reader(election)
    return index.search(words, {"contest": contests}, exact=True, start=0, size=1, facets=False, whole=True).total


def _ballots(election: str, contests: list[str], names: list[str]) -> list[dict[str, Any]]:
    if not contests:
        return []
    found = reader(election).search(
        "", {"contest": contests, "heads": ["si"]}, exact=True, start=0, size=MOST, order="ballot", facets=False
    )
    shown = store().shown(election, found.keys)
    missing = _("No lo menciona en lo que publicó.")
    said = passages(election, found.keys, names, missing) if names else _leads(shown)
    kept = dict(store().cards(election, found.keys))
    # Whoever was taken away between two readings is in neither.
    shown = [one for one in shown if one["key"] in kept]
    cards = showing.cards(((one["key"], kept[one["key"]]) for one in shown), said=said)
    ballots = []
    for contest, people in groupby(zip(shown, cards, strict=True), key=lambda pair: pair[0]["contest_key"]):
        pairs = list(people)
        tickets = groupby(pairs, key=lambda pair: pair[0]["ticket"])
        options = [[card for _one, card in option] for _key, option in tickets]
        first = pairs[0][0]
        ballots.append({"key": contest, "name": first["contest"], "url": first["contest_url"], "options": options})
    return ballots


def _leads(shown: list[dict[str, Any]]) -> dict[str, str]:
    return {one["key"]: lead(one["lead"]) for one in shown if one["lead"]}
