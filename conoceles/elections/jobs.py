"""Acts on many, done step by step: twice pressed they are done once, and what a stopped process left is taken up again.

Each kind says what one step does with some of what is left. A step and the note of it are one transaction.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.elections.models import Election, Job
from conoceles.elections.models.job import PAPERS_KEPT
from conoceles.elections.two_people import Done
from conoceles.lib import blobs, sealed_blobs
from conoceles.lib.doing import Tell, quietly
from conoceles.lib.text import so_many

log = logging.getLogger(__name__)
# Seconds that whoever pressed waits; the rest is done by the clock, which takes up what has rested so long.
PATIENCE, BY_THE_CLOCK = 20.0, 40.0
RESTED = timedelta(minutes=2)
# How often a step is tried that ends badly.
TRIES = 3
TOLD = 200


@dataclass
class Step:
    """What a step left: how many were done, who was not and why, papers as (name of the file, bytes)."""

    done: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    # Nothing of what is left can be done now.
    stops: bool = False
    papers: list[tuple[str, bytes]] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """A kind of act on many: `does(job, some of what is left)` does one step of at most `most`; `ends(job)` says what
    became of it."""

    name: str
    most: int
    does: Callable[[Job, list[str]], Step]
    ends: Callable[[Job], str]


KINDS: dict[str, Kind] = {}


def kind(name: str, *, most: int, ends: Callable[[Job], str]) -> Callable[[Callable[[Job, list[str]], Step]], Kind]:
    """Register what does a step of a kind of act on many."""

    def registered(does: Callable[[Job, list[str]], Step]) -> Kind:
        KINDS[name] = Kind(name, most, does, ends)
        return KINDS[name]

    return registered


def new_press() -> str:
    """Return what names a page from which an act on many is asked."""
    return secrets.token_hex(16)


def begin(
    name: str, election: Election, by: User, title: str, left: Iterable[str], values: Mapping[str, object], press: str
) -> Job:
    """Return the job of an act on many, not yet begun; the one that there is when the page sends it twice."""
    left = list(left)
    made, _new = Job.objects.get_or_create(
        by=by,
        press=press[:32] or new_press(),
        defaults={
            "election": election,
            "kind": name,
            "title": title[:160],
            "values": dict(values),
            "left": left,
            "total": len(left),
        },
    )
    return made


def keep(election: Election, by: User, done: Done) -> Job:
    """Keep what an act left, with its paper, as a job that is over: an answer that is lost on its way is there."""
    return Job.objects.create(
        election=election,
        title=done.sentence[:160],
        by=by,
        press=new_press(),
        total=1,
        done=1,
        papers=[[done.name, sealed_blobs.keep(done.paper)]] if done.paper else [],
        said=done.sentence[:400],
        ended_at=timezone.now(),
    )


def run(pk: int, tell: Tell = quietly, *, by_the_clock: bool = False) -> Job:
    """Do the steps of a job until it ends or patience does, and return it."""
    until = time.monotonic() + (BY_THE_CLOCK if by_the_clock else PATIENCE)
    while True:
        Job.objects.running().filter(pk=pk).update(beat_at=timezone.now(), tries=F("tries") + 1)
        job = _step(pk)
        tell(job.title, job.done + len(job.failed), job.total)
        if job.ended_at or time.monotonic() > until:
            return job


def _step(pk: int) -> Job:
    """Do the next step of a job and return it."""
    with transaction.atomic():
        rows = Job.objects.select_for_update(of=("self",)).select_related("election__institute", "by")
        job = rows.get(pk=pk)
        if job.ended_at:
            return job
        if job.left:
            some = job.left[: KINDS[job.kind].most]
            step = _done(job, some)
            job.left = [] if step.stops else job.left[len(some) :]
            job.done += step.done
            job.failed = [*job.failed, *([who, why] for who, why in step.failed)]
            job.papers = [*job.papers, *([name, sealed_blobs.keep(paper)] for name, paper in step.papers)]
        job.tries, job.beat_at = 0, timezone.now()
        if not job.left:
            job.ended_at = job.beat_at
            job.said = KINDS[job.kind].ends(job)[:400]
        job.save()
    return job


def _done(job: Job, some: list[str]) -> Step:
    """Return what a step left. What ends badly again and again is passed over, and said."""
    if job.tries > TRIES:
        log.error("job %s: a step of %s was given up", job.pk, job.kind)
        return Step(
            failed=[(so_many(len(some), "Una", "de ellas"), "No se pudo, y no se sabe si a medias: avise a sistemas.")]
        )
    try:
        with transaction.atomic():
            return KINDS[job.kind].does(job, some)
    except OSError:
        return Step(
            failed=[(f"{len(some)} de ellas", "El servidor de correo o el disco no responde: intente después.")]
        )


def go_on(at: datetime) -> list[str]:
    """Go on with the jobs that rest, throw away the papers whose day has passed, and say how many ended."""
    rested = list(Job.objects.running().filter(beat_at__lt=at - RESTED).values_list("pk", flat=True))
    ended = sum(bool(run(pk, by_the_clock=True).ended_at) for pk in rested)
    for job in Job.objects.filter(ended_at__lt=at - PAPERS_KEPT).exclude(papers=[]):
        for _name, blob in job.papers:
            blobs.where(blob, blobs.PRIVATE).unlink(missing_ok=True)
        Job.objects.filter(pk=job.pk).update(papers=[])
    return [f"Terminaron {ended} trabajos en conjunto."] if ended else []
