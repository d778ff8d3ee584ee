"""Notices: who has not submitted, telling them, and the receipts of what went on paper."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.capture.party.dashboard import Line
from conoceles.elections.job_views import before, started
from conoceles.elections.models import Election, Job
from conoceles.elections.receipts import ReceiptForm, Receipts, moment_of, party_of, taken
from conoceles.lib.access import FORM
from conoceles.lib.dates import local_date, long_date
from conoceles.lib.forms import DateInput, sent
from conoceles.lib.private_file import private_file
from conoceles.lib.text import so_many
from conoceles.profiles.models import State
from conoceles.reports import notices
from conoceles.reports.models import Notice
from conoceles.reports.notices import BY_LETTER, BY_PARTY, TOLD, Filter
from conoceles.reports.works import NOTICES

PAGE = 50
# Receipts on one page.
MOST = 1000
FILTERS = ("q", "partido", "estado", "aviso")
STATES = (State.EMPTY, State.DRAFT, State.OBSERVED)


class NoticeForm(forms.Form):
    term = forms.DateField(label="Plazo para responder", widget=DateInput())
    remind_on = forms.DateField(label="Recordar de nuevo el", widget=DateInput(), required=False)
    number = forms.CharField(label="Número de oficio", max_length=60, required=False)
    how = forms.ChoiceField(
        label="A quien no tiene correo",
        choices=[(BY_LETTER, "Una carta a cada una"), (BY_PARTY, "Un oficio a cada partido, con su lista")],
        widget=forms.RadioSelect,
        initial=BY_LETTER,
    )

    def clean_term(self) -> date:
        term: date = self.cleaned_data["term"]
        if term < timezone.localdate():
            raise forms.ValidationError("Ese plazo ya pasó: escriba un día de hoy en adelante.")
        return term


def _matching(election: Election, asked: QueryDict) -> list[tuple[Line, Notice | None]]:
    """Return who misses something and passes the filter of an address, each with her last notice."""
    chosen, last, today = Filter.of(asked), notices.last_of(election), timezone.localdate()
    gone = notices.returned(election) if chosen.told == "devuelto" else set()
    rows = [(line, last.get(line.candidacy.pk)) for line in notices.pending(election)]
    return [(line, notice) for line, notice in rows if chosen.takes(line, notice, today, gone)]


def _kept(asked: QueryDict) -> list[tuple[str, str]]:
    return [(name, text) for name in FILTERS if (text := asked.get(name))]


@NOTICES.view()
def notices_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has not submitted, by party, state and last notice."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    rows = _matching(election, request.GET)
    kept = _kept(request.GET)
    context = {
        "election": election,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("pagina")),
        "total": len(rows),
        "filter": Filter.of(request.GET),
        "kept": kept,
        "query": f"{urlencode(kept)}&" if kept else "",
        "parties": election.parties.filter(tickets__candidacies__office__answers=True).distinct(),
        "states": [(str(state), state.label) for state in STATES],
        "told": TOLD.items(),
        "due": notices.due(election, timezone.localdate()),
        "unreceived": notices.unreceived(election).count(),
    }
    return render(request, "reports/notices.html", context)


@NOTICES.view(*FORM)
def notify(request: HttpRequest, slug: str) -> HttpResponse:
    """Say whom a batch of notices tells and how, and tell them once that is pressed."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    asked = request.POST if request.method == "POST" else request.GET
    rows = _matching(election, asked)
    keys = set(asked.getlist("candidacy"))
    if not asked.get("all"):
        rows = [(line, notice) for line, notice in rows if line.candidacy.key in keys]
    if not rows:
        messages.error(request, "Elija al menos una candidatura a la que le falte algo.")
        return redirect("notices", slug)
    form = NoticeForm(sent(request), initial={"term": notices.default_term(election)})
    told = [line for line, notice in rows if notice is not None and notice.term >= timezone.localdate()]
    repeat = request.POST.get("confirm") == "1"
    confirmed = repeat or len(told) < len(rows)
    if request.method == "POST" and form.is_valid() and confirmed:
        job = notices.ask(
            [line for line, _notice in rows],
            election,
            User.objects.get(pk=request.user.pk or 0),
            press=request.POST.get("press", ""),
            repeat=repeat,
            **form.cleaned_data,
        )
        return started(request, job)
    return before(request, _context(election, [line for line, _notice in rows], told, asked, form, confirmed=confirmed))


def _context(
    election: Election, rows: list[Line], told: list[Line], asked: QueryDict, form: NoticeForm, *, confirmed: bool
) -> dict[str, Any]:
    mailed = len(notices.readers_of([line.candidacy for line in rows]))
    again = so_many(len(told), "candidatura ya fue avisada", "candidaturas ya fueron avisadas")
    warns = [f"{again} y su plazo no ha vencido: si no marca lo de abajo, no se les avisa otra vez."] if told else []
    return {
        "election": election,
        "title": f"Avisar a {so_many(len(rows), 'candidatura', 'candidaturas')}",
        "above": "Avisos",
        "back": reverse("notices", args=[election.slug]),
        "says": "Cada aviso dice lo que falta y el plazo, y queda en el buzón. Su ficha pública dirá que se le pidió "
        "responder desde hoy.",
        "counts": [
            ("Por correo", mailed),
            ("En papel", len(rows) - mailed),
            ("Partidos que se enteran", len({line.candidacy.ticket.party_id for line in rows})),
        ],
        "warns": warns,
        "confirm": "Avisar otra vez también a quienes ya tienen un aviso en plazo." if told else "",
        "unconfirmed": form.is_bound and not confirmed,
        "form": form,
        "hidden": [
            *_kept(asked),
            *([("all", "1")] if asked.get("all") else [("candidacy", key) for key in asked.getlist("candidacy")]),
        ],
        "button": f"Avisar a {so_many(len(rows), 'candidatura', 'candidaturas')}",
    }


@NOTICES.view()
def notice_letters(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The letters of a batch of notices, as one PDF: what they say is kept, so they can be printed again."""
    job = get_object_or_404(Job.objects.select_related("election__institute"), pk=pk, election__slug=slug)
    rows = notices.letters_of(job)
    if not rows:
        raise Http404
    response = HttpResponse(notices.letters_pdf(rows, job.election), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="avisos-{slug}-{pk}.pdf"'
    return response


@NOTICES.view(*FORM)
def notice_receipts(request: HttpRequest, slug: str) -> HttpResponse:
    """Record that many notices were received: one day, one name, what was signed."""
    election = get_object_or_404(Election, slug=slug)
    rows = list(notices.unreceived(election, party_of(request))[:MOST])
    shown = [(one.pk, one.candidacy.person.name, _what(one)) for one in rows]

    def take(chosen: set[int], form: ReceiptForm) -> None:
        notices.receive(
            [one for one in rows if one.pk in chosen],
            at=moment_of(form.cleaned_data["day"]),
            received_by=form.cleaned_data["received_by"],
            scan=form.kept,
            by=request.user.get_username(),
        )

    back = reverse("notices", args=[slug])
    return taken(request, Receipts(election, shown, "Acuses de avisos", "Avisos", back), take)


def _what(notice: Notice) -> str:
    one = notice.candidacy
    where = f"{one.office}, {one.ticket.contest.area.name} · {one.ticket.party.name}"
    return f"{where}. {notice.get_channel_display().capitalize()} del {long_date(local_date(notice.sent_at))}"


@NOTICES.view()
def notice_scan(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """What was signed when a notice was received."""
    notice = get_object_or_404(Notice.objects.exclude(scan=""), pk=pk, candidacy__election__slug=slug)
    return private_file(notice.scan)
