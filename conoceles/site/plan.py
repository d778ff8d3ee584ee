"""Which files there should be: {path: page}, each with the hash of exactly what it shows.

No dependency is tracked: what differs from the last manifest is rendered, the rest is left alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from conoceles.site import context, downloads, figures
from conoceles.site.phases import days_left
from conoceles.site.state import Candidacy, State
from conoceles.site.view import ElectionView, digest

SECTION_MARK = "§0000§"


@dataclass(frozen=True)
class Page:
    """One file of the site: where it is, what it depends on, and how to make it."""

    path: str
    hash: str
    template: str
    context: Callable[[], dict[str, Any]]
    section: int = 0
    slow: bool = False


def plan(state: State, now: datetime, release: str) -> dict[str, Page]:
    """Return every page of the site at a moment, by path."""
    views = [ElectionView(state, election, now) for election in state.elections.values() if election.calendar]
    views.sort(key=lambda view: view.calendar["polls_open"], reverse=True)
    pages = {page.path: page for page in _root(views, release)}
    for view in views:
        pages.update((page.path, page) for page in plan_election(view, release))
    return pages


def _root(views: list[ElectionView], release: str) -> Iterator[Page]:
    rows = [view.calendar for view in views]
    marks = [view.frame_digest for view in views]
    if len(views) == 1:
        page = _home(views[0], release)
        yield Page("index.html", digest("root", page.hash), page.template, page.context)
    else:
        yield Page(
            "index.html",
            digest("root", release, *marks),
            "site/elections.html",
            partial(dict, elections=rows),
        )
    yield Page("404.html", digest("404", release), "site/not_found.html", dict)
    yield Page("robots.txt", digest("robots", release), "site/robots.txt", dict)


def plan_election(view: ElectionView, release: str) -> Iterator[Page]:
    """Yield the pages of one election; before publication starts, only those that name no candidacy."""
    yield _home(view, release)
    if not view.shows_candidacies:
        return
    base = (release, view.frame_digest)
    yield from _contests(view, base)
    yield from _candidacies(view, base)
    yield from _parties(view, base)
    yield from _places(view, base)
    yield from _slow(view, base)


def _page(
    view: ElectionView,
    base: tuple[str, str],
    path: str,
    template: str,
    make: Callable[[], dict[str, Any]],
    *marks: object,
    edition: int,
    current: str = "",
    **more: Any,
) -> Page:
    def whole() -> dict[str, Any]:
        return context.frame(view, edition, current) | make()

    return Page(
        f"{view.election.slug}/{path}",
        digest(template, *base, edition, *marks),
        f"site/{template}.html",
        whole,
        **more,
    )


def _home(view: ElectionView, release: str) -> Page:
    counts = (figures.participation(view), [thing.commitment for _key, thing in view.contests])
    areas = view.election.areas.commitment if view.election.areas else ""
    return _page(
        view,
        (release, view.frame_digest),
        "index.html",
        "home",
        partial(context.home, view),
        counts,
        areas,
        days_left(view.calendar, view.now),
        edition=view.election.number,
    )


def _contests(view: ElectionView, base: tuple[str, str]) -> Iterator[Page]:
    marks = view.contest_marks
    for key, thing in view.contests:
        path = f"contiendas/{thing.document['slug']}/index.html"
        make = partial(context.contest, view, key)
        yield _page(view, base, path, "contest", make, marks[key], edition=view.last_editions[key], current="contests")

    def lines() -> dict[str, Any]:
        groups: dict[str, list[dict[str, Any]]] = {}
        for key, _thing in view.contests:
            line = context.contest_line(view, key)
            groups.setdefault(line["office"], []).append(line)
        return {"groups": groups}

    yield _page(
        view,
        base,
        "contiendas/index.html",
        "contests",
        lines,
        digest(*marks.values()),
        edition=view.election.number,
        current="contests",
    )


def _area_mark(view: ElectionView, key: str) -> str:
    return str(view.areas.get(key))


def _candidacies(view: ElectionView, base: tuple[str, str]) -> Iterator[Page]:
    tickets = {
        key: digest(
            *(candidacy.commitment for candidacy in members),
            *(view.number_of(candidacy) for candidacy in members),
        )
        for key, members in view.by_ticket.items()
    }
    parties = {key: view.party_mark(key) for key in view.election.parties}
    contests = {
        key: digest(thing.commitment, _area_mark(view, thing.document["area"]))
        for key, thing in view.election.contests.items()
    }
    for candidacy in view.election.candidacies.values():
        if candidacy.page and candidacy.contest in contests:
            versions = view.election.versions.get(candidacy.key, [])
            if len(versions) > 1 and candidacy.stands:
                yield _page(
                    view,
                    base,
                    f"candidaturas/{candidacy.slug}/versiones/index.html",
                    "versions",
                    partial(context.versions_page, view, candidacy),
                    candidacy.commitment,
                    versions,
                    edition=versions[-1],
                    current="candidacies",
                )
            yield _page(
                view,
                base,
                f"candidaturas/{candidacy.slug}/index.html",
                "candidacy",
                partial(context.candidacy, view, candidacy),
                len(versions),
                before.commitment if (before := view.predecessor(candidacy)) else "",
                view.mark(candidacy),
                view.identity_mark(candidacy),
                tickets.get(candidacy.ticket, ""),
                contests[candidacy.contest],
                parties.get(candidacy.party, ""),
                edition=view.number_of(candidacy),
                current="candidacies",
            )


def _parties(view: ElectionView, base: tuple[str, str]) -> Iterator[Page]:
    contests = digest(*(thing.commitment for _key, thing in view.contests))
    for key, thing in view.election.parties.items():
        candidacies = view.by_party.get(key, [])
        number = max([thing.number, *(view.number_of(candidacy) for candidacy in candidacies)])
        marks = digest(
            contests,
            view.party_mark(key),
            _coalition_marks(view, key),
            *(view.mark(candidacy) for candidacy in candidacies),
        )
        path = f"partidos/{thing.document['slug']}/index.html"
        yield _page(
            view,
            base,
            path,
            "party",
            partial(context.party_page, view, key),
            marks,
            edition=number,
            current="parties",
        )

    def lines() -> dict[str, Any]:
        keys = sorted(view.election.parties, key=lambda key: view.party_order[key])
        return {
            "parties": [context.party(view, key) | {"tickets": _tickets(view.by_party.get(key, []))} for key in keys]
        }

    everyone = digest(
        *(view.party_mark(key) + str(_tickets(view.by_party.get(key, []))) for key in view.election.parties)
    )
    yield _page(
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
        *(view.party_mark(other) for other, thing in view.election.parties.items() if key in thing.document["members"])
    )


def _tickets(candidacies: list[Candidacy]) -> int:
    return len({candidacy.ticket for candidacy in candidacies})


def _places(view: ElectionView, base: tuple[str, str]) -> Iterator[Page]:
    areas = view.election.areas.commitment if view.election.areas else ""
    marks = view.contest_marks
    for area in view.municipalities:
        keys = view.by_municipality.get(area["key"], [])
        number = max([0, *(view.last_editions[key] for key in keys)])
        path = f"municipios/{area['slug']}/index.html"
        make = partial(context.municipality, view, area)
        yield _page(
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

    def lines() -> dict[str, Any]:
        return {"municipalities": view.municipalities}

    yield _page(
        view,
        base,
        "municipios/index.html",
        "municipalities",
        lines,
        areas,
        edition=view.election.number,
        current="places",
    )
    yield from _sections(view, base, areas)


def _sections(view: ElectionView, base: tuple[str, str], areas: str) -> Iterator[Page]:
    styles: dict[tuple[str, str, str], tuple[Any, ...]] = {}
    for number, municipality, district, code in view.sections:
        style = (municipality, district, code)
        if style not in styles:
            here = {municipality, *([district] if district else view.districts_in(code))}
            here |= {key for key, area in view.areas.items() if area["kind"] == "state"}
            keys = [key for key, thing in view.contests if thing.document["area"] in here]
            mark = digest(areas, *style, *(view.contest_marks[key] for key in keys))
            make = partial(context.section_style, view, *style)
            styles[style] = (mark, make, max([0, *(view.last_editions[key] for key in keys)]))
        mark, make, edition = styles[style]
        yield _page(
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


def _slow(view: ElectionView, base: tuple[str, str]) -> Iterator[Page]:
    """Whole-election pages: they follow within a minute and say at which edition they stop."""

    def numbers() -> dict[str, Any]:
        return {
            "total": figures.participation(view),
            "tables": [
                {"id": "cargo", "title": "Por cargo", "head": "Cargo", "rows": figures.by_office(view)},
                {"id": "partido", "title": "Por partido", "head": "Partido", "rows": figures.by_party(view)},
                {
                    "id": "municipio",
                    "title": "Por municipio",
                    "head": "Municipio",
                    "rows": figures.by_municipality(view),
                },
            ],
            "cutoff": view.election.at,
        }

    number = view.election.number
    yield _page(
        view,
        base,
        "cifras/index.html",
        "figures",
        numbers,
        number,
        edition=number,
        current="figures",
        slow=True,
    )
    about = partial(downloads.about, view)
    yield _page(view, base, "datos/index.html", "data", about, number, edition=number, current="data", slow=True)
    for name, make in (
        ("candidaturas.csv", downloads.as_csv),
        ("candidaturas.jsonl", downloads.as_json_lines),
    ):
        path = f"{view.election.slug}/datos/{name}"
        yield Page(path, digest(name, *base, number), "", partial(make, view), slow=True)
