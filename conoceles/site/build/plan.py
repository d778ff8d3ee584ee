"""Which files there should be: {path: page}, each with the hash of exactly what it shows.

No dependency is tracked: what differs from the last manifest is rendered, the rest is left alone.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.utils import timezone

from conoceles.site.build.planned import Page, planned
from conoceles.site.files import downloads, elections_table, feeds
from conoceles.site.pages import elections, figures
from conoceles.site.registry import ENTRIES
from conoceles.site.search.openapi import openapi
from conoceles.site.state.election_view import ElectionView, digest
from conoceles.site.state.fold import State


def plan(state: State, now: datetime, release: str) -> dict[str, Page]:
    """Return every page of the site at a moment, by path."""
    views = [ElectionView(state, election, now) for election in state.elections.values() if election.calendar]
    views.sort(key=lambda view: view.calendar["polls_open"], reverse=True)
    pages: dict[str, Page] = {}
    for view in views:
        with timezone.override(view.zone):
            pages.update((page.path, page) for page in plan_election(view, release))
    pages.update((page.path, page) for page in _root(views, now, release, pages))
    ledger = partial(feeds.root, state.number, state.root, state.at)
    pages["raiz.json"] = Page("raiz.json", digest("ledger", state.root), "", ledger, overall=True)
    return pages


def plan_election(view: ElectionView, release: str) -> Iterator[Page]:
    """Yield the pages of one election; before publication starts, only those that name no candidacy."""
    for entry in ENTRIES:
        if entry.make is not None and (entry.ahead or view.shows_candidacies):
            for address, thing in entry.each(view):
                yield planned(view, release, entry, address, thing)


def _root(views: list[ElectionView], now: datetime, release: str, pages: dict[str, Page]) -> Iterator[Page]:
    """Yield what stands above all elections; with a single one, its home page is that of the site too."""
    marks = [view.frame_digest for view in views]
    shown = [view for view in views if view.shows_candidacies]
    if len(views) == 1:
        page = pages[f"{views[0].election.slug}/index.html"]
        yield Page("index.html", digest("root", page.hash), page.template, page.context, zone=page.zone)
    else:
        shares = [figures.participation(view) for view in shown]
        mark = digest("root", release, *marks, *shares)
        yield Page("index.html", mark, "site/elections.html", partial(elections.index, views))
    yield Page("404.html", digest("404", release), "site/not_found.html", dict)
    yield Page("mantenimiento.html", digest("maintenance", release), "look/maintenance.html", dict)
    yield Page("robots.txt", digest("robots", release, *marks), "site/robots.txt", partial(feeds.robots, views))
    if told := feeds.security(views, _half_a_year_on(now)):
        mark = digest("security", release, *told.values())
        yield Page(".well-known/security.txt", mark, "site/security.txt", partial(dict, told))
    yield Page("sw.js", digest("sw", release), "", feeds.worker)
    yield Page("api/v1/openapi.json", release, "", openapi)
    if found := feeds.sitemaps(views):
        mark = digest("sitemap", release, *found)
        yield Page("sitemap.xml", mark, "site/sitemaps.xml", lambda: {"addresses": found})
    yield from _of_all(shown, release)


def _half_a_year_on(now: datetime) -> date:
    """Return the first day of a month, six or seven months from now."""
    months = now.year * 12 + now.month - 1 + 7
    return date(months // 12, months % 12 + 1, 1)


def _of_all(shown: list[ElectionView], release: str) -> Iterator[Page]:
    """Yield the open data of all the elections together, and how they compare."""
    if len(shown) > 1:
        mark = _mark(shown, release, "comparar")
        page = partial(elections.comparison, shown)
        yield Page("comparar/index.html", mark, "site/elections_compared.html", page, overall=True)
        yield Page("comparar/elecciones.csv", mark, "", partial(elections_table.as_csv, shown), overall=True)
    number = max((view.election.number for view in shown), default=0)
    for name, make in downloads.ROOT_FILES.items():
        yield Page(f"datos/{name}", _mark(shown, release, name), "", partial(make, shown, number), overall=True)


def _mark(views: list[ElectionView], release: str, name: str) -> str:
    """Return what a file of all elections depends on, as one string to hash."""
    return " ".join(
        [name, release, *(f"{view.election.slug}:{view.election.number}:{view.frame_digest}" for view in views)]
    )
