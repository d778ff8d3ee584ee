"""What leaves of the identity questionnaire: cuts of who consented to statistics, with small cells suppressed.

A cut is frozen. The next one needs five persons more or fewer, so that nobody is found by comparing two.
"""

from collections import Counter, defaultdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election, Role
from conoceles.lib.csv_file import written
from conoceles.profiles.models import Consent, LegalText, ProfileSection
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.questionnaire import IDENTITY, Question, Questionnaire
from conoceles.questionnaires.values import Value, applies
from conoceles.reports.models import IdentityCut
from conoceles.reports.suppression import LEAST, suppressed, total

# Only closed questions are counted: open words could identify whoever wrote them.
COUNTED = {"yes_no", "choice", "several"}
HIDDEN = "protegido"


class TooSoon(ValueError):
    """Too few persons changed since the last cut; its text is a Spanish sentence."""


def cut(election: Election, *, by: str) -> IdentityCut:
    """Freeze and return the figures of now. Raises TooSoon when they differ from any earlier cut by fewer than five
    persons."""
    said = _said(election)
    for members in IdentityCut.objects.filter(election=election).values_list("members", flat=True):
        changed = len(set(said) ^ set(members))
        if not changed:
            raise TooSoon("Ya hay un corte con esas mismas personas: nada cambió.")
        if changed < LEAST:
            raise TooSoon("Con un corte anterior difieren menos de cinco personas: otro corte diría de quién se trata.")
    with transaction.atomic():
        made = IdentityCut.objects.create(
            election=election,
            by=by,
            at=timezone.now(),
            members=sorted(said),
            people=total({"": len(said)}),
            tables=_tables(asked_in(election, IDENTITY), list(said.values())),
        )
        record("identity-cut", by=by, role=Role.EQUALITY, election=election.slug)
    return made


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


def _tables(asked: Questionnaire, people: list[dict[str, Value]]) -> list[dict[str, Any]]:
    """Return a table for each closed question. One that is asked only after another hides whatever that other hides."""
    made: dict[str, dict[str, Any]] = {}
    veiled: set[str] = set()
    for question in asked.questions.values():
        if question.type not in COUNTED:
            continue
        values = [said[question.key] for said in people if said.get(question.key) and applies(question, said)]
        under = question.condition is not None and question.condition.question in veiled
        table = _table(question, values, hide=under)
        if any(count is None for _label, count in table["cells"]):
            veiled.add(question.key)
        made[question.key] = table
    return list(made.values())


def _table(question: Question, values: list[Value], *, hide: bool) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    for value in values:
        counts.update(value if isinstance(value, list) else [value])
    known = {key: counts[key] for key in question.choices}
    few = 0 < len(values) < LEAST
    told = dict.fromkeys(known) if hide or few else suppressed(known)
    return {
        "key": question.key,
        "label": question.label,
        "cells": [[question.choices[key], count] for key, count in told.items()],
        "answered": None if hide or few else len(values),
    }


def as_csv(made: IdentityCut) -> bytes:
    """Return a cut as CSV in UTF-8 with a byte-order mark; what is hidden says «protegido»."""
    rows = [
        [table["label"], label, *(HIDDEN if number is None else number for number in (count, table["answered"]))]
        for table in made.tables
        for label, count in table["cells"]
    ]
    return written(["pregunta", "respuesta", "personas", "respondieron"], rows)
