"""What the dynamic pages read, kept in step with the ledger: cards, the index over them, frames and old addresses."""

import json
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import gettext as _

from conoceles.lib.text import slugify
from conoceles.lib.vocabulary import DEGREES, GROUPS, ROLE_ORDER, band_of, degree_order
from conoceles.site.language import SPANISH, languages, speaking
from conoceles.site.listing import frame
from conoceles.site.pages import context
from conoceles.site.search.index import Entry, Reader, Writer, forget_older
from conoceles.site.search.store import Store
from conoceles.site.state.election_view import ElectionView, digest
from conoceles.site.state.fold import Candidacy, State

# A note of the store: how many the index of an election has.
INDEXED = "index {}"


class Cards:
    """Writes cards and index; one for the life of a builder."""

    def __init__(self, store: Store, folder: Path, release: str) -> None:
        self.store, self.folder, self.release = store, folder, release
        self.writers: dict[str, Writer] = {}
        self.hashes: dict[str, dict[str, str]] = {}

    def update(self, state: State, now: datetime, *, fresh: bool, redacted: set[str]) -> None:
        """Bring every election's cards to the state. `fresh` begins new indexes; of a redacted election the old one
        goes at once."""
        for slug, election in state.elections.items():
            if election.calendar is None:
                self.store.forget(slug)
                continue
            view = ElectionView(state, election, now)
            with timezone.override(view.zone):
                self._update(view, fresh, redacted)

    def _update(self, view: ElectionView, fresh: bool, redacted: set[str]) -> None:
        slug = view.election.slug
        for language in languages():
            with speaking(language):
                self.store.put_frame(slug, _frame(view))
        self.store.put_moved(slug, _moved(view))
        self._election(view, fresh or slug in redacted)
        if slug in redacted:
            forget_older(self.folder / slug)

    def look_over(self, slugs: Iterable[str]) -> int:
        """Throw away the index of every election that cannot be read, or does not have everyone; return how many. The
        next update makes them again."""
        lost = 0
        for slug in slugs:
            wanted = self.store.note(INDEXED.format(slug))
            if wanted and Reader(self.folder / slug).size() != int(wanted):
                if slug in self.writers:
                    self.writers.pop(slug).abandon()
                shutil.rmtree(self.folder / slug, ignore_errors=True)
                lost += 1
        return lost

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
        rows, entries, fallen = [], [], []
        for key in changed:
            one = view.election.candidacies[key]
            profile = view.profile(one)
            for language in languages():
                with speaking(language):
                    shown = context.card(view, one)
                    html = template.render({"card": shown, "level": 3, "search": True})
                    shown |= _contest(view, one)
                number = profile.number if profile and one.stands else 0
                rows.append((language, slug, key, wanted[key], number, html, json.dumps(shown, ensure_ascii=False)))
            if one.stands:
                entries.append(_entry(view, one))
            else:
                fallen.append(key)
        self.store.put_cards(rows)
        self.store.drop_cards(slug, gone)
        writer.drop([*gone, *fallen])
        writer.put(entries)
        writer.commit()
        self.store.put_note(INDEXED.format(slug), str(sum(view.election.candidacies[key].stands for key in wanted)))
        self.hashes[slug] = wanted

    def _wanted(self, view: ElectionView) -> dict[str, str]:
        """Return {key: hash of its card} of everyone who stands, or stood and was replaced or left: those, search does
        not find."""
        if not view.shows_candidacies:
            return {}
        parties = view.party_marks
        contests = {key: thing.commitment for key, thing in view.election.contests.items()}
        areas = view.election.areas.commitment if view.election.areas else ""
        places = [*(key for key, _thing in view.contests), *sorted(parties, key=lambda key: view.party_order[key])]
        base = digest(self.release, view.frame_digest, areas, *places)
        return {
            one.key: digest(
                base, view.mark(one), view.identity_mark(one), contests.get(one.contest), parties.get(one.party)
            )
            for one in view.election.candidacies.values()
        }


