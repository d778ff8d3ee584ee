"""The calendar of what is owed to the INE, counted from the days of the election by the institute's own template."""

import tomllib
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from pathlib import Path

from django.db import transaction

from conoceles.audit.acts import record
from conoceles.elections.models import Election, Institute
from conoceles.lib.dates import MONTHS, local_date
from conoceles.reports.models import Deliverable, DeliverableRule

SHIPPED = Path(__file__).parent / "shipped.toml"
CALENDAR = "calendar:"


@dataclass(frozen=True)
class Planned:
    """One thing that the template asks for: what caused it, what it is called, and its two days."""

    rule: DeliverableRule
    cause: str
    title: str
    do_by: date

    @property
    def send_by(self) -> date:
        return self.do_by + timedelta(days=self.rule.term_days)


@dataclass(frozen=True)
class Differences:
    """What making the calendar would do: what is new, what changes its days, what is no longer asked for.

    What was done, sent or said not to apply is never moved, nor taken away.
    """

    new: list[Planned]
    moved: list[tuple[Deliverable, Planned]]
    gone: list[Deliverable]
    kept: int

    def __bool__(self) -> bool:
        return bool(self.new or self.moved or self.gone)


def take_shipped(institute: Institute, *, by: str) -> int:
    """Give an institute the lines that the program brings, and return how many; 0 when it has its own already."""
    with transaction.atomic():
        if Institute.objects.select_for_update().get(pk=institute.pk).deliverable_rules.exists():
            return 0
        rows = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["deliverable"]
        for order, values in enumerate(rows, 1):
            rule = DeliverableRule(institute=institute, order=order, **values)
            rule.full_clean()
            rule.save()
        record("deliverables-changed", by=by, thing=f"institute {institute.key}", rules=len(rows))
    return len(rows)


def planned(election: Election) -> list[Planned]:
    """Return what the institute's template asks for in an election, by day."""
    rules = election.institute.deliverable_rules.all()
    found = [one for rule in rules for one in _of_rule(rule, election)]
    return sorted(found, key=lambda one: (one.do_by, one.rule.order))


def _of_rule(rule: DeliverableRule, election: Election) -> Iterator[Planned]:
    start = _anchor(rule, election)
    if rule.month_day is None or rule.last_months is None:
        day = months_later(start, rule.months) + timedelta(days=rule.days)
        yield Planned(rule, f"{CALENDAR}{rule.key}", rule.title, day)
        return
    for months in range(rule.months, rule.last_months + 1):
        told = months_later(start.replace(day=1), months)
        day = months_later(told, 1).replace(day=rule.month_day)
        title = f"{rule.title}: {MONTHS[told.month - 1]} de {told.year}"
        yield Planned(rule, f"{CALENDAR}{rule.key}-{told:%Y-%m}", title, day)


def _anchor(rule: DeliverableRule, election: Election) -> date:
    moments = {
        DeliverableRule.Anchor.ELECTION_DAY.value: election.polls_open,
        DeliverableRule.Anchor.PUBLICATION.value: election.publication_starts,
        DeliverableRule.Anchor.CAMPAIGNS_END.value: election.campaigns_end,
    }
    return local_date(moments[rule.anchor], election.zone)


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a month that is shorter; never beyond the years that
    dates have."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    year = min(max(year, MINYEAR + 2), MAXYEAR - 2)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def differences(election: Election) -> Differences:
    """Return what the calendar would change now."""
    there = {one.cause: one for one in Deliverable.objects.of_election(election).filter(cause__startswith=CALENDAR)}
    wanted = planned(election)
    new = [one for one in wanted if one.cause not in there]
    moved = []
    for one in wanted:
        row = there.get(one.cause)
        if row and _untouched(row) and _as_planned(row) != (one.do_by, one.send_by, one.rule.term_days, one.title):
            moved.append((row, one))
    asked = {one.cause for one in wanted}
    gone = [row for cause, row in there.items() if cause not in asked and _untouched(row)]
    return Differences(new, moved, gone, len(there) - len(moved) - len(gone))


def _untouched(row: Deliverable) -> bool:
    """Return whether nobody has worked on a row: neither done, sent nor said not to apply, no paper, letter or note,
    nor days that were corrected by hand."""
    worked = row.done_on or row.sent_on or row.not_needed or row.file or row.letter_id or row.note
    return not worked and not row.by_hand


def _as_planned(row: Deliverable) -> tuple[date, date, int, str]:
    return row.do_by, row.send_by, row.term_days, row.title


def make(election: Election, *, by: str) -> Differences:
    """Write the calendar as the template has it, and return what changed; done again it changes nothing."""
    with transaction.atomic():
        Election.objects.select_for_update().get(pk=election.pk)
        found = differences(election)
        Deliverable.objects.bulk_create(
            Deliverable(
                election=election,
                kind=one.rule.key,
                cause=one.cause,
                title=one.title,
                do_by=one.do_by,
                send_by=one.send_by,
                send_until=one.send_by,
                term_days=one.rule.term_days,
                unit=one.rule.unit,
            )
            for one in found.new
        )
        for row, one in found.moved:
            row.do_by, row.send_by, row.send_until = one.do_by, one.send_by, one.send_by
            row.term_days, row.title, row.unit = one.rule.term_days, one.title, one.rule.unit
            row.save(update_fields=["do_by", "send_by", "send_until", "term_days", "title", "unit"])
        Deliverable.objects.filter(pk__in=[row.pk for row in found.gone]).delete()
        if found:
            record(
                "deliverables-made",
                by=by,
                election=election.slug,
                created=len(found.new),
                updated=len(found.moved),
                removed=len(found.gone),
            )
    return found
