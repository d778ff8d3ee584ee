"""A ballot as the paper is: a box for each emblem, in the legal order, also for each party of a coalition."""

from typing import Any

from django.utils.translation import gettext as _

from conoceles.site.pages.comparison import FEWEST, MOST, query
from conoceles.site.pages.context import MODES, Context, card, contest_line, explained, party
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import Candidacy

# How the boxes of one option are marked alike.
MARKS = "ABCDEFGH"


def comparable(view: ElectionView, options: list[list[Candidacy]]) -> str:
    """Return the address that compares all the options of a contest; '' when they are too few or too many for it."""
    keys = [option[0].key for option in options if option[0].page]
    return f"{view.root}comparar/?{query(keys)}" if FEWEST <= len(keys) <= MOST else ""


def ballot(view: ElectionView, key: str) -> Context:
    """Return one ballot: its contest, who heads each option in legal order, and the boxes of the paper.

    What has no paper of its own, as a list of a party, has no boxes; nor has that of judges, of which the ledger does
    not say how many may be marked.
    """
    document = view.election.contests[key].document
    options = view.options(key)
    office = view.offices.get(document["office"], {})
    others = [mode for mode in document["modes"] if mode in view.modes]
    listed = document["kind"] == "list"
    return {
        **contest_line(view, key),
        "seats": document["seats"],
        "modes": [_(MODES[mode]) for mode in document["modes"]] if others else [],
        "about": explained(view, office.get("kind", "")),
        "options": [[card(view, one) for one in option] for option in options],
        "boxes": (shown := [] if listed or view.of_powers else boxes(view, options)),
        "allied": {view.party(option[0].party)["kind"] for option in options} if shown else set(),
        "comparable": comparable(view, options) if office.get("answers") else "",
    }


def boxes(view: ElectionView, options: list[list[Candidacy]]) -> list[Context]:
    """Return the boxes of a ballot, in the order of the emblems: {"emblem": party, "people", "option", "mark", "kind",
    "joined": the other parties of the same option, "mates": who goes with whom heads it}."""
    shared = [option for option in options if len(_parties(view, option[0])) > 1]
    found: list[tuple[Any, Context]] = []
    for number, option in enumerate(options):
        parties = _parties(view, option[0])
        people = [card(view, one) for one in option]
        mark = MARKS[shared.index(option) % len(MARKS)] if option in shared else ""
        for key in parties:
            box = {
                "emblem": party(view, key),
                "people": people,
                "option": number,
                "mark": mark,
                "alliance": people[0]["party"] if mark else None,
                "joined": _in_list([_short(view, other) for other in parties if other != key]),
                "mates": [mate.name for mate in _mates(view, option)],
                # One option begins once: whoever marks her as of interest does so in its first box.
                "first": key == parties[0],
            }
            place = view.party_order.get(key, (2, 0, ""))
            # Independents have no legal place: they stand as they were registered.
            found.append(((place[0], place[1] if not place[0] else number, place[2]), box))
    return [box for _place, box in sorted(found, key=lambda pair: pair[0])]


def _parties(view: ElectionView, one: Candidacy) -> list[str]:
    """Return whose emblems lead to a candidacy on the paper."""
    document = view.party(one.party)
    members = [key for key in document["members"] if key in view.election.parties]
    return members if document["own_boxes"] and members else [one.party]


def _in_list(names: list[str]) -> str:
    """Return names as a sentence lists them, in the language of the page."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s y %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _short(view: ElectionView, key: str) -> str:
    document = view.party(key)
    return str(document["short"] or document["name"])


def _mates(view: ElectionView, option: list[Candidacy]) -> list[Candidacy]:
    """Return the alternates of who heads an option."""
    first = option[0]
    return [
        mate
        for mate in view.by_ticket.get(first.ticket, [])
        if mate.role == "alternate" and (mate.office, mate.position) == (first.office, first.position)
    ]
