"""What leaves of the identity questionnaire: cuts of who consented to statistics, with small cells suppressed.

A cut is frozen. The next one needs five persons more or fewer, so that nobody is found by comparing two.
"""

from collections import Counter, defaultdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election, Role
from conoceles.ledger.reading import current
from conoceles.lib.csv_file import written
from conoceles.profiles.models import Consent, LegalText, Profile, ProfileSection
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.questionnaire import IDENTITY, Question, Questionnaire
from conoceles.questionnaires.values import Value, applies
from conoceles.reports.margins import Cut, Told, narrow, told_apart
from conoceles.reports.models import IdentityCut
from conoceles.reports.suppression import LEAST, apart, suppressed, total

# Only closed questions are counted: open words could identify whoever wrote them.
COUNTED = {"yes_no", "choice", "several"}
HIDDEN = "protegido"
UNANSWERED, NO_ANSWER = "", "Sin respuesta"


class TooSoon(ValueError):
    """Too few persons changed since the last cut; its text is a Spanish sentence."""


def people(election: Election) -> int:
    """Return of how many persons a cut of now would be. Raises TooSoon where it may not be made."""
    said, _public_of, _earlier = _ready(election)
    return len(said)


def _ready(
    election: Election,
) -> tuple[dict[int, dict[str, Value]], dict[int, set[str]], list[IdentityCut]]:
    """Return what is said, of whom it is public, and the cuts of before. Raises TooSoon."""
    said = _said(election)
    public = _public(election, said)
    earlier = list(IdentityCut.objects.filter(election=election).order_by("id"))
    for one in earlier:
        differing = set(said) ^ set(one.members)
        # Those whose identity is public hide nobody.
        changed = len([pk for pk in differing if not public.get(pk)]) if differing else 0
        if not differing:
            raise TooSoon("Ya hay un corte con esas mismas personas: nada cambió.")
        if changed < LEAST:
            raise TooSoon("Con un corte anterior difieren menos de cinco personas: otro corte diría de quién se trata.")
    # And no sum or difference of several of them tells of a few.
    for group in told_apart([set(one.members) for one in earlier], set(said)):
        if 0 < sum(not public.get(pk) for pk in group) < LEAST:
            raise TooSoon(
                "Sumando y restando cortes anteriores, este diría lo que respondieron menos de cinco personas: espere "
                "a que cambien más."
            )
    return said, public, earlier


def cut(election: Election, *, by: str) -> IdentityCut:
    """Freeze and return the figures of now. Raises TooSoon when they differ from any earlier cut by fewer than five
    persons.

    What earlier cuts told and what this one would tell are attacked together: a table that would say too much of any
    hidden cell is hidden whole.
    """
    said, public, earlier = _ready(election)
    asked = asked_in(election, IDENTITY)
    tables = _tables(asked, said, public)
    _veil_what_newcomers_answered(tables, asked, said, public, earlier)
    told = [_as_told(one.tables, one.members) for one in earlier]
    veil_what_says_too_much(tables, told, sorted(said))
    _veil_what_hangs(tables, asked)
    with transaction.atomic():
        made = IdentityCut.objects.create(
            election=election,
            by=by,
            at=timezone.now(),
            members=sorted(said),
            people=total({"": len(said)}),
            tables=tables,
        )
        record("identity-cut", by=by, role=Role.EQUALITY, election=election.slug)
    return made


def _veil_what_newcomers_answered(
    tables: list[dict[str, Any]],
    asked: Questionnaire,
    said: dict[int, dict[str, Value]],
    public: dict[int, set[str]],
    earlier: list[IdentityCut],
) -> None:
    """Hide the tables whose difference from an earlier one would tell of a few newcomers what they answered.

    What both show is subtracted cell by cell: those who came since are a table of their own, and are told as one.
    """
    for one in earlier:
        fresh = {pk: values for pk, values in said.items() if pk not in set(one.members)}
        before = {table["key"]: table for table in one.tables}
        for alone in _tables(asked, fresh, public):
            table = next(table for table in tables if table["key"] == alone["key"])
            shown = dict(before[alone["key"]]["cells"]) if alone["key"] in before else {}
            few = [label for label, count in alone["cells"] if count is None and shown.get(label) is not None]
            if few and any(count is not None for _label, count in table["cells"]):
                _hide(table)


def _veil_what_hangs(tables: list[dict[str, Any]], asked: Questionnaire) -> None:
    """Hide what is asked only after something that is hidden: how many were asked would tell it."""
    veiled: set[str] = set()
    for table in tables:
        above = {one.question for one in asked.questions[table["key"]].conditions}
        if above & veiled:
            _hide(table)
        if any(count is None for _label, count in table["cells"]):
            veiled.add(table["key"])


def _hide(table: dict[str, Any]) -> None:
    table["cells"] = [[label, None] for label, _count in table["cells"]]
    table["asked"] = table["answered"] = None


