"""What the dynamic pages read, kept in step with the ledger: cards, the index over them, frames and old addresses."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import get_template

from conoceles.site import context
from conoceles.site.index import Entry, Writer, forget_older
from conoceles.site.state import Candidacy, State
from conoceles.site.store import Store
from conoceles.site.view import ElectionView, digest

AGES = ((18, 29, "18-29"), (30, 44, "30-44"), (45, 59, "45-59"), (60, 200, "60"))


class Cards:
    """Writes cards and index; one for the life of a builder."""

    def __init__(self, store: Store, folder: Path, release: str) -> None:
        self.store, self.folder, self.release = store, folder, release
        self.writers: dict[str, Writer] = {}
        self.hashes: dict[str, dict[str, str]] = {}

    def update(self, state: State, now: datetime, *, fresh: bool, forget: bool) -> None:
        """Bring every election's cards to the state. `fresh` begins a new index; `forget` deletes the old one at once."""
        for slug, election in state.elections.items():
            if election.calendar is None:
                self.store.forget(slug)
                continue
            view = ElectionView(state, election, now)
            self.store.put_frame(slug, _frame(view))
            self.store.put_moved(slug, _moved(view))
            self._election(view, fresh)
            if forget:
                forget_older(self.folder / slug)

    def close(self) -> None:
        for writer in self.writers.values():
            writer.close()

    def _election(self, view: ElectionView, fresh: bool) -> None:
        slug = view.election.slug
        # An index that was lost is made again whole, whatever the cards say.
        fresh = fresh or not (self.folder / slug / "current").is_file()
        known = self.hashes.setdefault(slug, self.store.card_hashes(slug))
        wanted = self._wanted(view)
        changed = [key for key, mark in wanted.items() if fresh or known.get(key) != mark]
        gone = [key for key in known if key not in wanted]
        if not changed and not gone and (self.folder / slug / "current").is_file():
            return
        if fresh and slug in self.writers:
            self.writers.pop(slug).close()
        writer = self.writers.get(slug) or Writer(self.folder / slug, fresh=fresh or not known)
        self.writers[slug] = writer
        template = get_template("site/_card.html")
        rows, entries = [], []
        for key in changed:
            one = view.election.candidacies[key]
            shown = context.card(view, one)
            rows.append((slug, key, wanted[key], template.render({"card": shown, "level": 3, "search": True})))
            entries.append(_entry(view, one, shown))
        self.store.put_cards(rows)
        self.store.drop_cards(slug, gone)
        writer.drop(gone)
        writer.put(entries)
        writer.commit()
        self.hashes[slug] = wanted

    def _wanted(self, view: ElectionView) -> dict[str, str]:
        """Return {key: hash of its card} of everyone whom search may show."""
        if not view.shows_candidacies:
            return {}
        parties = {key: view.party_mark(key) for key in view.election.parties}
        contests = {key: thing.commitment for key, thing in view.election.contests.items()}
        areas = view.election.areas.commitment if view.election.areas else ""
        base = digest(self.release, view.frame_digest, areas)
        return {
            one.key: digest(base, view.mark(one), contests.get(one.contest), parties.get(one.party))
            for one in view.election.candidacies.values()
            if one.stands
        }


def _frame(view: ElectionView) -> dict[str, Any]:
    frame = context.frame(view, view.election.number, "candidacies")
    return {
        **frame,
        "labels": {
            "office": {key: office["name"] for key, office in view.offices.items()},
            "party": {key: thing.document["name"] for key, thing in view.election.parties.items()},
            "municipality": {area["key"]: area["name"] for area in view.municipalities},
        },
        "order": {
            "office": list(view.offices),
            "party": sorted(view.election.parties, key=lambda key: view.party_order[key]),
            "municipality": [area["key"] for area in view.municipalities],
        },
    }


def _moved(view: ElectionView) -> dict[str, str]:
    if not view.shows_candidacies:
        return {}
    return {former: view.address(one) for one in view.election.candidacies.values() for former in one.former_slugs}


def _entry(view: ElectionView, one: Candidacy, shown: dict[str, Any]) -> Entry:
    thing = view.election.contests.get(one.contest)
    area = view.areas.get(thing.document["area"], {}) if thing else {}
    facets = {
        "answered": ("si" if shown["answered"] else "no") if one.page else "",
        "office": one.office,
        "municipality": area["key"] if area.get("kind") == "municipality" else "",
        "party": one.party,
        "age": next((name for low, high, name in AGES if one.age is not None and low <= one.age <= high), ""),
        "sex": one.sex,
    }
    party = view.party(one.party)
    members = " ".join(f"{view.party(key)['name']} {view.party(key)['short']}" for key in party["members"])
    words = f"{party['name']} {party['short']} {members}"
    return Entry(one.key, one.name, shown["place"], words, shown["office"], facets, _order(one.order))


def _order(folded: str) -> int:
    """Return a number that sorts as the folded name does, from its first twelve letters."""
    number = 0
    for char in "".join(char for char in folded if char.isalnum())[:12].ljust(12, "0"):
        number = number * 37 + (int(char, 36) + 1 if char.isascii() else 0)
    return number
