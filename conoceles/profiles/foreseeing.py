"""What the machine would notice in answers that nobody submitted yet, told to whoever can still mend it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from conoceles.elections.models import Candidacy, Election
from conoceles.lib import likeness
from conoceles.profiles import flags
from conoceles.profiles.flags import LOOKED_AT, Alikes, Own, Text, like_kept, names_of, own_of, raised
from conoceles.profiles.models import Answer, FlagKind, PrintHash, Profile
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.questionnaire import Question, Questionnaire
from conoceles.questionnaires.values import Value, from_text, shown

# Hashes in one question to the database.
HASHES = 5000
Noticed = list[tuple[Question, list[str]]]


def of_one(candidacy: Candidacy, asked: Questionnaire, values: Mapping[str, Value]) -> Noticed:
    """Return what would be noticed in some answers of a candidacy, as (question, what each is called): of a copy that
    it is one, never whose."""
    profile = Profile.objects.filter(candidacy=candidacy).values_list("pk", flat=True).first() or 0

    def alike(text: str) -> Iterable[Text]:
        return like_kept(text, candidacy.election_id, profile)

    looked = [(asked.questions[key], value) for key, value in values.items()]
    return _noticed(own_of(candidacy), candidacy.election, looked, alike)


def of_many(election: Election, candidacies: Iterable[Candidacy], states: Iterable[str]) -> dict[int, Noticed]:
    """Return {candidacy: what would be noticed} in the sections of some candidacies that are in these states, also what
    they copy from each other; those in which nothing would be are left out."""
    asked, chosen = asked_in(election), {one.pk: one for one in candidacies}
    said: dict[int, list[tuple[Question, Value]]] = {}
    rows = Answer.objects.filter(profile__candidacy__in=chosen, question__in=asked.questions)
    sections = Profile.objects.filter(candidacy__in=chosen, sections__state__in=list(states))
    open_ones = set(sections.values_list("candidacy", "sections__key"))
    for pk, key, text in rows.values_list("profile__candidacy", "question", "value"):
        question = asked.questions[key]
        if question.type in LOOKED_AT and text and (pk, question.section) in open_ones:
            said.setdefault(pk, []).append((question, from_text(question, text)))
    index = Alikes(
        (pk, question.key, shown(question, value))
        for pk, values in said.items()
        for question, value in values
        if question.type == "long"
    )
    kept = _Kept(election, [text.text for text in index.texts])
    parties: dict[int, frozenset[int]] = {}
    mates: dict[int, frozenset[int]] = {}
    found = {}
    for pk, values in said.items():

        def alike(text: str, one: Candidacy = chosen[pk]) -> Iterable[Text]:
            others = [*index.of(one.pk)(text), *kept.of(text, one.pk)]
            # Whom she may resemble is asked where she resembles somebody, and once.
            if others and one.pk not in mates:
                mates[one.pk] = own_of(one).mates
            return [other for other in others if other.candidacy not in mates[one.pk]] if others else []

        party = chosen[pk].ticket.party_id
        if party not in parties:
            parties[party] = own_of(chosen[pk]).parties
        own = Own(frozenset({chosen[pk].ticket_id}), parties[party], frozenset())
        if noticed := _noticed(own, election, values, alike):
            found[pk] = noticed
    return found


class _Kept:
    """Near-copies of many texts among those that were submitted: which share something with them is asked at once."""

    def __init__(self, election: Election, texts: list[str]) -> None:
        self.holders: dict[int, list[int]] = defaultdict(list)
        hashes = sorted({value for text in texts for value in likeness.fingerprint(text)})
        for start in range(0, len(hashes), HASHES):
            rows = PrintHash.objects.filter(value__in=hashes[start : start + HASHES], print__election=election)
            for value, pk in rows.values_list("value", "print"):
                self.holders[value].append(pk)
        self.best = {text: self._best(text) for text in texts}
        wanted = {pk for pks in self.best.values() for pk in pks}
        self.texts = flags.texts_of(wanted) if wanted else {}

    def of(self, text: str, candidacy: int) -> list[Text]:
        """Return the texts of other candidacies that share the most with one of these."""
        found = [self.texts[pk] for pk in self.best.get(text, ()) if pk in self.texts]
        return [one for one in found if one.candidacy != candidacy]

    def _best(self, text: str) -> list[int]:
        hashes = likeness.fingerprint(text)
        shared = Counter(pk for value in hashes for pk in self.holders[value])
        return [pk for pk, count in shared.most_common(6) if count >= max(3, len(hashes) // 6)]


def _noticed(own: Own, election: Election, values: Iterable[tuple[Question, Value]], alike: flags.Alike) -> Noticed:
    names, found = names_of(election), []
    for question, value in values:
        if kinds := [one.kind for one in raised(question, value, own, names, alike)]:
            found.append((question, [str(FlagKind(kind).label) for kind in dict.fromkeys(kinds)]))
    return found
