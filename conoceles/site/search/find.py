"""Search as citizens use it: who is called so, who wrote of it, by place, with facets; and suggestions while they
type."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import get_template
from django.utils.translation import gettext as _

from conoceles.lib.access import public
from conoceles.lib.text import fold
from conoceles.site.pages.context import tongues
from conoceles.site.search import facets, shell, showing
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
from conoceles.site.search.names import telling
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
    place, contests = "", []
    if shared["open"]:
        asked.words, place = split_place(election, shared, asked.words)
        place = place_named(election, shared, asked.where) or place if asked.where else place
        contests = (store().place(election, place) or ("", []))[1] if place else []
    if place and not _as_list(election, asked, contests):
        return by_place(request, election, shared, asked.words, place)
    if not asked.words and not asked.chosen_any:
        return _everyone(request, election, shared, asked)
    chosen = within(asked.chosen, contests) if place else asked.chosen
    results = _results(election, asked, chosen)
    if results["page"] > results["pages"]:
        return redirect(f"{request.path}?{changed(request.GET, pagina=str(results['pages']))}")
    values = {
        **results,
        **_frame(request, shared, asked),
        "section": section_of(election, asked.words),
        "offers": offered(shared, request.GET, asked.stems, reader(election)) if asked.words else [],
        "facets": facets.written(shared, results["counts"], asked.chosen),
        "orders": _orders(request.GET, asked),
        "place": place,
        "lost_place": asked.where if asked.where and not place else "",
    }
    if not results["total"] and asked.chosen_any:
        values["wider"] = _results(election, Asked(without_facets(request.GET)), Asked(QueryDict()).chosen)["total"]
    return _answer(request, election, shared, asked, values)


def _answer(
    request: HttpRequest, election: str, shared: dict[str, Any], asked: Asked, values: dict[str, Any]
) -> HttpResponse:
    query, words = request.GET, asked.words
    return shell.answer(
        shared,
        "site/search.html",
        values,
        title=_("%(words)s: candidaturas") % {"words": words} if words else _("Candidaturas"),
        description=_("Busque por nombre, lugar o tema a quienes piden su voto, y lea qué escribe cada quien."),
        hidden=bool(words or values["chosen"] or asked.page > 1),
        scripts=("site/find.js",),
        self=f"{shared['site']}{request.path}",
        languages=[
            {**one, "url": f"{one['url']}?{changed(query)}".rstrip("?")} for one in tongues(f"{election}/candidaturas/")
        ],
    )


def without_facets(query: QueryDict) -> QueryDict:
    """Return what is asked without any facet, from its first page."""
    return QueryDict(changed(query, pagina="", **dict.fromkeys(PARAMETERS.values(), "")))


def _as_list(election: str, asked: Asked, contests: list[str]) -> bool:
    """Return whether what is asked of a place is who is called so there, and not what its options say of something."""
    if asked.chosen_any or asked.inside or asked.everyone:
        return True
    return bool(asked.words and contests and reader(election).named(asked.words, {"contest": contests}))


def within(chosen: Chosen, contests: list[str]) -> Chosen:
    """Return what is chosen of what is voted in a place alone."""
    some = [key for key in contests if key in chosen["contest"]] if chosen["contest"] else contests
    # A place where nothing is voted has nobody.
    return {**chosen, "contest": some or ["-"]}


def _frame(request: HttpRequest, shared: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """Return what a page of results says of what was asked, with the addresses of its other ways."""
    query = request.GET
    return {
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
        "without_facets": without_facets(query).urlencode(),
    }


def _results(election: str, asked: Asked, chosen: Chosen) -> dict[str, Any]:
    """Return the list of a page: names first, then what was written, apart and counted; when nobody is called so, what
    was written, and who is called alike after it."""
    index, words, stems = reader(election), asked.words, asked.stems if asked.words else {}
    order, inside = ORDERS.get(asked.order, ""), asked.inside if stems else ""
    page: dict[str, Any] = {"order": order}
    if inside == ANSWERS:
        wrote = index.written(stems, chosen, start=asked.start, size=PAGE, spare=True, **page)
        counts = index.facets(
            "", [stem for stem, word in stems.items() if word not in wrote.left_out], chosen, names=False
        )
        return _listed(asked, _written(election, wrote, stems), _called(election, NOBODY, words), counts)
    if inside == NAMES or asked.exact or not stems:
        exact = asked.exact and inside != NAMES
        called = index.search(
            words, chosen, exact=exact, start=asked.start, size=PAGE, names=inside == NAMES, spare=True, **page
        )
        return _listed(asked, _called(election, called, words), _written(election, NOBODY, stems), called.facets)
    wrote = index.written(stems, chosen, start=0, size=PAGE, **page)
    # What a word means does not change with what else is chosen: somebody writes of it, or it begins a name.
    if wrote.total or (asked.chosen_any and index.written(stems, {}, start=0, size=1).total):
        called = index.search(words, chosen, exact=True, start=asked.start, size=PAGE, facets=False, whole=True, **page)
        counts = index.facets(words, list(stems), chosen)
        if called.total:
            glimpse = Found(wrote.keys[:GLIMPSE], wrote.total, wrote.exact)
            return _listed(asked, _called(election, called, words), _written(election, glimpse, stems), counts)
        # What was written is the list, and it has as many pages as it needs.
        wrote = index.written(stems, chosen, start=asked.start, size=PAGE, **page) if asked.start else wrote
        alike = index.search(words, chosen, exact=False, start=0, size=GLIMPSE, facets=False, names=True, spare=False)
        return _listed(asked, _written(election, wrote, stems), _called(election, alike, words), counts)
    called = index.search(words, chosen, exact=False, start=asked.start, size=PAGE, **page)
    if called.total and not called.partial:
        return _listed(asked, _called(election, called, words), _written(election, NOBODY, stems), called.facets)
    return _most(election, asked, chosen, called)


def _most(election: str, asked: Asked, chosen: Chosen, called: Found) -> dict[str, Any]:
    """Return who has most of the words, in what they wrote or in their names, `called`: nobody has all."""
    index, words, stems = reader(election), asked.words, asked.stems
    order = ORDERS.get(asked.order, "")
    wrote = index.written(stems, chosen, start=asked.start, size=PAGE, order=order, spare=True)
    # Of equals, names come first where each word is somebody's just so, and not only begins a name or is alike.
    so = called.total and all(
        index.search(word, chosen, exact=True, start=0, size=1, facets=False, whole=True).total
        for word in telling(words)
        if word not in called.left_out
    )
    if wrote.total and (wrote.had > called.had or (wrote.had == called.had and not so)):
        kept = [stem for stem, word in stems.items() if word not in wrote.left_out]
        counts = index.facets("", kept, chosen, names=False)
        return _listed(asked, _written(election, wrote, stems), _called(election, NOBODY, words), counts)
    glimpse = Found(wrote.keys[:GLIMPSE], wrote.total, wrote.exact)
    return _listed(asked, _called(election, called, words), _written(election, glimpse, stems), called.facets)


def _listed(
    asked: Asked, first: dict[str, Any], second: dict[str, Any], counts: dict[str, dict[str, int]]
) -> dict[str, Any]:
    """Return a list and what is glimpsed after it, with their numbers."""
    found = first["found"]
    return {
        **first,
        "also": second,
        "total": found.total + second["found"].total,
        "counts": counts,
        "first": asked.start + 1,
        "last": min(asked.start + PAGE, found.total),
        "page": asked.page,
        "pages": max(1, -(-found.total // PAGE)),
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
        return redirect(f"{request.path}?{changed(request.GET, pagina=str(pages))}")
    every = index.search("", {}, exact=True, start=0, size=1)
    values = {
        **_frame(request, shared, asked),
        **_called(election, found, ""),
        "also": {"found": NOBODY},
        "total": every.total,
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
    return _answer(request, election, shared, asked, values)


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
    beginning = f" {fold(words)}"
    places = [place for called, place in _towns(shared) if beginning in called][:PLACES]
    lines = store().lines(election, found.keys)
    people = [line.replace(showing.SLOT, str(number)) for number, line in enumerate(lines, 1)]
    values = {"people": people, "places": places, "total": len(people) + len(places), "once": shared["once"]}
    response = HttpResponse(get_template("site/_suggestions.html").render(values))
    response["Cache-Control"] = "public, max-age=60"
    return response


def section_of(election: str, words: str) -> int:
    """Return the section that somebody typed where names are searched, «101» or «sección 0101»; 0 when there is none
    such."""
    text = fold(words).removeprefix("seccion").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    return number if number and is_section(election, number) else 0


def _towns(shared: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """Return the municipalities, each by how it and its head town are called: folded, a blank before each word. Made
    once for each state of an election."""
    found: list[tuple[str, dict[str, str]]] | None = shared["once"].get("towns")
    if found is None:
        names = shared["labels"]["municipality"]
        found = shared["once"]["towns"] = [
            (
                f" {fold(names[key])}  {fold(shared['towns'].get(key, ''))}",
                {"name": names[key], "url": f"{shared['root']}municipios/{slug}/"},
            )
            for key, slug in shared["slugs"].items()
        ]
    return found
