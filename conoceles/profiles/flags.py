"""What the machine notices in an answer, with its exact place. It helps whoever reviews, and never decides."""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from django.db import transaction
from django.db.models import Count

from conoceles.elections.models import Candidacy, Election, Party
from conoceles.lib import likeness, personal_data, wording
from conoceles.lib.text import fold
from conoceles.profiles.models import Answer, Flag, FlagKind, Print, PrintHash, Profile, Review, Submission
from conoceles.questionnaires.asked import asked_in, version_named
from conoceles.questionnaires.questionnaire import Question, Questionnaire
from conoceles.questionnaires.values import Value, from_text, shown

# Texts are what people write; addresses, mails and telephones asked for by their name are not looked at.
LOOKED_AT = {"text", "long", "group"}
# A near-copy shares at least this much of our text's runs of words; shorter texts coincide by chance.
LIKE, RUNS, SHOWN = 30, 10, 1
NAMES_FOR = 600


@dataclass(frozen=True)
class Text:
    """A text of another candidacy: whose (primary key), of which question, and what it says."""

    candidacy: int
    question: str
    text: str


@dataclass(frozen=True)
class Raised:
    """A flag to raise: characters `start` to `end` of the answer as it is shown."""

    question: str
    kind: str
    start: int
    end: int
    mark: str
    other: int | None = None
    other_question: str = ""
    percent: int = 0


@dataclass(frozen=True)
class Own:
    """Whose answers are looked at: what may be named and resembled without a flag."""

    tickets: frozenset[int]
    parties: frozenset[int]
    mates: frozenset[int]


@dataclass(frozen=True)
class Names:
    """Folded names of an election: {words: tickets of the persons called so} and {words: parties called so}."""

    persons: Mapping[str, frozenset[int]]
    parties: Mapping[str, frozenset[int]]


Alike = Callable[[str], Iterable[Text]]


def raised(question: Question, value: Value, own: Own, names: Names, alike: Alike) -> list[Raised]:
    """Return the flags of one answer, in the order of their kinds."""
    text = shown(question, value)
    if question.type not in LOOKED_AT or not text or any(cell.type != "text" for cell in question.fields):
        return []
    if wording.is_filler(text):
        return [_flag(question, FlagKind.FILLER, text, 0, len(text))]
    found = [_flag(question, one.kind, text, one.start, one.end) for one in personal_data.find(text)]
    taken = [(one.start, one.end) for one in found]
    if wording.is_short(text, question.min):
        found.append(_flag(question, FlagKind.SHORT, text, 0, len(text)))
    if wording.all_capitals(text):
        found.append(_flag(question, FlagKind.CAPITALS, text, 0, len(text)))
    for kind, places in ((FlagKind.LINK, wording.links(text)), (FlagKind.SLOGAN, wording.slogans(text))):
        found += [_flag(question, kind, text, *place) for place in places if not _inside(place, taken)]
    found += _names(question, text, own, names)
    found += _copies(question, text, own, alike)
    unique = {(one.kind, one.mark): one for one in reversed(found) if one.kind not in question.allows}
    return list(reversed(unique.values()))


def _names(question: Question, text: str, own: Own, names: Names) -> Iterator[Raised]:
    for kind, known, mine in (
        (FlagKind.PERSON, names.persons, own.tickets),
        (FlagKind.PARTY, names.parties, own.parties),
    ):
        for start, end, words in wording.named(text, known):
            if not known[words] & mine:
                yield _flag(question, kind, text, start, end)


def _copies(question: Question, text: str, own: Own, alike: Alike) -> list[Raised]:
    if len(likeness.runs(likeness.words(text))) < RUNS:
        return []
    found = []
    for other in alike(text):
        if other.candidacy in own.mates:
            continue
        percent, start, end = likeness.share(text, other.text)
        if percent >= LIKE:
            flag = _flag(question, FlagKind.COPY, f"{other.candidacy} {other.question}", 0, 0)
            found.append(
                Raised(
                    question.key, FlagKind.COPY.value, start, end, flag.mark, other.candidacy, other.question, percent
                )
            )
    return sorted(found, key=lambda one: -one.percent)[:SHOWN]


def _inside(place: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in taken)


def _flag(question: Question, kind: str, text: str, start: int, end: int) -> Raised:
    quoted = text if kind == FlagKind.COPY else text[start:end]
    mark = blake2b(f"{kind} {fold(quoted)}".encode(), digest_size=8).hexdigest()
    return Raised(question.key, FlagKind(kind).value, start, end, mark)


