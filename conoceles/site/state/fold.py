"""What the ledger says now, folded edition by edition into the small things that pages are planned from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from sys import intern
from typing import Any

from conoceles.ledger.models import Action
from conoceles.ledger.reading import Read
from conoceles.lib.canonical import Document
from conoceles.lib.names import as_written
from conoceles.lib.text import fold
from conoceles.site.state import older

LEAD = 180


def _as_is(document: Document) -> Document:
    return document


# Kinds of which an election has one document, kept under the kind's name.
SINGLE = ("areas", "agreements", "privacy", "topic")
# Kinds of which it has several: where they are kept, and what reads those of older versions.
KEPT = {
    "party": ("parties", older.party),
    "contest": ("contests", older.contest),
    "text": ("texts", _as_is),
    "ally": ("allies", _as_is),
    "identity": ("identities", older.identity),
}


@dataclass(slots=True)
class Thing:
    """One published document with the edition it came in."""

    number: int
    commitment: str
    document: Document


@dataclass(slots=True)
class Candidacy:
    """The projection of a candidacy: what lists show of it."""

    key: str
    number: int
    commitment: str
    # As people write it; and as the register has it, which may be in capitals.
    name: str
    registered: str
    order: str
    slug: str
    former_slugs: tuple[str, ...]
    contest: str
    ticket: str
    party: str
    office: str
    position: int
    role: str
    page: bool
    age: int | None
    sex: str
    status: str
    status_date: str
    agreement: str
    # The day on which it was asked to answer; '' when it was not.
    asked: str
    # Her other candidacies.
    also: tuple[str, ...]
    # As it is printed on the ballot; '' for none.
    nickname: str

    @property
    def stands(self) -> bool:
        return self.status == "registered"


@dataclass(slots=True)
class Profile:
    """The projection of a profile: its photograph and how it begins."""

    number: int
    commitment: str
    at: datetime
    complete: bool
    photo: dict[str, str]
    files: tuple[str, ...]
    captions: bool
    lead: str
    # Whether it has a message to who votes, in words or in a video.
    message: bool
    answered: bool
    # Whether something of it was handed in and is being looked at.
    review: bool
    degree: str
    # What is public of it: the keys of its answers, its photograph and files.
    parts: frozenset[str]


@dataclass
class Election:
    """One election as the ledger tells it."""

    slug: str
    calendar: Thing | None = None
    areas: Thing | None = None
    privacy: Thing | None = None
    parties: dict[str, Thing] = field(default_factory=dict)
    contests: dict[str, Thing] = field(default_factory=dict)
    candidacies: dict[str, Candidacy] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    identities: dict[str, Thing] = field(default_factory=dict)
    texts: dict[str, Thing] = field(default_factory=dict)
    agreements: Thing | None = None
    topic: Thing | None = None
    allies: dict[str, Thing] = field(default_factory=dict)
    # The editions of each profile, withdrawals and redactions included, from the first: what its list of versions
    # shows.
    versions: dict[str, list[int]] = field(default_factory=dict)
    first_at: dict[str, datetime] = field(default_factory=dict)
    answered_at: dict[str, datetime] = field(default_factory=dict)
    # The edition in which each first answered.
    answered_in: dict[str, int] = field(default_factory=dict)
    # The last edition of each candidacy, answers and identity and removals included; and of those of each contest.
    last_of: dict[str, int] = field(default_factory=dict)
    last_in: dict[str, int] = field(default_factory=dict)
    # When each edition about a candidacy was published.
    moments: dict[int, datetime] = field(default_factory=dict)
    # The edition in which each candidacy ceased to stand.
    left: dict[str, int] = field(default_factory=dict)
    # The first edition of each candidacy: who substitutes came after whom she substitutes.
    first_seen: dict[str, int] = field(default_factory=dict)
    # Which questions come right before each, in any profile: from it, the order of all of them.
    before: dict[str, set[str]] = field(default_factory=dict)
    number: int = 0
    at: datetime | None = None

    @property
    def questions(self) -> list[str]:
        """The keys of the questions that any profile answered, in an order that agrees with every questionnaire's."""
        try:
            return list(TopologicalSorter(self.before).static_order())
        except CycleError:
            # Two versions of a questionnaire disagree: as they were first seen.
            return list(self.before)

    def take_candidacy(self, edition: Read, gone: bool) -> None:
        """Take in one edition of a candidacy."""
        self.first_seen.setdefault(edition.key, edition.number)
        before = self.candidacies.pop(edition.key, None)
        if before is not None:
            self.last_in[before.contest] = edition.number
        if gone or edition.document is None:
            return
        now = self.candidacies[edition.key] = _candidacy(edition, edition.document)
        if now.stands:
            self.left.pop(edition.key, None)
        else:
            self.left.setdefault(edition.key, edition.number)

    def touched(self, key: str, number: int, at: datetime) -> None:
        """Take note of the last edition that told, or took away, something of a candidacy, and of when it did."""
        self.last_of[key] = number
        self.moments[number] = at
        one = self.candidacies.get(key)
        if one is not None:
            self.last_in[one.contest] = number

    def take_profile(self, edition: Read, gone: bool) -> bool:
        """Take in one edition of a profile and return whether it shows less than the one before."""
        self.versions.setdefault(edition.key, []).append(edition.number)
        self.first_at.setdefault(edition.key, edition.at)
        before = self.profiles.pop(edition.key, None)
        if gone or edition.document is None:
            return before is not None
        keys = [answer["key"] for answer in edition.document["answers"]]
        for earlier, key in zip(["", *keys], keys, strict=False):
            self.before.setdefault(key, set()).update([earlier] if earlier else [])
        now = self.profiles[edition.key] = _profile(edition, edition.document)
        if now.answered:
            self.answered_at.setdefault(edition.key, edition.at)
            self.answered_in.setdefault(edition.key, edition.number)
        return before is not None and not before.parts <= now.parts

    def answers(self, candidacy: Candidacy) -> Profile | None:
        """Return the profile of a candidacy of which any answer is public, or None."""
        profile = self.profiles.get(candidacy.key) if candidacy.page else None
        return profile if profile is not None and profile.answered else None


