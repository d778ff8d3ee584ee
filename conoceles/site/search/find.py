"""Search as citizens use it: who is called so, who wrote of it, by place, with facets; and suggestions while they
type."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from conoceles.lib.access import public
from conoceles.lib.text import fold
from conoceles.site.pages.context import tongues
from conoceles.site.search import facets, showing
from conoceles.site.search.asked import (
    ANSWERS,
    LONGEST,
    NAMES,
    ORDERS,
    PAGE,
    PARAMETERS,
    Asked,
    changed,
    place_named,
    split_place,
)
from conoceles.site.search.by_place import by_place
from conoceles.site.search.offers import offered
from conoceles.site.search.passages import passages
from conoceles.site.search.reader import Chosen, Found
from conoceles.site.search.reading import frame, is_section, reader, store

SUGGESTED, PLACES = 6, 3
# Of what is not the list of the page, so many are shown, with the way to all of them.
GLIMPSE = 4
NOBODY = Found([], 0, 0)


@public()
def search(request: HttpRequest, election: str) -> HttpResponse:
    shared = frame(election)
    asked = Asked(request.GET)
    if shared["open"] and not asked.chosen_any:
        words, place = asked.words, place_named(election, shared, asked.where) if asked.where else ""
        if not asked.where:
            words, place = split_place(election, shared, words)
        if place:
            return by_place(request, election, shared, words, place)
    if not asked.words and not asked.chosen_any:
        return _everyone(request, election, shared, asked)
    results = _results(election, asked)
    if results["page"] > results["pages"]:
        return redirect(f"{request.path}?{changed(request.GET, pagina='')}")
    values = {
        **shared,
        **results,
        **_frame(request, election, shared, asked),
        "section": section_of(election, asked.words),
        "offers": offered(shared, request.GET, asked.stems, reader(election)) if asked.words else [],
        "facets": facets.written(shared, results["counts"], asked.chosen),
        "orders": _orders(request.GET, asked),
        "lost_place": asked.where,
    }
    if not results["total"] and asked.chosen_any:
        values["wider"] = reader(election).search(asked.words, {}, exact=asked.exact, start=0, size=1).total
    response = render(request, "site/search.html", values)
    response["Cache-Control"] = "public, max-age=10"
    return response


def _frame(request: HttpRequest, election: str, shared: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """Return what a page of results says of what was asked, with the addresses of its other ways."""
    query = request.GET
    return {
        "self": f"{shared['site']}{request.path}",
        "words": asked.words,
        "where": asked.where,
        "exact": asked.exact,
        "order": asked.order,
        "inside": asked.inside,
        "chosen": facets.chosen_values(query, shared, asked.chosen),
        "previous": changed(query, pagina=str(asked.page - 1)) if asked.page > 1 else "",
        "following": changed(query, pagina=str(asked.page + 1)),
        "only_exact": changed(query, exacto="1", pagina=""),
        "also_similar": changed(query, exacto="", pagina=""),
        "only_names": changed(query, en=NAMES, pagina=""),
        "only_answers": changed(query, en=ANSWERS, pagina=""),
        "everywhere": changed(query, en="", pagina=""),
        "without_facets": changed(query, pagina="", **dict.fromkeys(PARAMETERS.values(), "")),
        "languages": [
            {**one, "url": f"{one['url']}?{changed(query)}".rstrip("?")} for one in tongues(f"{election}/candidaturas/")
        ],
    }


def _results(election: str, asked: Asked) -> dict[str, Any]:
    """Return the list of a page: names first, then what was written, apart and counted; when nobody is called so, what
    was written, and who is called alike after it."""
    index, chosen, order = reader(election), asked.chosen, ORDERS.get(asked.order, "")
    words, stems = asked.words, asked.stems if asked.words else {}
    wrote = NOBODY
    if stems and asked.inside != NAMES:
        start = asked.start if asked.inside == ANSWERS else 0
        wrote = index.written(stems, chosen, start=start, size=PAGE, order=order, spare=asked.inside == ANSWERS)
    called = NOBODY
    if asked.inside != ANSWERS:
        exact = asked.exact or (bool(wrote.total) and not asked.inside)
        called = index.search(words, chosen, exact=exact, start=asked.start, size=PAGE, order=order, facets=False)
    if not called.total and wrote.total and not asked.inside:
        # What was written is the list, and it has as many pages as it needs.
        wrote = index.written(stems, chosen, start=asked.start, size=PAGE, order=order) if asked.start else wrote
        alike = index.search(words, chosen, exact=False, start=0, size=GLIMPSE, order=order, facets=False, names=True)
        first, second = _written(election, wrote, stems), _called(election, alike, words)
    elif asked.inside == ANSWERS:
        first, second = _written(election, wrote, stems), _called(election, NOBODY, words)
    else:
        first = _called(election, called, words)
        second = _written(election, Found(wrote.keys[:GLIMPSE], wrote.total, wrote.exact), stems)
    pages = max(1, -(-first["found"].total // PAGE))
    counted = [] if called.left_out or wrote.left_out else list(stems)
    return {
        **first,
        "also": second,
        "total": first["found"].total + second["found"].total,
        "counts": index.facets(words, counted, chosen),
        "first": asked.start + 1,
        "last": min(asked.start + PAGE, first["found"].total),
        "page": asked.page,
        "pages": pages,
    }


def _called(election: str, found: Found, words: str) -> dict[str, Any]:
    cards = showing.cards(store().cards(election, found.keys), words)
    return {"found": found, "cards": cards, "written": False}


def _written(election: str, found: Found, stems: dict[str, str]) -> dict[str, Any]:
    said = passages(election, found.keys, list(stems))
    cards = showing.cards(store().cards(election, found.keys), said=said)
    return {"found": found, "cards": cards, "written": True}


def _everyone(request: HttpRequest, election: str, shared: dict[str, Any], asked: Asked) -> HttpResponse:
    """The page before anything is asked: the places first, then who heads each option as ballots order them; the others
    on request."""
    index, order = reader(election), ORDERS.get(asked.order, "" if asked.everyone else "ballot")
    chosen: Chosen = {} if asked.everyone else {"heads": ["si"]}
    found = index.search("", chosen, exact=True, start=asked.start, size=PAGE, order=order, facets=False)
    pages = max(1, -(-found.total // PAGE))
    if asked.page > pages:
        return redirect(f"{request.path}?{changed(request.GET, pagina='')}")
    every = index.search("", {}, exact=True, start=0, size=1)
    values = {
        **shared,
        **_frame(request, election, shared, asked),
        **_called(election, found, ""),
        "also": {"found": NOBODY},
        "total": found.total,
        "everyone": asked.everyone,
        "all_of_them": every.total,
        "only_heads": changed(request.GET, todas="", pagina=""),
        "also_others": changed(request.GET, todas="1", pagina=""),
        "facets": facets.written(shared, every.facets, asked.chosen),
        "orders": _orders(request.GET, asked),
        "first": asked.start + 1,
        "last": min(asked.start + PAGE, found.total),
        "page": asked.page,
        "pages": pages,
        "places": [
            {"name": shared["labels"]["municipality"][key], "slug": slug} for key, slug in shared["slugs"].items()
        ],
        "lost_place": asked.where,
    }
    response = render(request, "site/search.html", values)
    response["Cache-Control"] = "public, max-age=10"
    return response


def _orders(query: QueryDict, asked: Asked) -> list[dict[str, Any]]:
    """Return the orders in which results can be read, the one in use marked; none puts anybody forward."""
    ballot, names = _("Como en la boleta"), _("En orden alfabético")
    if asked.words:
        options = [("", _("Por cargo y nombre")), ("nombre", names), ("boleta", ballot)]
    elif asked.chosen_any or asked.everyone:
        options = [("", names), ("boleta", ballot)]
    else:
        options = [("", ballot), ("nombre", names)]
    known = asked.order if asked.order in dict(options) else ""
    return [
        {"name": name, "current": key == known, "query": changed(query, orden=key, pagina="")} for key, name in options
    ]


@public()
def suggestions(request: HttpRequest, election: str) -> HttpResponse:
    """A few people and places that begin so: what shows under the box while it is typed in."""
    shared = frame(election)
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST]
    if not words or not shared["open"]:
        raise Http404
    found = reader(election).search(words, {}, exact=False, start=0, size=SUGGESTED, facets=False, names=True)
    beginning = fold(words)
    places = [
        {"name": shared["labels"]["municipality"][key], "url": f"{shared['root']}municipios/{slug}/"}
        for key, slug in shared["slugs"].items()
        if any(part.startswith(beginning) for part in _ends(fold(shared["labels"]["municipality"][key])))
        or any(part.startswith(beginning) for part in _ends(fold(shared["towns"].get(key, ""))))
    ]
    people, places = store().shown(election, found.keys), places[:PLACES]
    values = {"people": people, "places": places, "total": len(people) + len(places)}
    response = render(request, "site/_suggestions.html", values)
    response["Cache-Control"] = "public, max-age=60"
    return response


def section_of(election: str, words: str) -> int:
    """Return the section that somebody typed where names are searched, «101» or «sección 0101»; 0 when there is none
    such."""
    text = fold(words).removeprefix("seccion").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    return number if number and is_section(election, number) else 0


def _ends(text: str) -> list[str]:
    """Return a name from each of its words on: «cuatro cienegas», «cienegas»."""
    words = text.split()
    return [" ".join(words[start:]) for start in range(len(words))]
