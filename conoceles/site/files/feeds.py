"""What machines and other sites read: calendar, feed of changes, maps for search engines, cards to embed."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from conoceles.lib.canonical import Document
from conoceles.lib.ics import calendar_bytes, escaped
from conoceles.lib.zones import zone
from conoceles.site.pages import contests, context, home
from conoceles.site.pages.candidacy import ended
from conoceles.site.pages.changes import Change, of_contest, of_contests
from conoceles.site.pages.changes import changes as every_change
from conoceles.site.state.election_view import ElectionView, digest
from conoceles.site.state.fold import Candidacy
from conoceles.site.state.phases import moment

NEWEST, LISTED = 60, 45_000


def worker() -> dict[str, Any]:
    """Return {"content": bytes}: the service worker, which must be at the root to answer for the whole site."""
    return {"content": Path(str(finders.find("site/sw.js"))).read_bytes()}


def root(number: int, root: str, at: datetime | None) -> dict[str, Any]:
    """Return the last edition and the root of the ledger with it: whoever keeps them can tell whether its history is
    ever rewritten."""
    said = {"edition": number, "root": root, "at": at.isoformat() if at else None}
    return {"content": json.dumps(said).encode()}


def robots(views: list[ElectionView]) -> dict[str, Any]:
    """Return where the maps are, for the elections that search engines may list."""
    return {"sites": list(dict.fromkeys(view.site for view in views if view.site and indexed(view)))}


def security(views: list[ElectionView], expires: date) -> dict[str, str]:
    """Return whom to tell of a hole in the site (RFC 9116), until when that is good; {} where no institute says."""
    for view in views:
        institute = view.state.institutes.get(view.calendar["institute"])
        mail = str(institute.document.get("email") or "") if institute and institute.document else ""
        if view.site and mail:
            return {"mail": mail, "site": view.site, "expires": expires.isoformat()}
    return {}


def sitemaps(views: list[ElectionView]) -> list[str]:
    """Return the addresses of the elections' maps; [] for none."""
    return [
        f"{view.site}{_root(view)}sitemap-{part}.xml"
        for view in views
        if view.site and indexed(view)
        for part in range(1, parts(view) + 1)
    ]


def indexed(view: ElectionView) -> bool:
    """Return whether search engines may list an election: it is open, real, and its candidacies are public."""
    return view.calendar["stage"] == "open" and not view.calendar["fictional"] and view.shows_candidacies


def _root(view: ElectionView) -> str:
    return f"/{view.election.slug}/"


def parts(view: ElectionView) -> int:
    """Return in how many files an election's addresses are listed: sitemaps.org allows 50,000 in each."""
    many = len(view.election.candidacies) + len(view.sections) + len(view.areas) + len(view.election.contests)
    return (many + len(view.election.parties) + len(view.texts) + 60) // LISTED + 1


def sitemap(view: ElectionView, paths: Iterable[str], part: int) -> dict[str, Any]:
    """Return {"content": bytes}: one part of the addresses of an election's pages, as sitemaps.org has it."""
    chosen = islice(paths, (part - 1) * LISTED, part * LISTED)
    addresses = [f"{view.site}{_root(view)}{path}" for path in chosen]
    return {"content": render_to_string("site/sitemap.xml", {"addresses": addresses}).encode()}


def changes(view: ElectionView) -> dict[str, Any]:
    """Return {"content": bytes}: the newest published changes as an Atom feed (RFC 4287): answers, and who stands and
    no longer does."""
    return _feed(view, view.calendar["name"], "", every_change(view))


def changes_of_contest(view: ElectionView, key: str) -> dict[str, Any]:
    """Return the feed of a contest."""
    document = view.election.contests[key].document
    return _feed(view, document["name"], f"contiendas/{document['slug']}/", of_contest(view, key))


def changes_of_town(view: ElectionView, area: Document) -> dict[str, Any]:
    """Return the feed of what is voted in a municipality."""
    found = of_contests(view, view.by_municipality.get(area["key"], []))
    return _feed(view, area["name"], f"municipios/{area['slug']}/", found)


