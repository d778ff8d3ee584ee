"""What a search offers besides people: a facet that its words name («joven», a party, an office), a topic, a page that
answers («dónde voto»)."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from conoceles.lib.stems import WORD, stem
from conoceles.site.pages import context
from conoceles.site.search.asked import PARAMETERS, changed, stems_of
from conoceles.site.search.facets import FIXED_LABELS, TITLES
from conoceles.site.search.reader import Reader
from conoceles.site.state.election_view import ElectionView
from conoceles.site.words.catalogue import topics_of
from conoceles.site.words.topics import AS_WRITTEN, NOT

MOST = 6
FACETS_BY = {parameter: name for name, parameter in PARAMETERS.items()}
# What people write when they mean a value, beside what it is called.
MEANT = {
    "sex": {"female": "mujer candidata woman women", "male": "hombre candidato man men", "nonbinary": "binaria"},
    "age": {"18-29": "joven juventud young youth", "60": "anciana abuelo"},
    "group": {
        "indigenous": "indígena indigenous",
        "disability": "discapacidad discapacitado disability",
        "afromexican": "afromexicana afrodescendiente",
        "diversity": "lgbt lgbti lgbtiq lgbtq lgbttti lgbtttiq gay lesbiana trans",
        "migrant": "migrante migrant",
        "young": "joven",
    },
    "role": {"alternate": "suplente alternate"},
    "principle": {"rp": "plurinominal"},
    "answered": {"si": "respondió contestó"},
}
# What is looked for, and where it is read.
ANSWERED_BY = {
    "seccion/": ("Mi boleta", "dónde voto|casilla|boleta|sección|credencial|votar|where vote|polling"),
    "cifras/": ("Cifras", "cifras|estadísticas|cuántas candidaturas|figures"),
    "datos/": ("Datos abiertos", "datos abiertos|api|descargar|open data"),
    "contiendas/": ("Contiendas", "contiendas|qué se elige|cargos"),
    "municipios/": ("Municipios", "municipios|mapa"),
    "mi-lista/": ("Mi lista", "mi lista|guardadas"),
}
Entry = list[Any]


class Offer(NamedTuple):
    """Something to be opened: what it is, how it is called, where it is and, of a topic, how many speak of it."""

    kind: str
    label: str
    url: str
    speak: int = 0


def entries(view: ElectionView) -> list[Entry]:
    """Return what can be offered in an election, as [stems, kind, label, where]: it is when a search has all the
    stems."""
    return [one for one in (*_pages(view), *_topics(view), *_facets(view)) if one[0]]


def _pages(view: ElectionView) -> Iterator[Entry]:
    for path, (title, asked) in ANSWERED_BY.items():
        if path != "seccion/" or view.sections:
            yield from ([_stems(words), "page", _(title), view.root + path] for words in asked.split("|"))
    for mode in context.modes(view):
        yield [_stems(mode["name"]), "page", mode["name"].capitalize(), mode["url"]]
    for text in context.texts(view):
        yield [_stems(text["title"]), "page", text["title"], text["url"]]
    for link in view.calendar["links"]:
        yield [_stems(link["text"]), "page", link["text"], link["url"]]


def _topics(view: ElectionView) -> Iterator[Entry]:
    for key, topic in topics_of(view).topics.items():
        words = [line.lstrip(AS_WRITTEN) for line in topic["words"] if not line.startswith(NOT)]
        for line in dict.fromkeys([topic["name"], *words]):
            yield [_stems(line), "topic", topic["name"], f"{view.root}temas/{key}/"]


def _facets(view: ElectionView) -> Iterator[Entry]:
    for name, values in MEANT.items():
        for value, words in values.items():
            for word in words.split():
                label = f"{_(TITLES[name])}: {_(FIXED_LABELS[name][value])}"
                yield [[stem(word)], "facet", label, [PARAMETERS[name], value]]
    for key, office in view.offices.items():
        name = context.office_name(view, key)
        for words in (name, *office["called"].split()):
            yield [_stems(words), "facet", name, [PARAMETERS["office"], key]]
    for key, thing in view.election.parties.items():
        party = thing.document
        if party["kind"] != "independent":
            for words in (party["name"], party["short"]):
                yield [_stems(words), "facet", party["name"], [PARAMETERS["party"], key]]


def _stems(words: str) -> list[str]:
    return list(stems_of(words))


def offered(shared: dict[str, Any], query: QueryDict, stems: dict[str, str], index: Reader) -> list[Offer]:
    """Return what some words name, pages first, then topics, each once; with a facet that anybody has, the words that
    are left."""
    found: dict[tuple[str, str], Offer] = {}
    by_stem = _by_stem(shared)
    for _place, (named, kind, label, where) in sorted(one for name in stems for one in by_stem.get(name, ())):
        if (kind, label) in found or not all(one in stems for one in named):
            continue
        if kind == "topic":
            key = where.rstrip("/").rsplit("/", 1)[-1]
            speak = index.search("", {"topic": [key]}, exact=True, start=0, size=1, facets=False).total
            found[kind, label] = Offer(kind, label, where, speak)
        elif kind != "facet":
            found[kind, label] = Offer(kind, label, where)
        elif index.search("", {FACETS_BY[where[0]]: [where[1]]}, exact=True, start=0, size=1, facets=False).total:
            found[kind, label] = Offer(kind, label, _narrowed(query, where, named))
    return list(found.values())[:MOST]


def _by_stem(shared: dict[str, Any]) -> dict[str, list[tuple[int, Entry]]]:
    """Return {stem: [(place in their order, entry)]} of what is named by words that begin so."""
    kept: dict[str, list[tuple[int, Entry]]] | None = shared["once"].get("named")
    if kept is None:
        kept = {}
        for place, entry in enumerate(shared["named"]):
            kept.setdefault(entry[0][0], []).append((place, entry))
        shared["once"]["named"] = kept
    return kept


def _narrowed(query: QueryDict, facet: list[str], named: list[str]) -> str:
    parameter, value = facet
    rest = " ".join(word for word in WORD.findall(query.get("q", "")) if stem(word) not in named)
    values = [one for one in query.getlist(parameter) if one != value]
    kept = query.copy()
    kept.setlist(parameter, [*values, value])
    return f"?{changed(kept, q=rest, pagina='', en='')}"
