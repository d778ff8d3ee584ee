"""What the dynamic pages read, kept in step with the ledger: cards, the index over them, frames and old addresses."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.template.loader import get_template
from django.utils import timezone

from conoceles.ledger.reading import documents
from conoceles.lib.canonical import Document
from conoceles.site.language import SPANISH, languages, speaking
from conoceles.site.pages import context
from conoceles.site.pages.comparison import every_voice
from conoceles.site.search.entries import entry
from conoceles.site.search.frames import dynamic_frame
from conoceles.site.search.index import STATE, Writer, readable
from conoceles.site.search.showing import NAME, SLOT, suggested, without_marks
from conoceles.site.search.store import Store
from conoceles.site.state.election_view import ElectionView, digest
from conoceles.site.state.fold import Candidacy, State
from conoceles.site.words.catalogue import topics_of
from conoceles.site.words.said import Said

# A note of the store: how many the index of an election has.
INDEXED = "index {}"
# And what its places are of.
PLACED = "places {}"
NOTHING: Document = {"answers": []}
# So many candidacies are read, written and indexed at a time.
BATCH = 500


class Cards:
    """Writes cards and index; one for the life of a builder."""

    def __init__(self, store: Store, release: str) -> None:
        self.store, self.release = store, release
        self.hashes: dict[str, dict[str, str]] = {}

    def update(self, state: State, now: datetime, *, fresh: bool) -> None:
        """Bring every election's cards to the state; with `fresh`, all of them anew."""
        for slug, election in state.elections.items():
            if election.calendar is None:
                self.store.forget(slug)
                self.hashes.pop(slug, None)
                continue
            view = ElectionView(state, election, now)
            with timezone.override(view.zone):
                self._update(view, fresh)

    def _update(self, view: ElectionView, fresh: bool) -> None:
        slug = view.election.slug
        for language in languages():
            with speaking(language):
                self.store.put_frame(slug, dynamic_frame(view))
        self.store.put_moved(slug, _moved(view))
        mark = digest(self.release, view.areas_mark, view.contests_mark, view.phase)
        if self.store.note(PLACED.format(slug)) != mark:
            self.store.put_places(slug, _places(view))
            self.store.put_note(PLACED.format(slug), mark)
        self._election(view, fresh)

    def look_over(self, slugs: Iterable[str]) -> int:
        """Throw away the index of every election that is damaged, or does not have everyone; return how many. The next
        update makes them again."""
        lost = 0
        for slug in slugs:
            wanted = self.store.note(INDEXED.format(slug))
            if wanted and readable(self.store, slug) != int(wanted):
                with self.store.writing():
                    self.store.forget_index(slug)
                lost += 1
        return lost

    def _election(self, view: ElectionView, fresh: bool) -> None:
        slug = view.election.slug
        # An index that was lost is made again whole, whatever the cards say.
        indexed = self.store.note(STATE.format(slug))
        fresh = fresh or not indexed
        known = self.hashes.setdefault(slug, self.store.card_hashes(slug))
        wanted = self._wanted(view)
        changed = [key for key, mark in wanted.items() if fresh or known.get(key) != mark]
        gone = [key for key in known if key not in wanted]
        if not changed and not gone and indexed:
            return
        writer = Writer(self.store, slug, fresh)
        self.store.drop_cards(slug, gone)
        writer.drop(gone)
        for start in range(0, len(changed), BATCH):
            self._put(view, writer, changed[start : start + BATCH], wanted)
        writer.commit()
        self.store.put_note(INDEXED.format(slug), str(sum(view.election.candidacies[key].stands for key in wanted)))
        self.hashes[slug] = wanted

    def _put(self, view: ElectionView, writer: Writer, keys: list[str], wanted: dict[str, str]) -> None:
        """Write the cards of some candidacies, what they wrote, and what the index has of each that stands."""
        slug, template = view.election.slug, get_template("site/_card.html")
        everyone = [view.election.candidacies[key] for key in keys]
        standing = [one for one in everyone if one.stands]
        profiles = {one.key: profile for one in standing if (profile := view.profile(one))}
        found = documents(profile.number for profile in profiles.values())
        said = {key: Said.of(found.get(profile.number, NOTHING), topics_of(view)) for key, profile in profiles.items()}
        rows, voices = [], []
        marks = {"level": 3, "search": True, "name_mark": NAME, "slot_mark": SLOT}
        for one in everyone:
            number = profiles[one.key].number if one.key in profiles else 0
            if number in found:
                voices.append((one.key, every_voice(found[number], f"/{slug}/candidaturas/{one.slug}/", one.name)))
            for language in languages():
                with speaking(language):
                    shown = without_marks(context.card(view, one))
                    html = template.render({"card": shown, **marks})
                    shown |= _contest(view, one)
                kept = suggested(shown), html, json.dumps(shown, ensure_ascii=False)
                rows.append((language, slug, one.key, wanted[one.key], number, *kept))
        self.store.put_cards(rows)
        self.store.drop_said(slug, keys)
        self.store.put_said(slug, said.items())
        self.store.put_voices(slug, voices)
        writer.drop([one.key for one in everyone if not one.stands])
        writer.put(entry(view, one, said.get(one.key)) for one in standing)

    def _wanted(self, view: ElectionView) -> dict[str, str]:
        """Return {key: hash of its card} of everyone who stands, or stood and was replaced or left: those, search does
        not find."""
        if not view.shows_candidacies:
            return {}
        parties = view.party_marks
        contests = {key: thing.commitment for key, thing in view.election.contests.items()}
        areas = view.election.areas.commitment if view.election.areas else ""
        places = [*(key for key, _thing in view.contests), *sorted(parties, key=lambda key: view.party_order[key])]
        topics = view.election.topic.commitment if view.election.topic else ""
        base = digest(self.release, view.frame_digest, areas, topics, *places)
        return {
            one.key: digest(
                base,
                view.mark(one),
                view.identity_mark(one),
                contests.get(one.contest),
                parties.get(one.party),
                one.key in view.heads,
            )
            for one in view.election.candidacies.values()
        }


def _moved(view: ElectionView) -> dict[str, str]:
    if not view.shows_candidacies:
        return {}
    with speaking(SPANISH):
        return {former: view.address(one) for one in view.election.candidacies.values() for former in one.former_slugs}


def _places(view: ElectionView) -> Iterator[tuple[str, str, list[str]]]:
    """Yield where people vote: each municipality by its address, each section by its number."""
    if not view.shows_candidacies:
        return
    for area in view.municipalities:
        yield area["slug"], area["name"], view.by_municipality.get(area["key"], [])
    voted = {style: view.voted_in(*style) for style in view.ballot_styles}
    for number, municipality, district, code in view.sections:
        yield str(number), str(number), voted[municipality, district, code]


def _contest(view: ElectionView, one: Candidacy) -> dict[str, str]:
    """Return what a comparison, or the ballot of a place, needs of a candidacy besides its card."""
    thing = view.election.contests.get(one.contest)
    url = f"{view.root}contiendas/{thing.document['slug']}/" if thing else view.root
    return {"contest_key": one.contest, "contest_url": url, "ticket": one.ticket}
