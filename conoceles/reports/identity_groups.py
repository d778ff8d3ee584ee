"""The groups of the identity statistics as they are read: each with what equality says of it, and with what earlier
elections of the institute counted of the same."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction

from conoceles.audit.acts import record
from conoceles.elections.models import Election, Role
from conoceles.reports.models import IdentityCut, IdentityNote

LONGEST = 2000
APART = timedelta(days=365)


@dataclass
class Group:
    """One table of the last cut; `series` has a row for each answer: its label and what each election counted, None for
    what is protected and '' where it was not asked."""

    table: dict[str, Any]
    note: str = ""
    # It was written of an earlier cut, and may not be true of this one.
    stale: bool = False
    elections: list[str] = field(default_factory=list)
    series: list[tuple[str, list[int | str | None]]] = field(default_factory=list)


def groups(election: Election) -> list[Group]:
    """Return the tables of the last cut of an election, in their order; [] before the first."""
    last = IdentityCut.objects.filter(election=election).first()
    if last is None:
        return []
    notes = {one.question: one for one in IdentityNote.objects.filter(election=election)}
    earlier = [(one.name, cut) for one in _earlier(election) if (cut := _last(one))]
    return [_group(table, notes.get(table["key"]), last, election.name, earlier) for table in last.tables]


def keep_note(election: Election, question: str, text: str, *, by: str) -> None:
    """Keep what is said of a group, or take it away where it is ''."""
    with transaction.atomic():
        if text:
            values = {"text": text, "by": by}
            IdentityNote.objects.update_or_create(election=election, question=question, defaults=values)
        else:
            IdentityNote.objects.filter(election=election, question=question).delete()
        record("identity-note", by=by, role=Role.EQUALITY, election=election.slug, thing=f"question {question}")


def _earlier(election: Election) -> list[Election]:
    """Return the elections that may stand beside one: of those that are near, many people stood in both, and their
    tables together would say more than each."""
    before = election.polls_open - APART
    rows = Election.objects.filter(institute=election.institute_id, practice=False, polls_open__lt=before)
    return list(rows.exclude(pk=election.pk).order_by("polls_open"))


def _last(election: Election) -> IdentityCut | None:
    return IdentityCut.objects.filter(election=election).first()


def _group(
    table: dict[str, Any],
    note: IdentityNote | None,
    last: IdentityCut,
    name: str,
    earlier: list[tuple[str, IdentityCut]],
) -> Group:
    same = [
        (other, dict(found["cells"])) for other, cut in earlier for found in cut.tables if found["key"] == table["key"]
    ]
    group = Group(table, note.text, note.at < last.at) if note else Group(table)
    if not same:
        return group
    labels = list(
        dict.fromkeys([label for _name, cells in same for label in cells] + [one for one, _ in table["cells"]])
    )
    now = dict(table["cells"])
    rows = [(label, [*(cells.get(label, "") for _name, cells in same), now.get(label, "")]) for label in labels]
    group.elections, group.series = [*(other for other, _cells in same), name], rows
    return group