def _frame(view: ElectionView) -> dict[str, Any]:
    shared = frame(view, view.election.number, "candidacies")
    degrees = {
        degree_key(name): name
        for name in sorted({profile.degree for profile in view.election.profiles.values()})
        if name
    }
    districts = [area for area in view.areas.values() if area["kind"] == "district"]
    return {
        **shared,
        "labels": {
            "office": {key: context.office_name(view, key) for key in view.offices},
            "party": {key: thing.document["name"] for key, thing in view.election.parties.items()},
            "municipality": {area["key"]: area["name"] for area in view.municipalities},
            "district": {area["key"]: area["name"] for area in districts},
            "contest": {key: thing.document["name"] for key, thing in view.contests},
            "degree": {key: _(degree) for key, degree in degrees.items()},
        },
        "order": {
            "office": list(view.offices),
            "party": sorted(view.election.parties, key=lambda key: view.party_order[key]),
            "municipality": [area["key"] for area in view.municipalities],
            "district": [area["key"] for area in sorted(districts, key=lambda area: area["ine"].zfill(4))],
            "contest": [key for key, _thing in view.contests],
            "degree": [degree_key(name) for name in sorted({*DEGREES, *degrees.values()}, key=degree_order)],
        },
        "questions": view.election.questions,
        "slugs": {area["key"]: area["slug"] for area in view.municipalities},
        "towns": {area["key"]: area["head_town"] for area in view.municipalities if "head_town" in area},
    }


def _moved(view: ElectionView) -> dict[str, str]:
    if not view.shows_candidacies:
        return {}
    with speaking(SPANISH):
        return {former: view.address(one) for one in view.election.candidacies.values() for former in one.former_slugs}


def _entry(view: ElectionView, one: Candidacy) -> Entry:
    thing = view.election.contests.get(one.contest)
    area = view.areas.get(thing.document["area"], {}) if thing else {}
    profile, identity = view.profile(one), view.election.identities.get(one.key)
    facets = {
        "answered": ("si" if profile else "no") if one.page else "",
        "office": one.office,
        "municipality": area["key"] if area.get("kind") == "municipality" else "",
        "district": area["key"] if area.get("kind") == "district" else "",
        "contest": one.contest,
        "party": one.party,
        "role": one.role,
        "principle": ("rp" if thing.document["kind"] == "list" else "mr") if thing else "",
        "age": band_of(one.age),
        "sex": one.sex,
        "degree": degree_key(profile.degree) if profile and profile.degree else "",
    }
    values = {name: [value] if value else [] for name, value in facets.items()}
    # Of identity, only what its own page shows.
    shown = identity.document["answers"] if identity else []
    said = {answer["key"] for answer in shown if answer["key"] in GROUPS and answer["value"] == "Sí"}
    values["group"] = [key for key in GROUPS if key in said or key in view.groups(one)]
    party = view.party(one.party)
    members = " ".join(f"{view.party(key)['name']} {view.party(key)['short']}" for key in party["members"])
    words = f"{party['name']} {party['short']} {members}"
    office = f"{context.office_name(view, one.office)} {view.offices.get(one.office, {}).get('called', '')}"
    by_name = f"{one.order}\t{one.key}"
    by_office = f"{_office_place(view, one):02} {by_name}"
    name = f"{one.name} {one.nickname}".strip()
    return Entry(one.key, name, view.place_name(one), words, office, values, by_name, _ballot(view, one), by_office)


def _contest(view: ElectionView, one: Candidacy) -> dict[str, str]:
    """Return what a comparison needs of a candidacy's contest besides its name."""
    thing = view.election.contests.get(one.contest)
    url = f"{view.root}contiendas/{thing.document['slug']}/" if thing else view.root
    return {"contest_key": one.contest, "contest_url": url}


def degree_key(name: str) -> str:
    """Return a degree as an address writes it."""
    return slugify(name, 40)


def _ballot(view: ElectionView, one: Candidacy) -> str:
    """Return a text that sorts as ballots do: contest, party in legal order, office, place, role, name."""
    contest, party = view.contest_places.get(one.contest, 9999), view.party_places.get(one.party, 999)
    office = _office_place(view, one)
    role = ROLE_ORDER[one.role]
    return f"{contest:04}{party:03}{office:02}{min(one.position, 999):03}{role} {one.order}\t{one.key}"


def _office_place(view: ElectionView, one: Candidacy) -> int:
    return int(view.offices.get(one.office, {}).get("order", 99))
