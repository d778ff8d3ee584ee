"""Every page and file of an election, once: where it is, what makes it, what it depends on, who lists it, how its visits are counted.

The plan, the menus, the map of the site, the maps for search engines and the counting of visits are all read from here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from conoceles.lib.dates import local_date
from conoceles.site.files import booklets, downloads, feeds, figure_tables, pictures
from conoceles.site.pages import candidacy, contests, context, figure_pages, home, parties, places, texts
from conoceles.site.pages.content import content_of
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import Candidacy

Context = dict[str, Any]
Things = Iterable[tuple[str, Any]]


class List(StrEnum):
    """Where pages are listed for whoever looks for them."""

    MENU = "menu"
    FOOTER = "footer"
    MAP = "map"
    ENGINES = "engines"


def once(view: ElectionView) -> Things:
    """Yield the only thing of a page that there is once."""
    yield "", None


@dataclass(frozen=True)
class Entry:
    """One kind of page, or of file, of an election.

    `path` is under the election's address, or under the site's when it begins with a slash; `{}` stands for the address of each
    thing that `each` yields, as (address, thing). What ends in a slash is a page of a `template`; anything else is a file, whose maker
    gives {"content": bytes}. `make` None: it is answered on request. `marks` are all that it shows besides its frame, and `edition`
    the last edition behind it.
    """

    path: str
    make: Callable[[ElectionView, Any], Context] | None = None
    template: str = ""
    each: Callable[[ElectionView], Things] = once
    marks: Callable[[ElectionView, Any], Iterable[object]] = lambda view, thing: ()
    edition: Callable[[ElectionView, Any], int] = lambda view, thing: view.election.number
    # The kind under which its visits are counted, as statistics call it; '' for what is no visit.
    visit: str = ""
    # What menus and maps call it; for things with names of their own, what `name` says of each.
    title: str = ""
    name: Callable[[ElectionView, Any], str] | None = None
    lists: tuple[List, ...] = ()
    # What a menu marks while it is read.
    current: str = ""
    # Also before candidacies are shown.
    ahead: bool = False
    # Of the whole election: made within a minute by a process of its own.
    slow: bool = False
    # On paper or drawn: made by the same process, after the slow ones, a while at a time.
    idle: bool = False
    # For other sites' frames: the last to be made.
    framed: bool = False
    # Shared by the sections of a ballot style, which differ in their number alone.
    sectioned: bool = False

    def place(self, view: ElectionView, address: str = "") -> str:
        """Return where the page of a thing is, without language and without the first slash."""
        path = self.path.replace("{}", address)
        return (
            path[1:].replace("{election}", view.election.slug) if path[0:1] == "/" else f"{view.election.slug}/{path}"
        )


def _standing(view: ElectionView) -> Things:
    return ((one.slug, one) for one in view.with_page if one.stands)


def _with_captions(view: ElectionView) -> Things:
    for one in view.with_page:
        profile = view.election.profiles.get(one.key)
        if one.stands and profile and profile.captions:
            yield one.slug, one


def _with_versions(view: ElectionView) -> Things:
    versions = view.election.versions
    return ((one.slug, one) for one in view.with_page if one.stands and len(versions.get(one.key, [])) > 1)


def _candidacy_marks(view: ElectionView, one: Candidacy) -> Iterable[object]:
    before = view.predecessor(one)
    return (
        len(view.election.versions.get(one.key, [])),
        before.commitment if before else "",
        view.card_mark(one),
        view.identity_mark(one),
        view.ticket_marks.get(one.ticket, ""),
    )


def _contests(view: ElectionView) -> Things:
    return ((thing.document["slug"], key) for key, thing in view.contests)


def _parties(view: ElectionView) -> Things:
    return ((thing.document["slug"], key) for key, thing in view.election.parties.items())


def _party_marks(view: ElectionView, key: str) -> Iterable[object]:
    joined = [one for one, thing in view.election.parties.items() if key in thing.document["members"]]
    people = view.by_party.get(key, [])
    marks = (view.party_marks[key], *(view.party_marks[one] for one in joined))
    return (view.contests_mark, *marks, *(view.mark(one) for one in people))


def _party_edition(view: ElectionView, key: str) -> int:
    people = view.by_party.get(key, [])
    return max([view.election.parties[key].number, *(view.number_of(one) for one in people)])


def _municipalities(view: ElectionView) -> Things:
    return ((area["slug"], area) for area in view.municipalities)


def _municipality_keys(view: ElectionView, area: Context) -> list[str]:
    return view.by_municipality.get(area["key"], [])


def _last(view: ElectionView, keys: list[str], least: int = 0) -> int:
    """Return the last edition behind some contests."""
    return max([least, *(view.last_editions[key] for key in keys)])


def _sections(view: ElectionView) -> Things:
    return (
        (str(number), (number, style)) for number, *style in ((one[0], one[1], one[2], one[3]) for one in view.sections)
    )


def _facets(view: ElectionView) -> Things:
    return ((facet.id, facet.id) for facet in content_of(view).facets)


def _bounded(view: ElectionView) -> Things:
    return once(view) if any("shape" in area for area in view.municipalities) else ()


OPEN_DATA = "datos abiertos"
ENTRIES = (
    Entry(
        "",
        lambda view, _none: home.home(view),
        "home",
        marks=home.marks,
        title=gettext_noop("Inicio"),
        visit="portada",
        lists=(List.MAP, List.ENGINES),
        ahead=True,
    ),
    Entry(
        "candidaturas/",
        title=gettext_noop("Candidaturas"),
        visit="búsqueda",
        lists=(List.MENU, List.MAP, List.ENGINES),
        current="candidacies",
    ),
    Entry("seccion/", title=gettext_noop("Mi boleta"), visit="boleta", lists=(List.MENU, List.MAP), current="ballot"),
    Entry("comparar/", visit="comparación", current="contests"),
    Entry(
        "contiendas/",
        lambda view, _none: contests.contests(view),
        "contests",
        marks=lambda view, _none: view.contest_marks.values(),
        title=gettext_noop("Contiendas"),
        visit="contienda",
        lists=(List.MENU, List.MAP, List.ENGINES),
        current="contests",
    ),
    Entry(
        "cifras/",
        lambda view, _none: figure_pages.participation(view),
        "figures",
        marks=lambda view, _none: (local_date(view.now),),
        title=gettext_noop("Cifras"),
        visit="cifras",
        lists=(List.MENU, List.MAP, List.ENGINES),
        current="figures",
        slow=True,
    ),
    Entry(
        "municipios/",
        lambda view, _none: places.municipalities(view),
        "municipalities",
        marks=lambda view, _none: (view.areas_mark,),
        edition=lambda view, _none: view.election.areas.number if view.election.areas else 0,
        title=gettext_noop("Municipios"),
        visit="municipio",
        lists=(List.FOOTER, List.MAP, List.ENGINES),
        current="places",
    ),
    Entry(
        "partidos/",
        lambda view, _none: parties.parties(view),
        "parties",
        marks=lambda view, _none: view.party_marks.values(),
        title=gettext_noop("Partidos y coaliciones"),
        visit="partido",
        lists=(List.FOOTER, List.MAP, List.ENGINES),
        current="parties",
    ),
    Entry(
        "votar/{}/",
        places.mode,
        "mode",
        lambda view: ((slug, mode) for mode, slug in view.modes.items()),
        lambda view, mode: (view.contest_marks[key] for key in view.voted_by(mode)),
        lambda view, mode: _last(view, view.voted_by(mode), view.number_of_frame),
        name=lambda view, mode: _upper(_(context.MODES[mode])),
        visit="boleta",
        lists=(List.FOOTER, List.MAP, List.ENGINES),
        current="ballot",
    ),
    Entry(
        "mi-lista/",
        lambda view, _none: {},
        "list",
        edition=lambda view, _none: view.number_of_frame,
        title=gettext_noop("Mi lista"),
        visit="mi lista",
        lists=(List.FOOTER, List.MAP),
        current="list",
    ),
    Entry(
        "datos/",
        lambda view, _none: downloads.about(view),
        "data",
        title=gettext_noop("Datos abiertos"),
        visit=OPEN_DATA,
        lists=(List.FOOTER, List.MAP, List.ENGINES),
        current="data",
        slow=True,
    ),
    Entry(
        "cifras/contenido/",
        lambda view, _none: figure_pages.contents(view, content_of(view)),
        "content",
        title=gettext_noop("Qué contienen las respuestas"),
        visit="cifras",
        lists=(List.MAP, List.ENGINES),
        current="figures",
        slow=True,
    ),
    Entry(
        "cifras/contenido/{}/",
        lambda view, facet: figure_pages.contents_by(view, content_of(view), facet),
        "content_by",
        _facets,
        visit="cifras",
        lists=(List.ENGINES,),
        current="figures",
        slow=True,
    ),
    Entry(
        "datos/diccionario/",
        lambda view, _none: downloads.dictionary(view),
        "dictionary",
        title=gettext_noop("Diccionario de datos"),
        visit=OPEN_DATA,
        lists=(List.MAP, List.ENGINES),
        current="data",
        slow=True,
    ),
    Entry(
        "texto/{}/",
        texts.text_page,
        "text",
        lambda view: zip(view.text_slugs, view.text_slugs, strict=True),
        lambda view, slug: (thing.commitment for thing in view.texts if thing.document["slug"] == slug),
        lambda view, slug: view.number_of_frame,
        name=lambda view, slug: str(context.text(view, slug)["title"]),
        visit="texto",
        lists=(List.FOOTER, List.MAP, List.ENGINES),
    ),
    Entry(
        "mapa-del-sitio/",
        lambda view, _none: texts.site_map(view) | {"listed": listed(view, List.MAP)},
        "site_map",
        marks=lambda view, _none: (view.contests_mark, view.areas_mark),
        edition=lambda view, _none: view.number_of_frame,
        title=gettext_noop("Mapa del sitio"),
        visit="texto",
        lists=(List.FOOTER, List.ENGINES),
    ),
    Entry(
        "contiendas/{}/",
        contests.contest,
        "contest",
        _contests,
        lambda view, key: (view.contest_marks[key],),
        lambda view, key: view.last_editions[key],
        visit="contienda",
        lists=(List.ENGINES,),
        current="contests",
    ),
    Entry(
        "partidos/{}/",
        parties.party_page,
        "party",
        _parties,
        _party_marks,
        _party_edition,
        visit="partido",
        lists=(List.ENGINES,),
        current="parties",
    ),
    Entry(
        "municipios/{}/",
        places.municipality,
        "municipality",
        _municipalities,
        lambda view, area: (view.areas_mark, *(view.contest_marks[key] for key in _municipality_keys(view, area))),
        lambda view, area: _last(view, _municipality_keys(view, area)),
        visit="municipio",
        lists=(List.ENGINES,),
        current="places",
    ),
    Entry(
        "candidaturas/{}/",
        candidacy.candidacy,
        "candidacy",
        lambda view: ((one.slug, one) for one in view.with_page),
        _candidacy_marks,
        lambda view, one: view.number_of(one),
        visit="candidatura",
        lists=(List.ENGINES,),
        current="candidacies",
    ),
    Entry(
        "candidaturas/{}/versiones/",
        candidacy.versions_page,
        "versions",
        _with_versions,
        lambda view, one: (one.commitment, view.place_marks[one.contest], view.election.versions[one.key]),
        lambda view, one: view.election.versions[one.key][-1],
        visit="versiones",
        current="candidacies",
    ),
    Entry(
        "seccion/{}/",
        lambda view, section: places.section_style(view, *section[1]),
        "section",
        _sections,
        lambda view, section: (view.ballot_styles[tuple(section[1])][0],),
        lambda view, section: view.ballot_styles[tuple(section[1])][1],
        visit="boleta",
        lists=(List.ENGINES,),
        current="ballot",
        sectioned=True,
    ),
    Entry(
        f"candidaturas/{{}}/{candidacy.CAPTIONS}",
        candidacy.captions,
        each=_with_captions,
        marks=lambda view, one: (view.mark(one),),
    ),
    Entry(
        "municipios/limites.json",
        lambda view, _none: downloads.limits(view),
        each=_bounded,
        marks=lambda view, _none: (view.areas_mark,),
    ),
    Entry(
        "calendario.ics",
        lambda view, _none: feeds.calendar(view),
        marks=lambda view, _none: (view.number_of_frame,),
        visit=OPEN_DATA,
        ahead=True,
    ),
    Entry(
        "cambios.xml",
        lambda view, _none: feeds.changes(view),
        marks=lambda view, _none: (view.election.number,),
        visit=OPEN_DATA,
        slow=True,
    ),
    Entry(
        "sitemap-{}.xml",
        lambda view, part: feeds.sitemap(view, addresses(view), part),
        each=lambda view: ((str(part), part) for part in range(1, feeds.parts(view) + 1)),
        marks=lambda view, part: (view.election.number,),
        visit=OPEN_DATA,
        slow=True,
    ),
    Entry(
        "cifras/{}.csv",
        lambda view, rows: figure_tables.as_csv(view, rows),
        each=lambda view: figure_tables.tables(view, content_of(view)),
        marks=lambda view, rows: (view.election.number, local_date(view.now)),
        visit=OPEN_DATA,
        slow=True,
    ),
    Entry(
        "datos/{}",
        lambda view, make: make(view),
        each=lambda view: downloads.FILES.items(),
        marks=lambda view, make: (view.election.number,),
        visit=OPEN_DATA,
        slow=True,
    ),
    Entry(
        "/incrustar/{election}/candidatura/{}/",
        feeds.framed_candidacy,
        "embed_candidacy",
        _standing,
        lambda view, one: (view.card_mark(one),),
        visit="incrustada",
        framed=True,
    ),
    Entry(
        "/incrustar/{election}/contienda/{}/",
        feeds.framed_contest,
        "embed_contest",
        _contests,
        lambda view, key: (view.contest_marks[key],),
        visit="incrustada",
        framed=True,
    ),
    Entry(
        "folletos/{}.pdf",
        lambda view, booklet: booklet.make(),
        each=booklets.every,
        marks=lambda view, booklet: booklet.marks,
        visit="folleto",
        idle=True,
    ),
    Entry(
        "tarjetas/{}.jpg",
        lambda view, picture: picture.make(),
        each=pictures.every,
        marks=lambda view, picture: picture.marks,
        idle=True,
    ),
)
# What stands above all elections, for the counting of visits: (path, kind).
ROOT_VISITS = (
    ("", "portada"),
    ("comparar/", "cifras"),
    ("comparar/{}.csv", OPEN_DATA),
    ("datos/{}", OPEN_DATA),
    ("api/v1/{}", OPEN_DATA),
    ("api/v1/{}/candidaturas", OPEN_DATA),
    ("api/v1/{}/candidaturas/{}", OPEN_DATA),
    ("api/v1/{}/comparar", OPEN_DATA),
)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def frame(view: ElectionView, edition: int, current: str = "", path: str = "") -> Context:
    """Return what every page of an election has, with its menus."""
    menus = {name: listed(view, name) for name in (List.MENU, List.FOOTER)}
    return context.frame(view, edition, current, path) | menus


def listed(view: ElectionView, where: List) -> list[Context]:
    """Return the pages of a list, in its order, each as {"title", "url", "current"}; made once for each language."""
    made: list[Context] = view.memo.setdefault((where, view.root), [])
    if not made and view.shows_candidacies:
        made += _listed(view, where)
    return made


def _listed(view: ElectionView, where: List) -> Iterator[Context]:
    for entry in ENTRIES:
        if where in entry.lists and (entry.title or entry.name):
            for address, thing in entry.each(view):
                title = entry.name(view, thing) if entry.name else _(entry.title)
                url = view.root + entry.path.replace("{}", address)
                yield {"title": title, "url": url, "current": entry.current, "key": entry.path.strip("/")}


def addresses(view: ElectionView) -> Iterator[str]:
    """Yield the addresses of an election that search engines may list, under its own."""
    for entry in ENTRIES:
        if List.ENGINES in entry.lists:
            gone = entry.template == "candidacy"
            for address, thing in entry.each(view):
                if not gone or thing.stands:
                    yield entry.path.replace("{}", address)


def visited() -> Iterator[tuple[str, str, bool]]:
    """Yield (path, kind, whether it is under an election) of everything whose visits are counted."""
    yield from ((entry.path, entry.visit, entry.path[:1] != "/") for entry in ENTRIES if entry.visit)
    yield from ((path, kind, False) for path, kind in ROOT_VISITS)
