"""What must be told to the INE raises itself from the act that caused it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from conoceles.elections.models import Election, Release
from conoceles.lib.dates import local_date
from conoceles.movements.models import ContestMovement, Movement
from conoceles.profiles.models import LegalText
from conoceles.questionnaires.models import ElectionQuestionnaire
from conoceles.reports.models import Deliverable, Feedback, Issued

# Annex 24.2: acts and changed documents within five days; improvements and added questions within three.
ACT, IMPROVEMENT = 5, 3


@dataclass(frozen=True)
class Cause:
    """An act of which the INE is told: its name, what it is called, its day, and the days to tell of it."""

    name: str
    kind: str
    title: str
    day: date
    term: int


def follow(election: Election) -> int:
    """Raise what the acts of an election owe and nobody raised yet, and return how many."""
    known = set(Deliverable.objects.of_election(election).values_list("cause", flat=True))
    fresh = [cause for cause in causes(election) if cause.name not in known]
    Deliverable.objects.bulk_create(
        [
            Deliverable(
                election=election,
                kind=cause.kind,
                cause=cause.name,
                title=cause.title[:250],
                do_by=cause.day,
                done_on=cause.day,
                send_by=(until := cause.day + timedelta(days=cause.term)),
                send_until=until,
                term_days=cause.term,
            )
            for cause in fresh
        ],
        # Two who follow at once raise each of them once.
        ignore_conflicts=True,
    )
    return len(fresh)


def causes(election: Election) -> Iterator[Cause]:
    """Yield every act of an election of which the INE is told."""
    yield from _movements(election)
    yield from _documents(election)
    yield from _improvements(election)


def _movements(election: Election) -> Iterator[Cause]:
    rows = Movement.objects.of_election(election).select_related("candidacy__person", "agreement")
    for row in rows:
        title = f"{row.get_kind_display().capitalize()} de {row.candidacy.person.name}, {row.agreement.number}"
        yield Cause(f"movement:{row.pk}", "movimiento", title, row.day, ACT)
    contests = ContestMovement.objects.filter(contest__election=election).select_related("contest", "agreement")
    for one in contests:
        title = f"{one.contest.name}: {one.get_state_display()}, {one.agreement.number}"
        yield Cause(f"contest-movement:{one.pk}", "movimiento", title, one.day, ACT)


def _documents(election: Election) -> Iterator[Cause]:
    """Yield the documents that changed once they had been in force."""
    for text in LegalText.objects.filter(election=election, number__gt=1):
        day = local_date(text.since, election.zone)
        yield Cause(f"legal-text:{text.pk}", "documento", f"Documento modificado: {text}", day, ACT)
    for issued in Issued.objects.of_election(election).filter(replaces__isnull=False):
        day = local_date(issued.at, election.zone)
        yield Cause(f"issued:{issued.pk}", "documento", f"Documento modificado: {issued}", day, ACT)


def _improvements(election: Election) -> Iterator[Cause]:
    asked = ElectionQuestionnaire.objects.filter(election=election, published_at__isnull=False)
    for version in asked:
        day = local_date(version.published_at, election.zone)  # type: ignore[arg-type]
        yield Cause(f"questionnaire:{version.pk}", "preguntas", f"Cuestionario modificado: {version}", day, IMPROVEMENT)
    seen: set[str] = set()
    for release in Release.objects.filter(election=election).order_by("on", "id"):
        # The first of each interface is the calendar's own; those after it are improvements.
        if release.interface in seen:
            yield Cause(f"release:{release.pk}", "mejora", f"Mejora: {release}", release.on, IMPROVEMENT)
        seen.add(release.interface)
    for one in Feedback.objects.filter(election=election, improvement=True):
        yield Cause(f"feedback:{one.pk}", "mejora", f"Mejora: {one.text}", one.on, IMPROVEMENT)