def own_of(candidacy: Candidacy) -> Own:
    """Return what a candidacy may name and resemble: its ticket, its party with its coalitions, those of its formula,
    and herself where she stands twice."""
    party = candidacy.ticket.party
    parties = {party.pk, *party.members.values_list("pk", flat=True)}
    parties |= set(Party.objects.filter(members=party).values_list("pk", flat=True))
    mates = Candidacy.objects.in_place_of(candidacy) | Candidacy.objects.filter(person=candidacy.person_id)
    return Own(frozenset({candidacy.ticket_id}), frozenset(parties), frozenset(mates.values_list("pk", flat=True)))


def names_of(election: Election) -> Names:
    """Return the names that count in an election; read again every ten minutes, for nothing is decided by them."""
    return _names_of(election.pk, int(time.monotonic() // NAMES_FOR))


@lru_cache(maxsize=4)
def _names_of(election: int, _moment: int) -> Names:
    return read_names(election)


def read_names(election: int) -> Names:
    """Return the names that count in an election, as they are now."""
    persons: dict[str, set[int]] = defaultdict(set)
    rows = Candidacy.objects.filter(election=election, status=Candidacy.Status.REGISTERED)
    for name, ticket in rows.values_list("person__name", "ticket").iterator(chunk_size=5000):
        for words in ways_to_name(name):
            persons[words].add(ticket)
    parties: dict[str, set[int]] = defaultdict(set)
    for pk, name, short, kind in Party.objects.filter(election=election).values_list("pk", "name", "short", "kind"):
        if kind != Party.Kind.INDEPENDENT:
            for words in _ways_to_name_a_party(name, short):
                parties[words].add(pk)
    return Names(
        {words: frozenset(found) for words, found in persons.items()},
        {words: frozenset(found) for words, found in parties.items()},
    )


def ways_to_name(name: str) -> set[str]:
    """Return how a person is mentioned: the whole name, or a given name with the first surname, or with both."""
    words = fold(name).replace(".", " ").split()
    if len(words) < 3:
        return {" ".join(words)} if len(words) == 2 else set()
    given, surnames = words[:-2], words[-2:]
    return {
        " ".join(words),
        f"{given[0]} {' '.join(surnames)}",
        f"{given[0]} {surnames[0]}",
        f"{' '.join(given)} {surnames[0]}",
    }


def _ways_to_name_a_party(name: str, short: str) -> set[str]:
    words = fold(name)
    found = {words} if " " in words else set()
    rest = words.removeprefix("partido ")
    if rest != words and " " in rest and not rest.startswith(("de ", "del ")):
        found.add(rest)
    if len(short) >= 2 and " " not in short:
        found.add(fold(short))
    return found


# What is kept: flags of what was submitted, and fingerprints to find near-copies by.


def refresh(profile: Profile, submission: Submission, asked: Questionnaire, section: str) -> None:
    """Look at what a section said when it was submitted: keep its fingerprints, and its flags with the dismissals of
    before."""
    candidacy = profile.candidacy
    values = json.loads(submission.content)
    questions = [asked.questions[key] for key in values if key in asked.questions]
    own, names = own_of(candidacy), names_of(candidacy.election)

    def alike(text: str) -> Iterable[Text]:
        return like_kept(text, candidacy.election_id, profile.pk)

    fresh = [one for question in questions for one in raised(question, values[question.key], own, names, alike)]
    with transaction.atomic():
        keys = [question.key for question in asked.of_part(section)]
        mine = Flag.objects.filter(profile=profile, question__in=keys)
        dismissed = {(one.question, one.kind, one.mark): one for one in mine.filter(dismissed_at__isnull=False)}
        mine.filter(dismissed_at__isnull=True).delete()
        Flag.objects.bulk_create(
            Flag(
                profile=profile,
                question=one.question,
                kind=one.kind,
                start=one.start,
                end=one.end,
                mark=one.mark,
                other_id=one.other,
                other_question=one.other_question,
                percent=one.percent,
            )
            for one in fresh
            if (one.question, one.kind, one.mark) not in dismissed
        )
        for one in fresh:
            before = dismissed.get((one.question, one.kind, one.mark))
            if before is not None and (before.start, before.end) != (one.start, one.end):
                Flag.objects.filter(pk=before.pk).update(start=one.start, end=one.end)
        _keep_prints(profile, submission, questions, values)
        sum_up(profile)


def sum_up(profile: Profile) -> None:
    """Write in the queue which kinds of flags nobody has dismissed."""
    kinds = Flag.objects.filter(profile=profile).standing().order_by().values_list("kind", flat=True).distinct()
    Review.objects.filter(profile=profile, confidential=False).update(flags=sorted(kinds))


def _keep_prints(
    profile: Profile, submission: Submission, questions: list[Question], values: Mapping[str, Value]
) -> None:
    texts = {one.key: shown(one, values[one.key]) for one in questions if one.type == "long"}
    Print.objects.filter(profile=profile, question__in=texts).delete()
    for key, text in texts.items():
        hashes = likeness.fingerprint(text)
        if len(hashes) >= RUNS:
            kept = Print.objects.create(
                profile=profile, election_id=profile.candidacy.election_id, question=key, submission=submission
            )
            PrintHash.objects.bulk_create(PrintHash(print=kept, value=value) for value in hashes)


def like_kept(text: str, election: int, profile: int) -> list[Text]:
    """Return the kept texts of other profiles that share the most with a text, at most five, from their submissions."""
    hashes = likeness.fingerprint(text)
    rows = (
        PrintHash.objects.filter(value__in=hashes, print__election=election)
        .exclude(print__profile=profile)
        .order_by()
        .values("print")
        .annotate(shared=Count("id"))
        .filter(shared__gte=max(3, len(hashes) // 6))
        .order_by("-shared", "print")[:5]
    )
    return list(texts_of(row["print"] for row in rows).values())


def texts_of(prints: Iterable[int]) -> dict[int, Text]:
    """Return {fingerprint: the kept text that it is of}."""
    rows = Print.objects.filter(pk__in=list(prints)).select_related("submission", "profile")
    return {
        one.pk: Text(
            one.profile.candidacy_id, one.question, str(json.loads(one.submission.content).get(one.question, ""))
        )
        for one in rows
    }


# All flags of an election at once, as the command lists them: nothing is kept.


def of_election(election: Election) -> Iterator[tuple[Candidacy, list[tuple[Raised, str]]]]:
    """Yield (candidacy, [(flag, the text that it is in)]) for each candidacy that said anything, in the order of its
    registration.

    Looks at the last submission of each section; at what a list brought where nobody captured.
    """
    asked = asked_in(election)
    rows = Candidacy.objects.of_election(election).filter(profile__isnull=False)
    candidacies = list(rows.select_related("ticket__party", "profile", "person").order_by("pk"))
    said = _said(election, asked)
    index = Alikes(
        (one.pk, key, shown(question, value))
        for one in candidacies
        for key, (question, value) in said.get(one.profile.pk, {}).items()
        if question.type == "long"
    )
    names = read_names(election.pk)
    for candidacy in candidacies:
        own = own_of(candidacy)
        alike = index.of(candidacy.pk)
        found = [
            (flag, shown(question, value))
            for question, value in said.get(candidacy.profile.pk, {}).values()
            for flag in raised(question, value, own, names, alike)
        ]
        yield candidacy, found


class Alikes:
    """Near-copies among texts held in memory."""

    def __init__(self, texts: Iterable[tuple[int, str, str]]) -> None:
        self.texts = [Text(*row) for row in texts]
        self.holders: dict[int, list[int]] = defaultdict(list)
        for number, text in enumerate(self.texts):
            for value in likeness.fingerprint(text.text):
                self.holders[value].append(number)

    def of(self, candidacy: int) -> Alike:
        """Return what finds, for a text of a candidacy, those of others that share the most with it."""

        def alike(text: str) -> list[Text]:
            hashes = likeness.fingerprint(text)
            shared = Counter(number for value in hashes for number in self.holders[value])
            least = max(3, len(hashes) // 6)
            best = [number for number, count in shared.most_common(20) if count >= least]
            return [self.texts[number] for number in best if self.texts[number].candidacy != candidacy][:5]

        return alike


def _said(election: Election, asked: Questionnaire) -> dict[int, dict[str, tuple[Question, Value]]]:
    """Return {profile: {question: (as it was asked, value)}} of what was submitted last, or listed."""
    said: dict[int, dict[str, tuple[Question, Value]]] = defaultdict(dict)
    rows = Answer.objects.filter(profile__candidacy__election=election, profile__sections__isnull=True).exclude(
        value=""
    )
    for pk, key, text in rows.order_by("pk").values_list("profile", "question", "value"):
        if key in asked.questions:
            said[pk][key] = (asked.questions[key], from_text(asked.questions[key], text))
    submissions = Submission.objects.filter(section__profile__candidacy__election=election, sealed=False)
    for pk, name, content in submissions.order_by("pk").values_list("section__profile", "questionnaire", "content"):
        version = version_named(name)
        for key, value in json.loads(content).items():
            said[pk][key] = (version.questions[key], value)
    return said