def veil_what_says_too_much(tables: list[dict[str, Any]], told: list[Cut], members: list[int]) -> None:
    """Hide the tables of which an attacker would learn too much, until there is none."""
    while found := {question for (_cut, question, _cell), _range in narrow([*told, _as_told(tables, members)])}:
        shown = [table for table in tables if table["key"] in found and table["asked"] is not None]
        if not shown:
            return
        for table in shown:
            _hide(table)


def _as_told(tables: list[dict[str, Any]], members: list[int]) -> Cut:
    """Return the tables of a cut as whoever reads them has them."""
    return Cut(
        [Told(one["key"], dict(one["cells"]), one["asked"], one["several"], one.get("known", {})) for one in tables],
        frozenset(members),
    )


def _public(election: Election, said: dict[int, dict[str, Value]]) -> dict[int, set[str]]:
    """Return {profile: the questions whose answers of it are public}: what everybody knows hides nobody."""
    keys = dict(Profile.objects.filter(pk__in=said).values_list("candidacy__key", "pk"))
    documents = current(election.slug, "identity")
    return {
        keys[key]: {answer["key"] for answer in document["answers"]}
        for (_kind, key), document in documents.items()
        if key in keys
    }


def _said(election: Election) -> dict[int, dict[str, Value]]:
    """Return {profile: {question: answer}} of the registered whose answers were reviewed and who consent to treatment
    and statistics."""
    given: dict[int, dict[str, bool]] = defaultdict(dict)
    rows = Consent.objects.filter(profile__candidacy__election=election).order_by("id")
    for profile, kind, yes in rows.values_list("profile", "text__kind", "given"):
        given[profile][kind] = yes
    needed = (LegalText.Kind.TREATMENT, LegalText.Kind.STATISTICS)
    willing = {pk for pk, kinds in given.items() if all(kinds.get(kind) for kind in needed)}
    sections = ProfileSection.objects.filter(
        profile__candidacy__election=election,
        profile__candidacy__status=Candidacy.Status.REGISTERED,
        confidential=True,
        public__isnull=False,
    ).select_related("public")
    found: dict[int, dict[str, Value]] = defaultdict(dict)
    for section in sections.iterator(chunk_size=500):
        if section.profile_id in willing and section.public is not None:
            found[section.profile_id] |= section.public.values()
    return dict(found)


def _tables(
    asked: Questionnaire, said: dict[int, dict[str, Value]], public: dict[int, set[str]]
) -> list[dict[str, Any]]:
    """Return a table for each closed question, in which whoever was asked and did not answer is a cell too. One that is
    asked only after another hides whatever that other hides."""
    made: dict[str, dict[str, Any]] = {}
    veiled: set[str] = set()
    for question in asked.questions.values():
        if question.type not in COUNTED:
            continue
        mine = {pk: one for pk, one in said.items() if applies(question, one)}
        under = question.condition is not None and question.condition.question in veiled
        open_ones = {pk for pk in mine if question.key in public.get(pk, ())}
        table = _table(question, mine, open_ones, hide=under)
        if any(count is None for _label, count in table["cells"]):
            veiled.add(question.key)
        made[question.key] = table
    return list(made.values())


def _table(question: Question, mine: dict[int, dict[str, Value]], public: set[int], *, hide: bool) -> dict[str, Any]:
    """Return one table; `known` is how many of each cell have made it public themselves."""
    several = question.type == "several"
    counts: Counter[str] = Counter()
    known: Counter[str] = Counter()
    for pk, one in mine.items():
        value = one.get(question.key) or UNANSWERED
        values = value if isinstance(value, list) else [str(value)]
        counts.update(values)
        known.update(values if pk in public else ())
    labels = {**question.choices, UNANSWERED: NO_ANSWER}
    whole = {key: counts[key] for key in labels}
    few = 0 < len(mine) < LEAST
    if hide or few:
        told: dict[str, int | None] = dict.fromkeys(whole)
    else:
        told = apart(whole, len(mine), known=known) if several else suppressed(whole, known=known)
    unsaid = told[UNANSWERED]
    return {
        "key": question.key,
        "label": question.label,
        "several": several,
        "cells": [[labels[key], count] for key, count in told.items()],
        "asked": None if hide or few else len(mine),
        "answered": None if hide or few or unsaid is None else len(mine) - unsaid,
        "known": {labels[key]: count for key, count in known.items()},
    }


def as_csv(made: IdentityCut) -> bytes:
    """Return a cut as CSV in UTF-8 with a byte-order mark; what is hidden says «protegido»."""
    rows = [
        [table["label"], label, *(HIDDEN if number is None else number for number in (count, table["answered"]))]
        for table in made.tables
        for label, count in table["cells"]
    ]
    return written(["pregunta", "respuesta", "personas", "respondieron"], rows)
