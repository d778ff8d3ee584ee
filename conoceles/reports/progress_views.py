"""How far each party and each contest has come."""

from collections import Counter
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from conoceles.capture.party.dashboard import Line, lines
from conoceles.elections.models import Candidacy, Election
from conoceles.profiles.models import State
from conoceles.reports.works import PROGRESS


@PROGRESS.view()
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """How far each party and each contest has come."""
    election = get_object_or_404(Election, slug=slug)
    rows = Candidacy.objects.of_election(election).registered().filter(office__answers=True).with_register()
    everyone = lines(list(rows.order_by("ticket__contest__name", "pk")), election)
    tables = [
        ("Por partido", _counted(everyone, lambda line: line.candidacy.ticket.party.name)),
        ("Por contienda", _counted(everyone, lambda line: line.candidacy.ticket.contest.name)),
    ]
    totals = Counter(line.state for line in everyone)
    context = {
        "election": election,
        "tables": tables,
        "states": list(State),
        "total": len(everyone),
        "totals": [(state, totals[state]) for state in State],
        "left": sum(not line.done for line in everyone),
    }
    return render(request, "reports/progress.html", context)


def _counted(everyone: list[Line], name: Callable[[Line], str]) -> list[tuple[str, list[int], int]]:
    """Return (name, how many are in each state, how many in all) of each group, in the order met."""
    counts: dict[str, Counter[str]] = {}
    for line in everyone:
        counts.setdefault(name(line), Counter())[line.state] += 1
    return [(key, [found[state] for state in State.values], sum(found.values())) for key, found in counts.items()]