def changes_of_candidacy(view: ElectionView, one: Candidacy) -> dict[str, Any]:
    """Return the feed of one candidacy."""
    found = [change for change in of_contest(view, one.contest) if change.one.key == one.key]
    return _feed(view, one.name, f"candidaturas/{one.slug}/", found)


def _feed(view: ElectionView, name: str, path: str, every: list[Change]) -> dict[str, Any]:
    found = every[:NEWEST]
    at = {change.number: view.election.moments[change.number] for change in found}
    values = {
        "name": name,
        "path": path,
        "election": view.calendar,
        "site": view.site,
        "root": _root(view),
        "at": _stamp(max(at.values(), default=moment(view.calendar["publication_starts"]))),
        "entries": [
            {
                "number": number,
                "title": f"{one.name} {what}",
                "url": f"{view.site}{_place(view, one)}",
                "at": _stamp(at[number]),
                "summary": (
                    f"{context.office_name(view, one.office)}, {view.place_name(one)}. {view.party(one.party)['name']}."
                ),
            }
            for number, one, what in found
        ],
    }
    return {"content": render_to_string("site/changes.xml", values).encode()}


def _place(view: ElectionView, one: Candidacy) -> str:
    """Return where the change is told: a list of who stands has no line of whoever left."""
    address = view.address(one)
    return address if one.stands else address.partition("#")[0]


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def framed_candidacy(view: ElectionView, one: Candidacy) -> dict[str, Any]:
    """Return a candidacy's line, for other sites' frames; that it ended, when it no longer stands."""
    left = {} if one.stands else ended(view, one)
    return context.frame(view, 0) | {"card": context.card(view, one)} | left


def framed_contest(view: ElectionView, key: str) -> dict[str, Any]:
    """Return a contest's list, for other sites' frames."""
    return context.frame(view, 0) | contests.contest(view, key)


def calendar(view: ElectionView, where: str = "") -> dict[str, Any]:
    """Return {"content": bytes}: the election's dates as a telephone's calendar takes them in (RFC 5545).

    `where` is the zone of places that vote by another clock than the institute's.
    """
    number, slug = view.number_of_frame, view.election.slug
    stamp = _stamp(moment(view.calendar["publication_starts"])).replace("-", "").replace(":", "")
    said: Counter[str] = Counter()
    events: list[list[str]] = []
    for day in home.dates(view):
        # By its words, not by its day: a date that moves is the same event.
        said[day["text"]] += 1
        events.append(
            [
                f"UID:{slug}-{digest(day['text'], said[day['text']])}@conoceles",
                f"DTSTAMP:{stamp}",
                f"SEQUENCE:{number}",
                *_times(view, day, where),
                f"SUMMARY:{escaped(day['text'])} ({escaped(view.calendar['name'])})",
                f"DESCRIPTION:{escaped(view.calendar['name'])}",
                f"URL:{view.site}{_root(view)}",
            ]
        )
    return {"content": calendar_bytes(view.calendar["name"], events)}


def _times(view: ElectionView, date: dict[str, Any], where: str) -> list[str]:
    """Return when an event is: election day by its hours, any other date whole."""
    if date.get("vote"):
        times = (("DTSTART", "polls_open"), ("DTEND", "polls_close"))
        stamps = ((name, _stamp(_by_the_clock(view, moment(view.calendar[key]), where))) for name, key in times)
        return [f"{name}:{stamp.replace('-', '').replace(':', '')}" for name, stamp in stamps]
    return [f"DTSTART;VALUE=DATE:{date['day'].replace('-', '')}"]


def _by_the_clock(view: ElectionView, at: datetime, where: str) -> datetime:
    """Return when the clocks of a place show what those of the institute show at a moment."""
    return at.astimezone(view.zone).replace(tzinfo=zone(where)) if where else at
