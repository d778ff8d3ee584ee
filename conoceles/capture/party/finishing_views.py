"""A party finishes for many at once: what would go and what not, doing it, and what became of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.accounts.models import User
from conoceles.capture.party.dashboard import lines
from conoceles.capture.party.finishing import ACTS, divided
from conoceles.capture.party.listing import Wanted, mine, operator
from conoceles.elections import jobs
from conoceles.elections.models import Job
from conoceles.lib.access import FORM
from conoceles.lib.doing import doing
from conoceles.lib.text import figure, so_many
from conoceles.profiles import foreseeing
from conoceles.questionnaires.asked import asked_in

# Of those that stay, as many are named in one sentence.
NAMED = 5


@operator(*FORM)
def finish(request: HttpRequest, key: str, act: str) -> HttpResponse:
    """Say which of those that match would be handed over or validated, and which not and why; do it once pressed."""
    found, candidacies = mine(key)
    what = ACTS.get(act)
    if what is None:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    chosen = set(asked.getlist("candidacy"))
    rows = Wanted.of(asked).pick(lines(candidacies, found.election))
    rows = [line for line in rows if not chosen or line.candidacy.key in chosen]
    goes, stays = divided(what, rows)
    if not goes:
        whys = " ".join(f"{name}: {why}" for name, why in stays[:NAMED]) if chosen else ""
        rest = f" Y {figure(len(stays) - NAMED)} más." if chosen and len(stays) > NAMED else ""
        messages.error(request, f"No hay ninguna completa por {what.address}. {whys}{rest}".strip())
        return redirect("party", key)
    title = f"{what.verb} {so_many(len(goes), 'candidatura', 'candidaturas')}"
    if request.method == "POST":
        values = {"party": found.key, "names": {one.candidacy.key: one.candidacy.person.name for one in goes}}
        by = User.objects.get(pk=request.user.pk or 0)
        left = [line.candidacy.key for line in goes]
        job = jobs.begin(what.kind, found.election, by, title, left, values, request.POST.get("press", ""))
        with doing(request) as tell:
            jobs.run(job.pk, tell)
        return redirect("party_job", key, job.pk)
    noticed = foreseeing.of_many(found.election, [line.candidacy for line in goes], what.states)
    context = {
        "noticed": [(line.candidacy, noticed[line.candidacy.pk]) for line in goes if line.candidacy.pk in noticed],
        "slugs": {name: part.slug for name, part in asked_in(found.election).parts.items()},
        "party": found,
        "institute": found.election.institute,
        "title": title,
        "counts": [("Se entregan" if act == "entregar" else "Se validan", len(goes)), ("Se quedan", len(stays))],
        "stays": stays,
        "goes": goes,
        "hidden": [*Wanted.of(asked).kept, *(("candidacy", one) for one in sorted(chosen))],
        "press": jobs.new_press(),
        "button": title,
    }
    return render(request, "party/before.html", context)


@operator()
def job(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """How far what a party asked for many has come, or what became of it."""
    found, _candidacies = mine(key)
    asked = get_object_or_404(Job, pk=pk, election=found.election, by=request.user.pk, values__party=key)
    context = {
        "party": found,
        "institute": found.election.institute,
        "job": asked,
        "over": asked.done + len(asked.failed),
    }
    return render(request, "party/job.html", context)
