"""Acts on many: those that are running, what became of the others, and their papers."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from conoceles.elections import jobs
from conoceles.elections.access import grants
from conoceles.elections.models import Election, Job, Role
from conoceles.elections.models.job import PAPERS_KEPT, JobQuerySet
from conoceles.elections.works import JOBS
from conoceles.lib import sealed_blobs
from conoceles.lib.doing import doing
from conoceles.lib.sealing import CannotUnseal

PAGE = 30


def before(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show what an act on many will do, before it is done; 422 where something of it was wrong.

    `title`, `above` and `back`; `counts` ((words, number)…), `warns` (sentences), `confirm` (what is to be ticked) and
    `unconfirmed` (whether it was left out), `form` for what is to be typed, `hidden` ((name, value)…), `button`.
    """
    wrong = context.get("unconfirmed") or (context.get("form") and context["form"].errors)
    context.setdefault("press", request.POST.get("press") or jobs.new_press())
    return render(request, "elections/before.html", context, status=422 if wrong else 200)


def started(request: HttpRequest, job: Job) -> HttpResponse:
    """Do what can be done of a job while whoever pressed waits, and lead to its page."""
    with doing(request) as tell:
        jobs.run(job.pk, tell)
    return redirect("job", job.election.slug, job.pk)


def _visible(request: HttpRequest, slug: str) -> JobQuerySet:
    """Return the jobs of an election that somebody may see: her own, and for coordination everybody's."""
    rows: JobQuerySet = Job.objects.filter(election__slug=slug).select_related("election", "by")
    if Role.COORDINATION in grants(request).roles(slug):
        return rows
    return rows.filter(by=request.user.pk)


@JOBS.view()
def job_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The acts on many of an election: those that run first, then the last."""
    election = get_object_or_404(Election, slug=slug)
    rows = _visible(request, slug)
    context = {
        "election": election,
        "running": rows.running(),
        "page": Paginator(rows.filter(ended_at__isnull=False), PAGE).get_page(request.GET.get("pagina")),
    }
    return render(request, "elections/jobs.html", context)


@JOBS.view()
def job(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far an act on many has come, or what became of it: what did not go first, and its papers."""
    found = get_object_or_404(_visible(request, slug), pk=pk)
    mine = found.by_id == request.user.pk
    papers = [
        (name, reverse("job_paper", args=[slug, pk, place])) for place, (name, _blob) in enumerate(found.papers, 1)
    ]
    context = {
        "election": found.election,
        "job": found,
        "over": found.done + len(found.failed),
        "papers": papers if mine else [],
        "others": bool(papers) and not mine,
        "until": found.ended_at + PAPERS_KEPT if found.ended_at else None,
    }
    return render(request, "elections/job.html", context)


@JOBS.view()
def job_paper(request: HttpRequest, slug: str, pk: int, place: int) -> HttpResponse:
    """A paper that an act on many made, for whoever asked for it, until its day has passed."""
    found = get_object_or_404(Job, pk=pk, election__slug=slug, by=request.user.pk)
    if not 1 <= place <= len(found.papers):
        raise Http404
    name, blob = found.papers[place - 1]
    try:
        content = sealed_blobs.opened(blob)
    except (FileNotFoundError, CannotUnseal) as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
