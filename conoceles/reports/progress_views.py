"""How far everybody is: drawn by everything that is counted, day by day, and the list behind each number."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode

from conoceles.capture.party.dashboard import Line, lines
from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Election, Person, Role
from conoceles.elections.models.candidacy import CandidacyQuerySet
from conoceles.lib.csv_file import written
from conoceles.lib.dates import local_date, short_date
from conoceles.lib.forms import plain, whole_number
from conoceles.profiles.models import State
from conoceles.reports import tally
from conoceles.reports.works import PROGRESS

PAGE = 100
LEFT = "falta"
# Who may read who is registered under an affirmative action: to others it is a number.
GROUPED = {Role.COORDINATION.value, Role.EQUALITY.value, Role.REGISTER.value}
WIDE, TALL = 540, 160


@PROGRESS.view()
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """How far everybody is, in all and by each group, and how it went day by day."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    counted = tally.tally(election, timezone.now())
    context = {
        "election": election,
        "tally": counted,
        "states": [(state.value, state.label, counted.count(state)) for state in State],
        "left": counted.total - counted.done,
        "trend": _trend(election),
        "grouped": bool(GROUPED & grants(request).roles(slug)),
    }
    return render(request, "reports/progress.html", context)


@PROGRESS.view()
def progress_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same numbers, as a table."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    counted = tally.tally(election, timezone.now())
    rows = [
        [title, row.name, row.total, row.done, f"{row.percent}", *(row.states.get(state.value, 0) for state in State)]
        for _kind, title, found in counted.groups
        for row in found
    ]
    head = ["por", "grupo", "candidaturas", "entregadas", "porcentaje", *(str(state.label) for state in State)]
    answer = HttpResponse(written(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="avance-{slug}.csv"'
    return answer


@PROGRESS.view()
def progress_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is behind a number: those of a group, in a state or not done."""
    election = get_object_or_404(Election, slug=slug)
    named = GROUPED & grants(request).roles(slug)
    kinds = [kind for kind in tally.GROUPS if kind != "accion" or named]
    wanted = {kind: plain(request.GET.get(kind), 40) for kind in kinds if request.GET.get(kind)}
    state = plain(request.GET.get("estado"), 12)
    rows = Candidacy.objects.of_election(election).registered().filter(office__answers=True).with_register()
    rows = _of_groups(rows, wanted).order_by("ticket__party__order", "ticket__contest__name", "pk")
    found: Any = rows if wanted else rows.none()
    if state:
        found = [line for line in tally.lines_of(rows.iterator(chunk_size=tally.BATCH), election) if _is(line, state)]
    if request.GET.get("formato") == "csv":
        return _list_csv(found if state else lines(list(found), election), slug)
    page = Paginator(found, PAGE).get_page(request.GET.get("pagina"))
    shown = list(page) if state else lines(list(page), election)
    context = {
        "election": election,
        "page": page,
        "lines": shown,
        "wanted": ", ".join(_name(kind, key, election) for kind, key in wanted.items()),
        "state": _words(state),
        "states": _words(state, several=True),
        "query": urlencode({**wanted, "estado": state}) + "&",
    }
    return render(request, "reports/progress_list.html", context)


def _list_csv(found: list[Line], slug: str) -> HttpResponse:
    head = ["candidatura", "folio", "cargo", "partido", "contienda", "estado", "le_falta"]
    rows = [
        [
            line.candidacy.person.name,
            line.candidacy.folio,
            str(line.candidacy.office),
            line.candidacy.ticket.party.name,
            line.candidacy.ticket.contest.name,
            line.label,
            "; ".join(line.missing),
        ]
        for line in found
    ]
    answer = HttpResponse(written(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="quienes-{slug}.csv"'
    return answer


def _words(state: str, *, several: bool = False) -> str:
    """Return a state as it is said after «candidatura», or after «candidaturas»."""
    label = "sin entregar" if state == LEFT else str(State(state).label) if state in State.values else ""
    return f"{label}s" if several and label.endswith("a") and " " not in label else label


def _is(line: Line, state: str) -> bool:
    if state == LEFT:
        return not line.done
    return state not in State.values or line.state == state


def _of_groups(rows: CandidacyQuerySet, wanted: dict[str, str]) -> CandidacyQuerySet:
    if key := wanted.get("partido"):
        rows = rows.filter(ticket__party__key=key)
    if key := wanted.get("contienda"):
        rows = rows.filter(ticket__contest__key=key)
    if key := wanted.get("municipio"):
        rows = rows.filter(ticket__contest__area=whole_number(key))
    if key := wanted.get("sexo"):
        rows = rows.filter(person__sex="" if key == "?" else key)
    if group := wanted.get("accion"):
        # Looked for as text, which both databases do, and then by its whole word.
        rows = rows.filter(affirmative_actions__icontains=f'"{group}"')
    return rows


def _name(kind: str, key: str, election: Election) -> str:
    if kind == "partido":
        return next((one.name for one in election.parties.filter(key=key)), "ese partido")
    if kind == "contienda":
        return next((one.name for one in election.contests.filter(key=key)), "esa contienda")
    if kind == "municipio":
        found = election.contests.filter(area=whole_number(key)).select_related("area").first()
        return found.area.name if found else "ese municipio"
    words = dict(Candidacy.Group.choices if kind == "accion" else Person.Sex.choices)
    return str(words.get(key, "sin dato"))


def _trend(election: Election) -> dict[str, Any] | None:
    """Return the line of what was handed over day by day, from the first count to the closing of capture; None until
    there are two days."""
    days = tally.days(election)
    if len(days) < 2:
        return None
    closes = local_date(election.capture_closes, election.zone) if election.capture_closes else days[-1][0]
    first, last = days[0][0], max(closes, days[-1][0])
    most = max(total for _day, _done, total in days) or 1
    span = max((last - first).days, 1)

    def at(day: date, done: int) -> tuple[float, float]:
        return round(40 + WIDE * (day - first).days / span, 1), round(180 - TALL * done / most, 1)

    dots = [at(day, done) for day, done, _total in days]
    return {
        "points": " ".join(f"{x},{y}" for x, y in dots),
        "x": at(closes, 0)[0],
        "first": short_date(first),
        "closes": short_date(closes),
        "most": most,
        "days": [(day, done, total) for day, done, total in days],
    }
