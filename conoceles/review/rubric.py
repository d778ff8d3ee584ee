"""The qualitative method as data: sections, variables, points and what depends on what; marked at approval, changed
with history."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Election
from conoceles.profiles.models import Profile
from conoceles.profiles.workflow import Hand
from conoceles.review.models import Method, RubricMark

CURRENT = "rubric-1"
MOST_POINTS, LONGEST_KEY = 100, 40


class BadRubric(ValueError):
    """A method that cannot be applied; its text is a Spanish sentence."""


@dataclass(frozen=True)
class Variable:
    """One thing that is met or not; `needs` is the variable without which it cannot be met."""

    key: str
    section: str
    label: str
    points: int
    needs: str = ""


@dataclass(frozen=True)
class Rubric:
    title: str
    sections: dict[str, str]
    variables: dict[str, Variable]

    @property
    def most(self) -> int:
        """Return the points of who meets everything."""
        return sum(one.points for one in self.variables.values())

    def points(self, met: Mapping[str, bool]) -> dict[str, int]:
        """Return {section: points}; a variable counts only when whatever it needs is met too."""
        found = dict.fromkeys(self.sections, 0)
        for one in self.variables.values():
            if self.counts(one.key, met):
                found[one.section] += one.points
        return found

    def counts(self, key: str, met: Mapping[str, bool]) -> bool:
        """Return whether a variable is met, and everything that it depends on."""
        one = self.variables[key]
        return bool(met.get(key)) and (not one.needs or self.counts(one.needs, met))


def parse(data: Mapping[str, Any]) -> Rubric:
    """Return the method that a document describes; raise BadRubric when a variable is there twice, needs what is not
    before it, or has no points or words."""
    variables: dict[str, Variable] = {}
    try:
        if unknown := set(data) - {"title", "sections"}:
            raise BadRubric(f"El método trae algo que no existe: {', '.join(sorted(unknown))}.")
        for section in data["sections"]:
            for row in section["variables"]:
                one = Variable(section=section["key"], **row)
                _check(one, variables)
                variables[one.key] = one
        return Rubric(data["title"], {section["key"]: section["title"] for section in data["sections"]}, variables)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadRubric(f"Al método le falta o le sobra algo: {error}.") from error


def _check(one: Variable, before: Mapping[str, Variable]) -> None:
    if one.key in before:
        raise BadRubric(f"La variable «{one.key}» está dos veces.")
    if not isinstance(one.key, str) or not 0 < len(one.key) <= LONGEST_KEY:
        raise BadRubric(f"La clave «{str(one.key)[:60]}» lleva de 1 a {LONGEST_KEY} letras.")
    if not isinstance(one.label, str) or not one.label:
        raise BadRubric(f"La variable «{one.key}» no dice qué se comprueba.")
    if not isinstance(one.points, int) or not 0 < one.points <= MOST_POINTS:
        raise BadRubric(f"«{one.label}»: los puntos son un número del 1 al {MOST_POINTS}.")
    if one.needs and one.needs not in before:
        raise BadRubric(f"«{one.label}» depende de una variable que no va antes: {one.needs}.")


def document_of(election: Election | None) -> dict[str, Any]:
    """Return the method of an election as its file says it: its own, or the one that is shipped."""
    own = Method.objects.filter(election=election).first() if election else None
    document: dict[str, Any] = own.document if own else _shipped()
    return document


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / f"{CURRENT}.toml").read_text(encoding="utf-8"))


def rubric(election: Election | None = None) -> Rubric:
    """Return the method of an election."""
    return parse(document_of(election))


def save(election: Election, document: dict[str, Any], *, by: str) -> Rubric:
    """Make a document the method of an election, and return it. Raises BadRubric; nothing changes then.

    What was marked of variables that stay counts as before; of those that go, no more.
    """
    method = parse(document)
    with transaction.atomic():
        values = {"document": document, "by": by, "at": timezone.now()}
        Method.objects.update_or_create(election=election, defaults=values)
        record("method-changed", by=by, election=election.slug, variables=len(method.variables), most=method.most)
    return method


def marks_of(profile: Profile) -> dict[str, bool]:
    """Return {variable: whether it is met} of what was marked last."""
    return dict(RubricMark.objects.filter(profile=profile).order_by("id").values_list("variable", "met"))


def blank(profile: Profile, sent: Mapping[str, str] | None = None) -> list[tuple[str, list[tuple[Variable, bool]]]]:
    """Return the method as it is filled, or as it was just pressed: (section, [(variable, whether it is met)])."""
    method, met = rubric(profile.candidacy.election), marks_of(profile)
    if sent and sent.get("rubric") == "1":
        met = {key: sent.get(f"rubric-{key}") == "1" for key in method.variables}
    return [
        (title, [(one, met.get(one.key, False)) for one in method.variables.values() if one.section == key])
        for key, title in method.sections.items()
    ]


def mark(profile: Profile, sent: Mapping[str, str], hand: Hand) -> int:
    """Record what was marked that differs from before, where the form brought the method; return how many marks were
    added.

    What depends on something that is not met is recorded as not met, whatever was pressed.
    """
    if sent.get("rubric") != "1":
        return 0
    method, before = rubric(profile.candidacy.election), marks_of(profile)
    pressed = {key: sent.get(f"rubric-{key}") == "1" for key in method.variables}
    now = {key: method.counts(key, pressed) for key in method.variables}
    changed = [key for key, met in now.items() if before.get(key) != met]
    if changed:
        with transaction.atomic():
            RubricMark.objects.bulk_create(
                RubricMark(profile=profile, variable=key, met=now[key], by=hand.by, role=hand.role) for key in changed
            )
            candidacy = profile.candidacy
            record(
                "rubric-marked",
                by=hand.by,
                role=hand.role,
                election=candidacy.election.slug,
                thing=f"candidacy {candidacy.key}",
                change=len(changed),
            )
    return len(changed)


@dataclass
class Total:
    """One line of the final report: of those evaluated, how many meet a variable."""

    variable: Variable
    met: int
    evaluated: int

    @property
    def percent(self) -> int:
        return (200 * self.met + self.evaluated) // (2 * self.evaluated) if self.evaluated else 0


def totals(election: Election) -> tuple[list[tuple[str, list[Total], float]], int]:
    """Return ([(section, a line for each variable, mean points)], how many profiles were evaluated) of an election."""
    method = rubric(election)
    rows = RubricMark.objects.filter(profile__candidacy__election=election).order_by("id")
    marked: dict[int, dict[str, bool]] = defaultdict(dict)
    for profile, variable, met in rows.values_list("profile", "variable", "met"):
        marked[profile][variable] = met
    evaluated = len(marked)
    points = [method.points(met) for met in marked.values()]
    found = []
    for key, title in method.sections.items():
        lines = [
            Total(one, sum(method.counts(one.key, met) for met in marked.values()), evaluated)
            for one in method.variables.values()
            if one.section == key
        ]
        mean = sum(one[key] for one in points) / evaluated if evaluated else 0.0
        found.append((title, lines, mean))
    return found, evaluated