@dataclass
class State:
    """Everything published, and the number of the last edition it holds, with the root of the ledger there."""

    number: int = 0
    root: str = ""
    at: datetime | None = None
    institutes: dict[str, Thing] = field(default_factory=dict)
    elections: dict[str, Election] = field(default_factory=dict)

    def follow(self, editions: Iterable[Read]) -> "Followed":
        """Take in editions and return what they brought."""
        followed = Followed()
        for edition in editions:
            self._take(edition, followed)
        return followed

    def _take(self, edition: Read, followed: "Followed") -> None:
        self.number, self.root, self.at = edition.number, edition.root, edition.at
        gone = edition.document is None or edition.action != Action.PUBLISH
        if edition.action == Action.REDACT:
            followed.redacted[edition.election] = edition.number
        if gone:
            followed.gone_at = edition.number
        if edition.kind == "institute":
            _keep(self.institutes, edition, gone, _as_is)
            return
        election = self.elections.setdefault(edition.election, Election(edition.election))
        election.number, election.at = edition.number, edition.at
        document = edition.document or {}
        if edition.kind == "calendar":
            election.calendar = None if gone else Thing(edition.number, edition.commitment, older.calendar(document))
        elif edition.kind in SINGLE:
            setattr(election, edition.kind, None if gone else Thing(edition.number, edition.commitment, document))
        elif edition.kind in KEPT:
            name, read = KEPT[edition.kind]
            _keep(getattr(election, name), edition, gone, read)
        elif edition.kind == "candidacy":
            election.take_candidacy(edition, gone)
        elif edition.kind == "profile" and election.take_profile(edition, gone):
            followed.gone_at = edition.number
        if edition.kind in ("candidacy", "profile", "identity"):
            election.touched(edition.key, edition.number, edition.at)


@dataclass
class Followed:
    """What a run of editions brought: {election: number of its last redaction}, and that of the last taking away, 0 for
    none."""

    redacted: dict[str, int] = field(default_factory=dict)
    gone_at: int = 0


def _keep(things: dict[str, Thing], edition: Read, gone: bool, newest: Callable[[Document], Document]) -> None:
    things.pop(edition.key, None)
    if not gone and edition.document is not None:
        things[edition.key] = Thing(edition.number, edition.commitment, newest(edition.document))


def _candidacy(edition: Read, document: Document) -> Candidacy:
    status = document["status"]
    return Candidacy(
        key=edition.key,
        number=edition.number,
        commitment=edition.commitment,
        name=as_written(document["name"]),
        registered=document["name"],
        order=sort_name(document["name"]),
        slug=document["slug"],
        former_slugs=tuple(document["former_slugs"]),
        contest=intern(document["contest"]),
        ticket=intern(document["ticket"]),
        party=intern(document["party"]),
        office=intern(document["office"]),
        position=document["position"],
        role=intern(document["role"]),
        page=document["page"],
        age=document["age"],
        sex=intern(document["sex"]),
        status=intern(status["state"]),
        status_date=status["date"],
        agreement=status["agreement"],
        asked=document.get("asked", ""),
        also=tuple(document.get("also", ())),
        nickname=as_written(document.get("nickname", "")),
    )


def _profile(edition: Read, document: Document) -> Profile:
    photo: dict[str, Any] = document.get("photo") or {}
    texts = {answer["key"]: answer["value"] for answer in document["answers"]}
    means = [(older.meaning(answer), answer["value"]) for answer in document["answers"]]
    leads = sorted((means["lead"], value) for means, value in means if means.get("lead") and value)
    return Profile(
        number=edition.number,
        commitment=edition.commitment,
        at=edition.at,
        complete=document["complete"],
        photo=photo.get("files", {}),
        files=tuple(answer["file"]["name"] for answer in document["answers"] if "file" in answer),
        captions=any("captions" in answer for answer in document["answers"]),
        lead=shortened(leads[0][1] if leads else "", LEAD),
        message=any(
            answer["type"] == "video" or (answer["type"] == "long" and older.meaning(answer).get("lead") == 1)
            for answer in document["answers"]
        ),
        answered=bool(document["answers"] or photo),
        review=bool(document.get("review")),
        degree=intern(next((value for means, value in means if means.get("scale")), "")),
        parts=frozenset([*map(intern, texts), *photo.get("files", {}).values()]),
    )


def shortened(text: str, limit: int) -> str:
    """Return the text in one line, cut at a word with an ellipsis when it is longer than `limit` characters."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: line.rfind(" ", 0, limit)].rstrip(" ,;:.") + "…"


def sort_name(name: str) -> str:
    """Return what a name is ordered by."""
    return fold(name)
