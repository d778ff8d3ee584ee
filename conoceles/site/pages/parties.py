"""Parties, coalitions and independents."""

from conoceles.site.pages.context import (
    Context,
    card,
    contest_line,
    office_name,
    party,
)
from conoceles.site.state.election_view import ElectionView


def party_page(view: ElectionView, key: str) -> Context:
    """Return a party's page: who heads each of its tickets, by office."""
    groups: dict[str, list[Context]] = {}
    for one in view.by_party.get(key, []):
        document = view.election.contests[one.contest].document
        if one.office != document["office"] or (one.role == "alternate"):
            continue
        title = office_name(view, one.office, plural=True)
        line = card(view, one)
        line["own"] = one.party == key
        line["contest"] = contest_line(view, one.contest)
        groups.setdefault(title, []).append(line)
    coalitions = [
        party(view, other) for other, thing in view.election.parties.items() if key in thing.document["members"]
    ]
    return {
        "party": party(view, key),
        "groups": [{"title": title, "lines": lines} for title, lines in groups.items()],
        "coalitions": coalitions,
        "total": sum(len(lines) for lines in groups.values()),
    }


def parties(view: ElectionView) -> Context:
    """Return the page of all parties, coalitions and independents, in legal order."""
    return {
        "parties": [party(view, key) for key in sorted(view.election.parties, key=lambda key: view.party_order[key])]
    }
