"""What answers contain, counted: which questions were answered, degrees, and the words that proposals share."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from conoceles.ledger.reading import documents
from conoceles.lib.canonical import Document
from conoceles.lib.stems import stem
from conoceles.lib.text import fold
from conoceles.lib.vocabulary import degree_order
from conoceles.site.pages.figures import Facet, Share, expected, facets
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import Candidacy
from conoceles.site.state.older import meaning

PAGE = 500
# A word is shown when this many candidacies use it; so many words are shown.
FEWEST, WORDS = 3, 60
WORD = re.compile(r"[a-záéíóúüñ]{4,}")
# Words that say nothing of what is proposed, folded; words of three letters or fewer never count.
EMPTY = frozenset(
    fold(word) for word in (Path(__file__).parent / "empty_words.txt").read_text(encoding="utf-8").split()
)


@dataclass(frozen=True)
class Theme:
    """A word and in how many candidacies' proposals it, or another form of it, is."""

    word: str
    candidacies: int


@dataclass(frozen=True)
class Measure:
    """What answers may contain, in how many of a facet's candidacies it is, and in how many of each group."""

    label: str
    whole: Share
    rows: list[Share]


@dataclass
class _Group:
    """One group of a facet: how many answered anything, each question, and each degree."""

    answered: int = 0
    questions: Counter[str] = field(default_factory=Counter)
    degrees: Counter[str] = field(default_factory=Counter)


class Content:
    """What the public answers of an election contain; read once, when first asked for."""

    def __init__(self, view: ElectionView) -> None:
        self.view = view
        self._grouped: dict[str, dict[str, _Group]] = {}

    @property
    def facets(self) -> list[Facet]:
        """Everything by which contents are counted: as participation, and by degree."""
        by_degree = Facet(
            "estudios",
            _("Por grado de estudios"),
            _("Grado máximo de estudios"),
            self._degree,
            _,
            degree_order,
            note=_("Solo cuenta las candidaturas que dijeron su grado de estudios."),
        )
        answered = [candidacy for candidacy in expected(self.view) if self.view.profile(candidacy)]
        return [facet for facet in [*facets(self.view), by_degree] if any(map(facet.key_of, answered))]

    def questions_by(self, facet: Facet) -> list[Measure]:
        """Return each question with how many of those who answered anything answered it, by the groups of a facet."""
        groups, labels = self._groups(facet), self._counted[0]
        keys = [key for key in self.view.election.questions if key in labels]
        return [
            _measure(facet, labels[key][0], {name: (one.questions[key], one.answered) for name, one in groups.items()})
            for key in keys
        ]

    def given_by(self, facet: Facet) -> list[Share]:
        """Return how many answers each group gave, of those it would have given had all who answered anything answered
        all."""
        asked = len(self.questions)
        groups = self._groups(facet).items()
        keys = self._counted[0]
        return facet.shares(
            {name: (sum(one.questions[key] for key in keys), one.answered * asked) for name, one in groups}
        )

    def degrees_by(self, facet: Facet) -> list[Measure]:
        """Return each degree with how many of those who said theirs have it, by the groups of a facet; [] for its
        own."""
        if facet.id == "estudios":
            return []
        groups = {name: one.degrees for name, one in self._groups(facet).items() if one.degrees}
        return [
            _measure(facet, share.label, {name: (had[share.label], had.total()) for name, had in groups.items()})
            for share in self.degrees
        ]

    def _groups(self, facet: Facet) -> dict[str, _Group]:
        if facet.id not in self._grouped:
            found = self._grouped[facet.id] = {}
            for candidacy in expected(self.view):
                profile, name = self.view.profile(candidacy), facet.key_of(candidacy)
                if profile and name:
                    group = found.setdefault(name, _Group())
                    group.answered += 1
                    group.questions.update(profile.parts)
                    group.degrees.update([profile.degree] if profile.degree else [])
        return self._grouped[facet.id]

    def _degree(self, candidacy: Candidacy) -> str:
        profile = self.view.profile(candidacy)
        return profile.degree if profile else ""

    @cached_property
    def _counted(self) -> tuple[dict[str, tuple[str, int]], Counter[str], list[Theme], int]:
        questions: dict[str, tuple[str, int]] = {}
        degrees: Counter[str] = Counter()
        stems: Counter[str] = Counter()
        forms: dict[str, Counter[str]] = {}
        proposing = 0
        for document in self._documents():
            proposals = []
            for answer in document["answers"]:
                label, count = questions.get(answer["key"], (answer["label"], 0))
                questions[answer["key"]] = (label, count + 1)
                means = meaning(answer)
                if means.get("scale"):
                    degrees[answer["value"]] += 1
                if means.get("proposal"):
                    proposals.append(answer["value"])
            if proposals:
                proposing += 1
                for stem, words in _stems(" ".join(proposals)).items():
                    stems[stem] += 1
                    forms.setdefault(stem, Counter()).update(words)
        common = sorted(
            ((count, stem) for stem, count in stems.items() if count >= FEWEST), key=lambda one: (-one[0], one[1])
        )
        themes = [
            Theme(min(forms[stem].items(), key=lambda form: (-form[1], form[0]))[0], n) for n, stem in common[:WORDS]
        ]
        return questions, degrees, themes, proposing

    def _documents(self) -> Iterator[Document]:
        answered = (profile for one in expected(self.view) if (profile := self.view.profile(one)))
        while page := list(islice(answered, PAGE)):
            yield from documents(profile.number for profile in page).values()

    @cached_property
    def questions(self) -> list[Share]:
        """How many of those who answered anything answered each question, in the order of the pages."""
        counted = self._counted[0]
        keys = [key for key in self.view.election.questions if key in counted]
        return [Share(counted[key][0], counted[key][1], self.answered) for key in keys]

    @property
    def degrees(self) -> list[Share]:
        """How many of those who said their degree have each, from the least."""
        counted = self._counted[1]
        total = counted.total()
        return [Share(name, counted[name], total) for name in sorted(counted, key=degree_order)]

    @property
    def themes(self) -> list[Theme]:
        """The words that proposals share most, each counted once for each candidacy: of what is proposed, not by
        whom."""
        return self._counted[2]

    @property
    def proposing(self) -> int:
        """How many candidacies have a public proposal: the denominator of `themes`."""
        return self._counted[3]

    @cached_property
    def answered(self) -> int:
        """How many have any public answer: the denominator of `questions`."""
        return sum(self.view.profile(one) is not None for one in expected(self.view))


def content_of(view: ElectionView) -> Content:
    """Return what the answers of an election contain, counted once for each plan."""
    found: Content = view.memo.setdefault("content", Content(view))
    return found


def _measure(facet: Facet, label: str, counts: dict[str, tuple[int, int]]) -> Measure:
    answered, total = sum(one for one, _total in counts.values()), sum(total for _one, total in counts.values())
    return Measure(label, Share(label, answered, total), facet.shares(counts))


def _stems(text: str) -> dict[str, set[str]]:
    """Return {stem: the forms in which it is there} of the telling words of a text."""
    found: dict[str, set[str]] = {}
    for word in set(WORD.findall(text.lower())):
        if fold(word) not in EMPTY:
            found.setdefault(stem(word), set()).add(word)
    return found
