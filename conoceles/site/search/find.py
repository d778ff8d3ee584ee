"""Search as citizens use it: words, facets in any combination, a stated order; and suggestions while they type."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from conoceles.lib.access import public
from conoceles.lib.text import fold
from conoceles.lib.vocabulary import AGES, GROUPS, ROLES, SEXES
from conoceles.site.pages.context import tongues
from conoceles.site.search.index import FACETS, Found
from conoceles.site.search.reading import frame, is_section, reader, store

PAGE = 20
LAST_PAGE = 5000
LONGEST = 200
LONGEST_FACET = 40
MOST_VALUES = 50
SUGGESTED, PLACES = 6, 3
FIXED_LABELS = {
    "answered": {"si": gettext_noop("Sí"), "no": gettext_noop("Todavía no")},
    "age": {band.key: band.title for band in AGES},
    "sex": {key: word.title for key, word in SEXES.items()},
    "role": {key: word.title for key, word in ROLES.items()},
    "principle": {"mr": gettext_noop("Mayoría relativa"), "rp": gettext_noop("Representación proporcional")},
    "group": {key: word.title for key, word in GROUPS.items()},
}
TITLES = {
    "answered": gettext_noop("Respondió"),
    "office": gettext_noop("Cargo"),
    "municipality": gettext_noop("Municipio"),
    "district": gettext_noop("Distrito"),
    "contest": gettext_noop("Contienda"),
    "party": gettext_noop("Partido o coalición"),
    "role": gettext_noop("Propietaria o suplente"),
    "principle": gettext_noop("Principio"),
    "age": gettext_noop("Edad el día de la elección"),
    "sex": gettext_noop("Sexo"),
    "degree": gettext_noop("Grado de estudios"),
    "group": gettext_noop("Grupo prioritario, si lo hizo público"),
}
# What a facet is called in an address.
PARAMETERS = {
    "answered": "respondio",
    "office": "cargo",
    "municipality": "municipio",
    "district": "distrito",
    "contest": "contienda",
    "party": "partido",
    "role": "calidad",
    "principle": "principio",
    "age": "edad",
    "sex": "sexo",
    "degree": "estudios",
    "group": "grupo",
}
ORDERS = {"boleta": "ballot", "nombre": "order"}


@public()
def search(request: HttpRequest, election: str) -> HttpResponse:
    shared = frame(election)
    asked = Asked(request.GET)
    found = asked.found(election)
    pages = max(1, -(-found.total // PAGE))
    if asked.page > pages:
        return redirect(f"{request.path}?{changed(request.GET, pagina='')}")
    facets = [facet for name in FACETS if (facet := _facet(request, shared, name, found, asked.chosen[name]))]
    values = {
        **shared,
        "self": f"{shared['site']}{request.path}",
        "section": section_of(election, asked.words),
        "words": asked.words,
        "exact": asked.exact,
        "order": asked.order,
        "found": found,
        "cards": store().cards(election, found.keys),
        "facets": facets,
        "chosen": [value for facet in facets for value in facet["values"] if value["chosen"]],
        "first": (asked.page - 1) * PAGE + 1,
        "last": min(asked.page * PAGE, found.total),
        "page": asked.page,
        "pages": pages,
        "previous": changed(request.GET, pagina=str(asked.page - 1)) if asked.page > 1 else "",
        "following": changed(request.GET, pagina=str(asked.page + 1)) if asked.page < pages else "",
        "only_exact": changed(request.GET, exacto="1", pagina=""),
        "also_similar": changed(request.GET, exacto="", pagina=""),
        "orders": _orders(request.GET, asked),
        "languages": [
            {**one, "url": f"{one['url']}?{changed(request.GET)}".rstrip("?")}
            for one in tongues(f"{election}/candidaturas/")
        ],
        "without_facets": changed(request.GET, pagina="", **dict.fromkeys(PARAMETERS.values(), "")),
    }
    if not found.total and asked.chosen_any:
        values["wider"] = asked.found(election, facets=False).total
    response = render(request, "site/search.html", values)
    response["Cache-Control"] = "public, max-age=10"
    return response


class Asked:
    """What an address asks of the search, within limits."""

    def __init__(self, query: QueryDict) -> None:
        self.words = " ".join(query.get("q", "").replace("\x00", " ").split())[:LONGEST]
        self.exact = query.get("exacto") == "1"
        self.order = query.get("orden", "") if query.get("orden") in ORDERS else ""
        self.chosen = {
            name: [value for value in query.getlist(PARAMETERS[name]) if value][:MOST_VALUES] for name in FACETS
        }
        text = query.get("pagina", "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
        self.page = max(1, min(number, LAST_PAGE))

    @property
    def chosen_any(self) -> bool:
        return any(self.chosen.values())

    def found(self, election: str, *, facets: bool = True) -> Found:
        """Return the page of results that is asked for; the first of all when facets do not count."""
        return reader(election).search(
            self.words,
            self.chosen if facets else {},
            exact=self.exact,
            start=(self.page - 1) * PAGE if facets else 0,
            size=PAGE,
            order=ORDERS.get(self.order, ""),
        )


def _orders(query: QueryDict, asked: Asked) -> list[dict[str, Any]]:
    """Return the orders in which results can be read, the one in use marked; none puts anybody forward."""
    default = _("Por parecido, cargo y nombre") if asked.words else _("En orden alfabético")
    options = [("", default), ("boleta", _("Como en la boleta"))]
    if asked.words:
        options.insert(1, ("nombre", _("En orden alfabético")))
    current = asked.order if asked.words or asked.order != "nombre" else ""
    return [
        {"name": name, "current": key == current, "query": changed(query, orden=key, pagina="")}
        for key, name in options
    ]


def labels(shared: dict[str, Any], name: str) -> dict[str, str]:
    """Return {value: what it is called} of a facet, in the language being written."""
    fixed = FIXED_LABELS.get(name)
    return {value: _(label) for value, label in fixed.items()} if fixed else shared["labels"][name]


def _facet(
    request: HttpRequest, shared: dict[str, Any], name: str, found: Found, chosen: list[str]
) -> dict[str, Any] | None:
    counts, called = found.facets.get(name, {}), labels(shared, name)
    order = shared["order"].get(name) or list(called)
    # Of a long facet, the values with most candidacies; in the order of the catalogue all the same.
    shown = {*sorted(counts, key=lambda value: -counts[value])[:LONGEST_FACET], *chosen}
    parameter = PARAMETERS[name]
    values = [
        {
            "value": value,
            "label": called[value],
            "count": counts.get(value, 0),
            "chosen": value in chosen,
            "without": _without(request.GET, parameter, value) if value in chosen else "",
        }
        for value in order
        if value in called and value in shown and (counts.get(value) or value in chosen)
    ]
    if not values or (len(values) < 2 and not chosen):
        return None
    own = name in ("municipality", "district", "contest", "party")
    title = _("Poder que postula") if name == "party" and shared["of_powers"] else _(TITLES[name])
    return {"title": title, "own": own, "parameter": parameter, "values": values, "chosen": bool(chosen)}


def _without(query: QueryDict, parameter: str, value: str) -> str:
    kept = query.copy()
    kept.setlist(parameter, [other for other in query.getlist(parameter) if other != value])
    return changed(kept, pagina="")


def changed(query: QueryDict, **changes: str) -> str:
    """Return the query of an address with some parameters in other words; '' drops one."""
    pairs = [(name, value) for name, values in query.lists() if name not in changes for value in values if value]
    return urlencode(pairs + [(name, value) for name, value in changes.items() if value])


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
