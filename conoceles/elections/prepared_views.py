"""Acts that wait for a second person: read, released, given up; and whether an election asks for two."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.accounts.models import User
from conoceles.elections import jobs, key_acts, two_people
from conoceles.elections.access import grants
from conoceles.elections.models import Election, Job, Prepared, Role
from conoceles.elections.staff_acts import setting_in_words
from conoceles.elections.two_people import ACTS, CannotRelease, Done
from conoceles.elections.works import PREPARED
from conoceles.lib import clock
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import plain, whole_number

PAGE = 30
WAITS = (
    "Queda preparado: lo libera otra persona de coordinación o de vinculación, en «Actos de dos personas». Hasta "
    "entonces nada cambia."
)


@dataclass(frozen=True)
class Line:
    """One prepared act as somebody sees it; `how` is how she may release it now, '' where she may not."""

    row: Prepared
    title: str
    says: str
    how: str = ""
    # Whether it gives something to whoever prepared it: nobody releases that alone.
    own: bool = False


def prepared_of(election: Election) -> list[Line]:
    """Return what waits for a second person in an election, the oldest first."""
    rows = Prepared.objects.waiting().of_election(election).order_by("pk")
    return [_line(row) for row in rows.select_related("by", "election", "candidacy__person", "party")]


def _line(row: Prepared, how: str = "") -> Line:
    act = ACTS[row.act]
    return Line(row, act.title, row.said, how, act.own(row))


def answered(request: HttpRequest, done: Done | None, slug: str, back: str, *, stays: bool = False) -> HttpResponse:
    """Say what an act left, or that it waits for a second person, and go back; a paper that it made is kept for a day,
    and what `stays` is kept among the acts on many."""
    if done is None:
        messages.success(request, WAITS)
        return redirect(back, slug)
    job = _kept(request, done, slug) if done.paper or stays else None
    if job is not None and done.paper:
        return redirect("job", slug, job.pk)
    messages.success(request, done.sentence)
    return redirect(back, slug)


def _kept(request: HttpRequest, done: Done, slug: str) -> Job:
    election = get_object_or_404(Election, slug=slug)
    return jobs.keep(election, User.objects.get(pk=request.user.pk or 0), done)


@PREPARED.view(*FORM)
def prepared(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for a second person, and what became of the rest."""
    election = get_object_or_404(Election, slug=slug)
    user, at, error, typed = User.objects.get(pk=request.user.pk or 0), clock.trusted_now(), "", ""
    if request.method == "POST":
        typed = plain(request.POST.get("reason"), 300)
        try:
            return _press(request, election, user, typed)
        except (CannotRelease, ValueError) as refused:
            error = str(refused)
    rows = Prepared.objects.of_election(election).select_related(
        "by", "ended_by", "election", "candidacy__person", "party"
    )
    context = {
        "election": election,
        "lines": [_line(row, two_people.may_release(row, user, at)) for row in rows.waiting().order_by("pk")],
        "page": Paginator(rows.exclude(outcome=""), PAGE).get_page(request.GET.get("pagina")),
        "error": error,
        "typed": typed,
        "pressed": whole_number(request.POST.get("release")),
        "asked": two_people.asked(election),
        "settings": [(value, setting_in_words(value)) for value in ("", *Election.TwoPeople.values)],
        "coordination": two_people.has_role(election, user, Role.COORDINATION),
        "releases": two_people.has_role(election, user, *two_people.RELEASERS),
        "whole": Role.COORDINATION in grants(request).everywhere,
        "me": user,
    }
    context["over"] = [_line(row) for row in context["page"]]  # type: ignore[attr-defined]
    return render(request, "elections/prepared.html", context, status=422 if error else 200)


def _press(request: HttpRequest, election: Election, user: User, reason: str) -> HttpResponse:
    """Do what was pressed. Raises ValueError with a Spanish sentence."""
    slug, mine = election.slug, Prepared.objects.of_election(election)
    if request.POST.get("give_up"):
        row = get_object_or_404(mine, pk=whole_number(request.POST["give_up"]))
        if row.by_id != user.pk and not two_people.has_role(row.election, user, *two_people.RELEASERS):
            raise CannotRelease("Lo desecha quien lo preparó, o alguien de coordinación o de vinculación.")
        two_people.give_up(row.pk, user)
        messages.success(request, "Desechado: no se hará.")
        return redirect("prepared", slug)
    row = get_object_or_404(mine, pk=whole_number(request.POST.get("release")))
    return answered(request, two_people.release(row.pk, user, reason), slug, "prepared")


@PREPARED.view(*POST, only=(Role.COORDINATION,))
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask that the key be changed: of the whole installation, so by its coordination alone."""
    if Role.COORDINATION not in grants(request).everywhere:
        raise PermissionDenied
    return answered(request, key_acts.ask(User.objects.get(pk=request.user.pk or 0)), slug, "prepared")


@PREPARED.view(*POST, only=(Role.COORDINATION,))
def rule(request: HttpRequest, slug: str) -> HttpResponse:
    """Change whether the election asks for two people; where it does, that is itself released by a second one."""
    election = get_object_or_404(Election, slug=slug)
    value = request.POST.get("two_people", "")
    if value not in ("", *Election.TwoPeople.values) or value == election.two_people:
        return redirect("prepared", slug)
    by = User.objects.get(pk=request.user.pk or 0)
    return answered(request, two_people.do("two-people", election, by, {"value": value}), slug, "prepared")
