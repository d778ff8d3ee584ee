"""Every page and file of an election, once: where it is, what makes it, what it depends on, who lists it, how its
visits are counted.

The plan, the menus, the map of the site, the maps for search engines and the counting of visits are all read from here.
"""

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from conoceles.lib.dates import local_date
from conoceles.site import things
from conoceles.site.change_entries import CHANGES
from conoceles.site.entry import Entry, List
from conoceles.site.files import booklets, downloads, feeds, figure_tables, figures_json, pictures
from conoceles.site.language import SPANISH, languages, prefix
from conoceles.site.pages import (
    candidacy,
    contests,
    context,
    figure_method,
    figure_pages,
    home,
    parties,
    places,
    privacy,
)
from conoceles.site.pages.content_figures import content_of
from conoceles.site.spreading_entries import SPREADING
from conoceles.site.state.election_view import ElectionView
from conoceles.site.text_entries import TEXTS

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
    Entry(
        "temas/",
        each=things.with_topics,
        title=gettext_noop("Temas"),
        visit="tema",
        lists=(List.MENU, List.MAP, List.ENGINES),
        current="topics",
    ),
    Entry("temas/{}/", each=things.topics, visit="tema", lists=(List.ENGINES,), current="topics"),
    Entry("temas/{}/{}/", each=things.nothing, visit="tema", current="topics"),
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
        overall=True,
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
        name=lambda view, _none: context.parties_title(view),
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
        lambda view, mode: things.last(view, view.voted_by(mode), view.number_of_frame),
        name=lambda view, mode: str(_(context.MODES[mode])).capitalize(),
        visit="boleta",
        lists=(List.FOOTER, List.MAP, List.ENGINES),
        current="ballot",
        while_voting=True,
    ),
    Entry(
        "mi-lista/",
        lambda view, _none: {"changes": candidacy.changes(view)},
        "list",
        marks=lambda view, _none: (candidacy.changes(view),),
        edition=lambda view, _none: max(view.number_of_frame, *map(view.number_of, candidacy.changed(view)), 0),
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
        overall=True,
    ),
    *SPREADING,
    Entry(
        "cifras/contenido/",
        lambda view, _none: figure_pages.contents(view, content_of(view)),
        "content",
        title=gettext_noop("Qué contienen las respuestas"),
        visit="cifras",
        lists=(List.MAP, List.ENGINES),
        current="figures",
        overall=True,
    ),
    Entry(
        "cifras/como-se-cuenta/",
        lambda view, _none: figure_method.method(view),
        "figure_method",
        title=gettext_noop("Cómo se cuenta"),
        visit="cifras",
        lists=(List.MAP, List.ENGINES),
        current="figures",
        overall=True,
    ),
    Entry(
        "cifras/contenido/{}/",
        lambda view, facet: figure_pages.contents_by(view, content_of(view), facet),
        "content_by",
        things.facets,
        visit="cifras",
        lists=(List.ENGINES,),
        current="figures",
        overall=True,
    ),
    Entry(
        "datos/diccionario/",
        lambda view, _none: downloads.dictionary(view),
        "dictionary",
        title=gettext_noop("Diccionario de datos"),
        visit=OPEN_DATA,
        lists=(List.MAP, List.ENGINES),
        current="data",
        overall=True,
    ),
    *TEXTS,
    Entry(
        "contiendas/{}/",
        contests.contest,
        "contest",
        things.contests,
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
        things.parties,
        things.party_marks,
        things.party_edition,
        visit="partido",
        lists=(List.ENGINES,),
        current="parties",
    ),
    Entry(
        "municipios/{}/",
        places.municipality,
        "municipality",
        things.municipalities,
        lambda view, area: (
            view.areas_mark,
            *(view.contest_marks[key] for key in things.municipality_keys(view, area)),
        ),
        lambda view, area: things.last(view, things.municipality_keys(view, area)),
        visit="municipio",
        lists=(List.ENGINES,),
        current="places",
    ),
    Entry(
        "candidaturas/{}/",
        candidacy.candidacy,
        "candidacy",
        lambda view: ((one.slug, one) for one in view.with_page),
        things.candidacy_marks,
        lambda view, one: view.number_of(one),
        visit="candidatura",
        lists=(List.ENGINES,),
        current="candidacies",
    ),
    Entry(
        "candidaturas/{}/mensaje/",
        candidacy.message_page,
        "message",
        things.with_message,
        lambda view, one: (view.card_mark(one),),
        lambda view, one: view.number_of(one),
        visit="candidatura",
        current="candidacies",
    ),
    Entry(
        "candidaturas/{}/versiones/",
        candidacy.versions_page,
        "versions",
        things.with_versions,
        lambda view, one: (one.commitment, view.place_marks[one.contest], view.election.versions[one.key]),
        lambda view, one: view.election.versions[one.key][-1],
        visit="versiones",
        current="candidacies",
    ),
    Entry(
        "seccion/{}/",
        lambda view, section: places.section_style(view, *section[1]),
        "section",
        things.sections,
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
        each=things.with_captions,
        marks=lambda view, one: (view.mark(one),),
    ),
    Entry(
        "municipios/limites.json",
        lambda view, _none: downloads.limits(view),
        each=things.bounded,
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
        "calendario-{}.ics",
        feeds.calendar,
        each=things.zones,
        marks=lambda view, where: (view.number_of_frame,),
        visit=OPEN_DATA,
    ),
    *CHANGES,
    Entry(
        "sitemap-{}.xml",
        lambda view, part: feeds.sitemap(view, addresses(view), part),
        each=lambda view: ((str(part), part) for part in range(1, feeds.parts(view) + 1)),
        marks=lambda view, part: (view.election.number,),
        visit=OPEN_DATA,
        overall=True,
    ),
    Entry(
        "cifras/{}.csv",
        lambda view, rows: figure_tables.as_csv(view, rows),
        each=lambda view: figure_tables.tables(view, content_of(view)),
        marks=lambda view, rows: (view.election.number, local_date(view.now)),
        visit=OPEN_DATA,
        overall=True,
    ),
    Entry(
        "cifras/cifras.json",
        lambda view, _none: figures_json.as_json(view),
        marks=lambda view, _none: (view.election.number, local_date(view.now)),
        visit=OPEN_DATA,
        overall=True,
    ),
    Entry(
        "datos/{}",
        lambda view, make: make(view),
        each=lambda view: downloads.FILES.items(),
        marks=lambda view, make: (view.election.number,),
        visit=OPEN_DATA,
        overall=True,
    ),
    Entry(
        "/incrustar/{election}/candidatura/{}/",
        feeds.framed_candidacy,
        "embed_candidacy",
        lambda view: ((one.slug, one) for one in view.with_page),
        lambda view, one: (view.card_mark(one), view.ticket_marks.get(one.ticket, "")),
        visit="incrustada",
        framed=True,
    ),
    Entry(
        "/incrustar/{election}/contienda/{}/",
        feeds.framed_contest,
        "embed_contest",
        things.contests,
        lambda view, key: (view.contest_marks[key],),
        visit="incrustada",
        framed=True,
    ),
    Entry(
        privacy.FORM,
        lambda view, _none: privacy.form(view),
        each=things.private,
        marks=lambda view, _none: privacy.marks(view),
        visit="folleto",
        ahead=True,
    ),
    Entry(
        "folletos/{}.pdf",
        lambda view, booklet: booklet.make(),
        each=booklets.every,
        marks=lambda view, booklet: booklet.marks,
        visit="folleto",
        drawn=True,
    ),
    Entry(
        "tarjetas/{}.jpg",
        lambda view, picture: picture.make(),
        each=pictures.every,
        marks=lambda view, picture: picture.marks,
        drawn=True,
    ),
    # The last to be drawn: paper in the other languages.
    *(
        Entry(
            f"/{prefix(language)}{{election}}/folletos/{{}}.pdf",
            lambda view, booklet: booklet.make(),
            each=partial(booklets.every, language=language),
            marks=lambda view, booklet: booklet.marks,
            drawn=True,
        )
        for language in languages()
        if language != SPANISH
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
    ("api/v1/{}/cifras", OPEN_DATA),
    ("api/v1/{}/comparar", OPEN_DATA),
)


def addresses(view: ElectionView) -> Iterator[str]:
    """Yield the addresses of an election that search engines may list, under its own."""
    for entry in ENTRIES:
        if List.ENGINES in entry.lists:
            gone = entry.template == "candidacy"
            for address, thing in entry.each(view):
                if not gone or thing.stands:
                    yield entry.path.replace("{}", address)
