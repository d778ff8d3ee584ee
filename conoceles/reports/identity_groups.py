"""The groups of the identity statistics as they are read: each with what equality says of it, and with what earlier
elections of the institute counted of the same."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from conoceles.audit.acts import record
from conoceles.elections.models import Election, Role
from conoceles.reports.models import IdentityCut, IdentityNote

LONGEST = 2000


@dataclass
class Group:
    """One table of the last cut; `series` has a row for each answer: its label and what each election counted, None for
    what is protected and '' where it was not asked."""

    table: dict[str, Any]
    note: str = ""
    elections: list[str] = field(default_factory=list)
    series: list[tuple[str, list[int | str | None]]] = field(default_factory=list)


def groups(election: Election) -> list[Group]:
    """Return the tables of the last cut of an election, in their order; [] before the first."""
    last = IdentityCut.objects.filter(election=election).first()
    if last is None:
        return []
    notes = dict(IdentityNote.objects.filter(election=election).values_list("question", "text"))
    earlier = [(one.name, cut) for one in _earlier(election) if (cut := _last(one))]
    return [_group(table, notes.get(table["key"], ""), election.name, earlier) for table in last.tables]


def note(election: Election, question: str, text: str, *, by: str) -> None:
    """Keep what is said of a group, or take it away where it is ''."""
    with transaction.atomic():
        if text:
            values = {"text": text, "by": by}
            IdentityNote.objects.update_or_create(election=election, question=question, defaults=values)
        else:
            IdentityNote.objects.filter(election=election, question=question).delete()
        record("identity-note", by=by, role=Role.EQUALITY, election=election.slug, thing=f"question {question}")


def _earlier(election: Election) -> list[Election]:
    rows = Election.objects.filter(institute=election.institute_id, practice=False, polls_open__lt=election.polls_open)
    return list(rows.exclude(pk=election.pk).order_by("polls_open"))


def _last(election: Election) -> IdentityCut | None:
    return IdentityCut.objects.filter(election=election).first()


def _group(table: dict[str, Any], said: str, name: str, earlier: list[tuple[str, IdentityCut]]) -> Group:
    same = [
        (other, dict(found["cells"])) for other, cut in earlier for found in cut.tables if found["key"] == table["key"]
    ]
    if not same:
        return Group(table, said)
    labels = list(
        dict.fromkeys([label for _name, cells in same for label in cells] + [one for one, _ in table["cells"]])
    )
    now = dict(table["cells"])
    rows = [(label, [*(cells.get(label, "") for _name, cells in same), now.get(label, "")]) for label in labels]
    return Group(table, said, [*(other for other, _cells in same), name], rows)
