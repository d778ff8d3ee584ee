"""Contests and ballots: who appears on each, in the same space."""

from collections import defaultdict

from django.utils.translation import gettext as _

from conoceles.lib.dates import in_words
from conoceles.site.language import prefix
from conoceles.site.pages.ballots import comparable
from conoceles.site.pages.context import (
    MODES,
    Context,
    card,
    contest_line,
    explained,
    municipality_of,
    office_name,
    picture,
    ticket,
)
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import Candidacy


def contest(view: ElectionView, key: str) -> Context:
    """Return a contest's page: who heads each ticket, in the same space, and the whole tickets below."""
    document = view.election.contests[key].document
    everyone = view.by_contest.get(key, [])
    options = view.options(key)
    listed = document["kind"] == "list"
    leading = view.leading(document, everyone)
    read = [[one] for one in leading] if listed else options
    office = view.offices.get(document["office"], {})
    tickets: dict[str, list[Candidacy]] = defaultdict(list)
    for candidacy in everyone:
        tickets[candidacy.ticket].append(candidacy)
    return {
        "contest": {
            **contest_line(view, key),
            "seats": document["seats"],
            "modes": [_(MODES[mode]) for mode in document["modes"]],
        },
        "office": office_name(view, document["office"]),
        "place": view.areas.get(document["area"], {}).get("name", ""),
        "municipality": municipality_of(view, document),
        "count": in_words(len(options), feminine=True),
        "about": explained(view, office.get("kind", "")),
        "alternate": explained(view, "alternate"),
        # Of a list everyone is read; of anything else, who heads each option.
        "options": [[card(view, one) for one in option] for option in read] if office.get("answers") else [],
        "tickets": (shown := [ticket(view, members) for members in tickets.values()]),
        "compact": all(len(one["rows"]) == 1 for one in shown),
        "whole": document["kind"] == "list" or any(len(members) > 1 for members in tickets.values()),
        "comparable": comparable(view, options) if office.get("answers") else "",
        "booklet": f"{view.root}folletos/contienda-{document['slug']}" if options else "",
        "drawing": (drawing := f"/{view.election.slug}/tarjetas/contienda-{document['slug']}.jpg"),
        "picture": picture(view, drawing),
        "embed": f"/{prefix()}incrustar/{view.election.slug}/contienda/{document['slug']}/",
        # What each line takes on the narrowest phone, in pixels.
        "embed_height": 350 + 140 * (len(options) if office.get("answers") else 0),
    }


def contests(view: ElectionView) -> Context:
    """Return the page of all contests, by office."""
    return {"groups": lines_by_office(view)}


def lines_by_office(view: ElectionView) -> dict[str, list[Context]]:
    """Return the contests as lines, by office."""
    groups: dict[str, list[Context]] = {}
    for key, _thing in view.contests:
        line = contest_line(view, key)
        groups.setdefault(line["office"], []).append(line)
    return groups
