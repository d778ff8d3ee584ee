"""Which files there should be: {path: page}, each with the hash of exactly what it shows.

No dependency is tracked: what differs from the last manifest is rendered, the rest is left alone.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from conoceles.site import context, downloads, drawn, elections, feeds, figures, pages, profile, whole
from conoceles.site.page import Base, Page, file, html
from conoceles.site.phases import days_left
from conoceles.site.state import State
from conoceles.site.view import ElectionView, digest


def plan(state: State, now: datetime, release: str) -> dict[str, Page]:
    """Return every page of the site at a moment, by path."""
    views = [ElectionView(state, election, now) for election in state.elections.values() if election.calendar]
    views.sort(key=lambda view: view.calendar["polls_open"], reverse=True)
    pages = {page.path: page for page in _root(views, release)}
    for view in views:
        pages.update((page.path, page) for page in plan_election(view, release))
    return pages


def _root(views: list[ElectionView], release: str) -> Iterator[Page]:
    marks = [view.frame_digest for view in views]
    if len(views) == 1:
        page = _home(views[0], release)
        yield Page("index.html", digest("root", page.hash), page.template, page.context)
    else:
        shares = [figures.participation(view) for view in views if view.shows_candidacies]
        mark = digest("root", release, *marks, *shares)
        yield Page("index.html", mark, "site/elections.html", partial(elections.index, views))
    yield Page("404.html", digest("404", release), "site/not_found.html", dict)
    yield Page("mantenimiento.html", digest("maintenance", release), "look/maintenance.html", dict)
    yield Page("robots.txt", digest("robots", release, *marks), "site/robots.txt", partial(feeds.robots, views))
    yield Page("sw.js", digest("sw", release), "", feeds.worker)
    yield from feeds.sitemaps(views, release)
    yield from whole.root(views, release)


def plan_election(view: ElectionView, release: str) -> Iterator[Page]:
    """Yield the pages of one election; before publication starts, only those that name no candidacy."""
    yield _home(view, release)
    yield feeds.calendar(view, (release, view.frame_digest))
    if not view.shows_candidacies:
        return
    base = (release, view.frame_digest)
    yield from _contests(view, base)
    yield from _candidacies(view, base)
    yield from _parties(view, base)
    yield from _places(view, base)
    yield from _texts(view, base)
    yield from feeds.plan(view, base)
    yield from whole.plan(view, base)
    yield from drawn.plan(view, base)


def _home(view: ElectionView, release: str) -> Page:
    counts = (figures.participation(view), [thing.commitment for _key, thing in view.contests])
    areas = view.election.areas.commitment if view.election.areas else ""
    return html(
        view,
        (release, view.frame_digest),
        "index.html",
        "home",
        partial(pages.home, view),
        counts,
        areas,
        days_left(view.calendar, view.now),
        edition=view.election.number,
    )


def _contests(view: ElectionView, base: Base) -> Iterator[Page]:
    marks = view.contest_marks
    for key, thing in view.contests:
        path = f"contiendas/{thing.document['slug']}/index.html"
        make = partial(pages.contest, view, key)
        yield html(view, base, path, "contest", make, marks[key], edition=view.last_editions[key], current="contests")

    yield html(
        view,
        base,
        "contiendas/index.html",
        "contests",
        partial(pages.contests, view),
        digest(*marks.values()),
        edition=view.election.number,
        current="contests",
    )


def _candidacies(view: ElectionView, base: Base) -> Iterator[Page]:
    tickets = {
        key: digest(
            *(candidacy.commitment for candidacy in members),
            *(view.number_of(candidacy) for candidacy in members),
        )
        for key, members in view.by_ticket.items()
    }
    for candidacy in view.election.candidacies.values():
        if candidacy.page and candidacy.contest in view.election.contests:
            versions = view.election.versions.get(candidacy.key, [])
            if len(versions) > 1 and candidacy.stands:
                yield html(
                    view,
                    base,
                    f"candidaturas/{candidacy.slug}/versiones/index.html",
                    "versions",
                    partial(profile.versions_page, view, candidacy),
                    candidacy.commitment,
                    view.place_marks[candidacy.contest],
                    versions,
                    edition=versions[-1],
                    current="candidacies",
                )
            if candidacy.stands and (kept := view.election.profiles.get(candidacy.key)) and kept.captions:
                path = f"candidaturas/{candidacy.slug}/{profile.CAPTIONS}"
                yield file(view, base, path, partial(profile.captions, view, candidacy), view.mark(candidacy))
            yield html(
                view,
                base,
                f"candidaturas/{candidacy.slug}/index.html",
                "candidacy",
                partial(profile.candidacy, view, candidacy),
                len(versions),
                before.commitment if (before := view.predecessor(candidacy)) else "",
                view.card_mark(candidacy),
                view.identity_mark(candidacy),
                tickets.get(candidacy.ticket, ""),
                edition=view.number_of(candidacy),
                current="candidacies",
            )


def _parties(view: ElectionView, base: Base) -> Iterator[Page]:
    contests = digest(*(thing.commitment for _key, thing in view.contests))
    for key, thing in view.election.parties.items():
        candidacies = view.by_party.get(key, [])
        number = max([thing.number, *(view.number_of(candidacy) for candidacy in candidacies)])
        marks = digest(
            contests,
            view.party_marks[key],
            _coalition_marks(view, key),
            *(view.mark(candidacy) for candidacy in candidacies),
        )
        path = f"partidos/{thing.document['slug']}/index.html"
        yield html(
            view,
            base,
            path,
            "party",
            partial(pages.party_page, view, key),
            marks,
            edition=number,
            current="parties",
        )

    def lines() -> dict[str, Any]:
        keys = sorted(view.election.parties, key=lambda key: view.party_order[key])
        return {"parties": [context.party(view, key) for key in keys]}

    everyone = digest(*(view.party_marks[key] for key in view.election.parties))
    yield html(
        view,
        base,
        "partidos/index.html",
        "parties",
        lines,
        everyone,
        edition=view.election.number,
        current="parties",
    )


def _coalition_marks(view: ElectionView, key: str) -> str:
    return digest(
        *(view.party_marks[other] for other, thing in view.election.parties.items() if key in thing.document["members"])
    )


def _texts(view: ElectionView, base: Base) -> Iterator[Page]:
    """Yield what staff wrote, the list that a browser keeps, the ways of voting and the map of the site."""
    number = view.number_of_frame
    for slug in dict.fromkeys(thing.document["slug"] for thing in view.texts):
        make = partial(pages.text_page, view, slug)
        marks = [thing.commitment for thing in view.texts if thing.document["slug"] == slug]
        yield html(view, base, f"texto/{slug}/index.html", "text", make, *marks, edition=number)
    yield html(view, base, "mi-lista/index.html", "list", dict, edition=number, current="list")
    every = partial(pages.site_map, view)
    contests = digest(*(thing.commitment for _key, thing in view.contests))
    areas = view.election.areas.commitment if view.election.areas else ""
    yield html(view, base, "mapa-del-sitio/index.html", "site_map", every, contests, areas, edition=number)
    for mode, slug in view.modes.items():
        keys = view.voted_by(mode)
        marks = [view.contest_marks[key] for key in keys]
        last = max([number, *(view.last_editions[key] for key in keys)])
        path, make = f"votar/{slug}/index.html", partial(pages.mode, view, mode)
        yield html(view, base, path, "mode", make, *marks, edition=last, current="ballot")


def _places(view: ElectionView, base: Base) -> Iterator[Page]:
    areas = view.election.areas.commitment if view.election.areas else ""
    marks = view.contest_marks
    for area in view.municipalities:
        keys = view.by_municipality.get(area["key"], [])
        number = max([0, *(view.last_editions[key] for key in keys)])
        path = f"municipios/{area['slug']}/index.html"
        make = partial(pages.municipality, view, area)
        yield html(
            view,
            base,
            path,
            "municipality",
            make,
            areas,
            *(marks[key] for key in keys),
            edition=number,
            current="places",
        )

    number = view.election.areas.number if view.election.areas else 0
    every = partial(pages.municipalities, view)
    yield html(view, base, "municipios/index.html", "municipalities", every, areas, edition=number, current="places")
    if any("shape" in area for area in view.municipalities):
        yield file(view, base, "municipios/limites.json", partial(downloads.limits, view), areas)
    yield from _sections(view, base, areas)


def _sections(view: ElectionView, base: Base, areas: str) -> Iterator[Page]:
    styles: dict[tuple[str, str, str], tuple[Any, ...]] = {}
    for number, municipality, district, code in view.sections:
        style = (municipality, district, code)
        if style not in styles:
            keys = view.voted_in(municipality, district, code)
            mark = digest(areas, *style, *(view.contest_marks[key] for key in keys))
            make = partial(pages.section_style, view, *style)
            styles[style] = (mark, make, max([0, *(view.last_editions[key] for key in keys)]))
        mark, make, edition = styles[style]
        yield html(
            view,
            base,
            f"seccion/{number}/index.html",
            "section",
            make,
            mark,
            edition=edition,
            current="ballot",
            section=number,
        )
