"""An election read as pages need it, with marks of what they show: what differs from the last build is made again."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from conoceles.site.state.fold import Candidacy
from conoceles.site.state.joined import Joined
from conoceles.site.state.phases import moment
from conoceles.site.state.silence import Silence


def digest(*parts: object) -> str:
    """Return a short hash of what a page depends on."""
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:24]


@dataclass
class ElectionView(Joined):
    """An election with what each part of it shows, as strings to hash, and the last edition behind it."""

    @cached_property
    def number_of_frame(self) -> int:
        """The last edition behind what stands on every page."""
        things = (self.election.calendar, self.state.institutes.get(self.calendar["institute"]), *self.texts)
        return max((thing.number for thing in things if thing), default=0)

    @cached_property
    def frame_digest(self) -> str:
        """What stands on every page of the election."""
        institute = self.state.institutes.get(self.calendar["institute"])
        commitments = [thing.commitment for thing in (self.election.calendar, institute) if thing]
        titles = [[thing.document[name] for name in ("slug", "language", "title", "order")] for thing in self.texts]
        # What the foot of the page lists only where there is one.
        agreements = self.election.agreements
        topics = self.election.topic
        some = [
            bool(self.election.privacy),
            bool(agreements and agreements.document["agreements"]),
            bool(topics and topics.document["topics"]),
        ]
        return digest(self.phase, *commitments, *self.modes, *titles, *some)

    @cached_property
    def paper_digest(self) -> str:
        """What stands on every booklet, poster and card of the election."""
        institute = self.state.institutes.get(self.calendar["institute"])
        return digest(*(thing.commitment for thing in (self.election.calendar, institute) if thing))

    @cached_property
    def place_marks(self) -> dict[str, str]:
        """What a page shows of where the candidacies of each contest stand, as one string to hash."""
        return {
            key: digest(thing.commitment, self.areas.get(thing.document["area"]))
            for key, thing in self.election.contests.items()
        }

    @cached_property
    def ticket_marks(self) -> dict[str, str]:
        """What a page shows of who stands together on each ticket, as one string to hash."""
        return {
            key: digest(
                *(candidacy.commitment for candidacy in members),
                *(self.number_of(candidacy) for candidacy in members),
            )
            for key, members in self.by_ticket.items()
        }

    @cached_property
    def areas_mark(self) -> str:
        """What stands of all the places, as one string to hash."""
        return self.election.areas.commitment if self.election.areas else ""

    @cached_property
    def contests_mark(self) -> str:
        """What stands of all the contests, as one string to hash."""
        return digest(*(thing.commitment for _key, thing in self.contests))

    @cached_property
    def ballot_styles(self) -> dict[tuple[str, str, str], tuple[str, int]]:
        """What the ballot of each style shows, as one string to hash, and the last edition behind it: by (municipality,
        district, code)."""
        found = {}
        for style in dict.fromkeys((section[1], section[2], section[3]) for section in self.sections):
            keys = self.voted_in(*style)
            mark = digest(self.areas_mark, *style, *(self.contest_marks[key] for key in keys))
            found[style] = (mark, max([0, *(self.last_editions[key] for key in keys)]))
        return found

    @cached_property
    def contest_marks(self) -> dict[str, str]:
        """What each contest's list shows, as one string to hash."""
        marks = {}
        for key, thing in self.contests:
            candidacies = self.by_contest.get(key, [])
            parties = dict.fromkeys(candidacy.party for candidacy in candidacies)
            marks[key] = digest(
                thing.commitment,
                self.areas.get(thing.document["area"]),
                *(self.mark(candidacy) for candidacy in candidacies),
                *(self.party_marks.get(party, "") for party in parties),
            )
        return marks

    def mark(self, candidacy: Candidacy) -> str:
        """Return what a list shows of a candidacy, as one string to hash."""
        profile = self.election.profiles.get(candidacy.key)
        groups = "" if candidacy.page else " ".join(self.groups(candidacy))
        said = f"{candidacy.commitment}{profile.commitment if profile else ''}{groups}"
        whole = profile is not None and profile.complete
        return said if whole else f"{said}{self.silence(candidacy)}{bool(self.may_until)}{bool(self.may_from)}"

    def silence(self, candidacy: Candidacy) -> Silence:
        """Return what may be said of a candidacy that answered nothing: never that it is silent before it was asked."""
        profile = self.election.profiles.get(candidacy.key)
        if profile is not None and profile.review:
            return Silence.REVIEW
        if self.asked_on(candidacy):
            return Silence.ASKED
        if self.may_until:
            return Silence.MAY
        return Silence.LISTED if self.calendar["source"] else Silence.UNASKED

    @cached_property
    def may_from(self) -> datetime | None:
        """From when whoever stands may answer; None when that has begun or nobody said."""
        opens = self.calendar["capture_opens"]
        return moment(opens) if opens and self.now < moment(opens) else None

    @cached_property
    def may_until(self) -> datetime | None:
        """Until when whoever stands may answer; None when that has not begun, is over, or nobody said."""
        closes = self.calendar["capture_closes"]
        return moment(closes) if closes and not self.may_from and self.now < moment(closes) else None

    def asked_on(self, candidacy: Candidacy) -> str:
        """Return the day on which a candidacy was asked to answer: its own, or that of the whole election, when a
        substitute was not there yet; '' for none."""
        everyone = "" if self.predecessor(candidacy) else str(self.calendar["asked"])
        return candidacy.asked or everyone

    def groups(self, candidacy: Candidacy) -> list[str]:
        """Return the groups of registration of a candidacy that are public."""
        thing = self.election.identities.get(candidacy.key)
        return list(thing.document["groups"]) if thing else []

    def identity_mark(self, candidacy: Candidacy) -> str:
        """Return what the candidacy's own page shows of its identity, as one string to hash."""
        thing = self.election.identities.get(candidacy.key)
        return thing.commitment if thing else ""

    @cached_property
    def party_marks(self) -> dict[str, str]:
        """What a page shows of each party, as one string to hash."""
        parties = self.election.parties
        return {
            key: "".join(
                [thing.commitment, *(parties[one].commitment for one in thing.document["members"] if one in parties)]
            )
            for key, thing in parties.items()
        }

    def card_mark(self, candidacy: Candidacy) -> str:
        """Return what a list shows of a candidacy with its party and its place, as one string to hash."""
        party, place = self.party_marks.get(candidacy.party, ""), self.place_marks.get(candidacy.contest, "")
        return f"{self.mark(candidacy)}{party}{place}"

    @cached_property
    def last_editions(self) -> dict[str, int]:
        """The last edition behind each contest's list: its own, of its parties, of whoever stands in it or did."""
        parties, people = self.party_numbers, self.election.last_in
        named = {key: {one.party for one in self.by_contest.get(key, [])} for key, _thing in self.contests}
        return {
            key: max(thing.number, people.get(key, 0), *(parties.get(one, 0) for one in named[key]), 0)
            for key, thing in self.contests
        }

    @cached_property
    def party_numbers(self) -> dict[str, int]:
        """The last edition behind each party's line, with those that it joins."""
        parties = self.election.parties
        return {
            key: max(thing.number, *(parties[one].number for one in thing.document["members"] if one in parties), 0)
            for key, thing in parties.items()
        }

    def number_of(self, candidacy: Candidacy) -> int:
        """Return the last edition of a candidacy, of its answers or of its identity, also of one that took something
        away."""
        return self.election.last_of[candidacy.key]
