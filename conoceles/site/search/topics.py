"""Topics as citizens read them: which there are and by what words, who speaks of one, and each option of a place."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from conoceles.lib.access import public
from conoceles.site.pages.context import tongues
from conoceles.site.search import showing
from conoceles.site.search.asked import ORDERS, PAGE, Asked, changed, place_named
from conoceles.site.search.by_place import by_place
from conoceles.site.search.passages import of_topic, passages
from conoceles.site.search.reading import frame, reader, store
from conoceles.site.words.topics import AS_WRITTEN, NOT

SECONDS = "public, max-age=10"


@public()
def topics(request: HttpRequest, election: str) -> HttpResponse:
    """The catalogue: each topic, how many candidacies speak of it, and the words that mean it."""
    shared = _frame(election)
    found = reader(election).search("", {"answered": ["si"]}, exact=True, start=0, size=1)
    counts = found.facets["topic"]
    values = {
        **shared,
        "self": f"{shared['site']}{request.path}",
        "languages": tongues(f"{election}/temas/"),
        "catalogue": [{**_words(topic), "count": counts.get(topic["key"], 0)} for topic in shared["topics"]],
        "answered": found.total,
        "current": "topics",
    }
    response = render(request, "site/topics.html", values)
    response["Cache-Control"] = SECONDS
    return response


@public()
def topic(request: HttpRequest, election: str, slug: str) -> HttpResponse:
    """Who speaks of a topic, with a passage of each, in a neutral order."""
    shared = _frame(election)
    found_topic, asked = _topic(shared, slug), Asked(request.GET)
    root = f"{shared['root']}temas/{slug}/"
    if asked.where:
        place = place_named(election, shared, asked.where)
        if place:
            return redirect(f"{root}{place}/")
    order = asked.order or "boleta"
    found = reader(election).search(
        "", {"topic": [slug]}, exact=True, start=asked.start, size=PAGE, order=ORDERS[order], facets=False
    )
    pages = max(1, -(-found.total // PAGE))
    if asked.page > pages:
        return redirect(root)
    said = passages(election, found.keys, of_topic(slug))
    orders = [("boleta", _("Como en la boleta")), ("nombre", _("En orden alfabético"))]
    values = {
        **shared,
        "self": f"{shared['site']}{request.path}",
        "languages": tongues(f"{election}/temas/{slug}/"),
        "topic": _words(found_topic),
        "lost_place": asked.where,
        "where": "",
        "found": found,
        "cards": showing.cards(store().cards(election, found.keys), said=said),
        "orders": [
            {"name": name, "current": key == order, "query": changed(request.GET, orden=key, pagina="")}
            for key, name in orders
        ],
        "page": asked.page,
        "pages": pages,
        "previous": changed(request.GET, pagina=str(asked.page - 1)) if asked.page > 1 else "",
        "following": changed(request.GET, pagina=str(asked.page + 1)),
        "current": "topics",
    }
    response = render(request, "site/topic.html", values)
    response["Cache-Control"] = SECONDS
    return response


@public()
def topic_in(request: HttpRequest, election: str, slug: str, place: str) -> HttpResponse:
    """Every option of a place, a municipality by its address or a section by its number, and what it says of a
    topic."""
    shared = _frame(election)
    if store().place(election, place) is None:
        # Its topic says that there is no such place, and asks for another.
        return redirect(f"{shared['root']}temas/{slug}/?donde={place}")
    return by_place(request, election, shared, "", place, _words(_topic(shared, slug)))


def _frame(election: str) -> dict[str, Any]:
    shared = frame(election)
    if not shared["open"] or not shared["topics"]:
        raise Http404
    return shared


def _topic(shared: dict[str, Any], slug: str) -> dict[str, Any]:
    found = next((topic for topic in shared["topics"] if topic["key"] == slug), None)
    if found is None:
        raise Http404
    return dict(found)


def _words(topic: dict[str, Any]) -> dict[str, Any]:
    """Return a topic with its words as a page lists them: in any form, only as written, and those that do not count."""
    words = topic["words"]
    return {
        **topic,
        "meaning": [line for line in words if line[0] not in (AS_WRITTEN, NOT)],
        "exactly": [line[1:] for line in words if line[0] == AS_WRITTEN],
        "not": [line.lstrip(NOT).lstrip(AS_WRITTEN) for line in words if line[0] == NOT],
    }
