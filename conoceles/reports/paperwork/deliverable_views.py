"""Deliverables on screen: what is late and what comes, month by month, and sending several with one letter."""

from calendar import Calendar
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.elections.models import Election, Role
from conoceles.elections.views import add_errors
from conoceles.lib.access import FORM, POST
from conoceles.lib.dates import DAYS, MONTHS, local_date
from conoceles.lib.forms import DateInput, sent, whole_number
from conoceles.lib.private_file import private_file
from conoceles.reports.models import Correspondence, Deliverable
from conoceles.reports.paperwork.forms import FIRST_YEAR, LAST_YEAR, DeliverableForm
from conoceles.reports.paperwork.views import may_write
from conoceles.reports.works import DELIVERABLES
from conoceles.reports.year import calendar, sending
from conoceles.reports.year.ics import calendar_file

INE = "INE, Unidad Técnica de Vinculación con los OPL"
SOON = timedelta(days=30)


class LetterForm(forms.Form):
    """With which letter the marked ones were sent."""

    number = forms.CharField(label="Número de oficio", max_length=60)
    day = forms.DateField(label="Fecha en que se remitió", widget=DateInput())
    channel = forms.ChoiceField(label="Medio", choices=Correspondence.Channel.choices)
    other = forms.CharField(
        label="Para quién", max_length=160, initial="INE, Unidad Técnica de Vinculación con los OPL"
    )

    def clean_day(self) -> date:
        """Refuse a year that no calendar has."""
        day: date = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"Escriba un año entre {FIRST_YEAR} y {LAST_YEAR}.")
        return day


def _election(slug: str) -> Election:
    return get_object_or_404(Election.objects.select_related("institute"), slug=slug)


@DELIVERABLES.view()
def deliverables(request: HttpRequest, slug: str) -> HttpResponse:
    """What is late, what comes within a month, and everything else by day."""
    return _listing(request, _election(slug), LetterForm(initial={"day": timezone.localdate()}))


def _listing(request: HttpRequest, election: Election, form: LetterForm) -> HttpResponse:
    today = timezone.localdate()
    rows = Deliverable.objects.of_election(election).select_related("letter", "unit")
    late = list(rows.overdue(today))
    soon = list(rows.upcoming(today, today + SOON))
    known = {row.pk for row in [*late, *soon]}
    groups = [
        ("Vencidos", late, True),
        ("De aquí a un mes", soon, True),
        ("Más adelante", [row for row in rows.unsent() if row.pk not in known], True),
    ]
    context = {
        "election": election,
        "late": late,
        "next": soon[0] if soon else None,
        "groups": [(title, found, sendable) for title, found, sendable in groups if found],
        "sent": [row for row in rows if row.sent_on or row.not_needed],
        "any": bool(known) or rows.exists(),
        "changes": calendar.differences(election),
        "rules": election.institute.deliverable_rules.exists(),
        "form": form,
        "today": today,
        "month": today,
        "may_write": may_write(request, election.slug, (Role.LIAISON,)),
    }
    return render(request, "reports/deliverables.html", context, status=422 if form.is_bound else 200)


@DELIVERABLES.view(*POST, only=(Role.LIAISON,))
def deliverables_make(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the lines that the program brings, or write the calendar as the template has it."""
    election, by = _election(slug), request.user.get_username()
    if request.POST.get("act") == "take":
        taken = calendar.take_shipped(election.institute, by=by)
        messages.success(request, f"Se tomaron {taken} renglones: corríjalos como su instituto los tenga.")
        return redirect("papers", slug, "plantilla")
    done = calendar.make(election, by=by)
    messages.success(
        request,
        f"Calendario: {len(done.new)} entregables nuevos, {len(done.moved)} con otra fecha, {len(done.gone)} que ya "
        "no se piden. Lo hecho o remitido quedó como estaba.",
    )
    return redirect("deliverables", slug)


@DELIVERABLES.view(*POST, only=(Role.LIAISON,))
def deliverables_send(request: HttpRequest, slug: str) -> HttpResponse:
    """Write that one letter took the marked ones."""
    election, by = _election(slug), request.user.get_username()
    form = LetterForm(request.POST)
    pks = [whole_number(text) for text in request.POST.getlist("deliverable")]
    chosen = list(Deliverable.objects.of_election(election).unsent().filter(pk__in=pks))
    if form.is_valid() and not chosen:
        form.add_error(None, "Marque al menos un entregable de los que faltan por remitir.")
    if not form.is_valid():
        return _listing(request, election, form)
    values = form.cleaned_data
    try:
        with transaction.atomic():
            letter, _created = Correspondence.objects.get_or_create(
                election=election,
                direction=Correspondence.Direction.OUT,
                number=values["number"],
                other=values["other"],
                defaults={
                    "date": values["day"],
                    "channel": values["channel"],
                    "subject": chosen[0].title if len(chosen) == 1 else f"Remite {len(chosen)} entregables",
                },
            )
            number = sending.send(chosen, letter, values["day"], by=by)
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return _listing(request, election, form)
    messages.success(request, f"Remitidos {number} con el oficio {letter.number}. Falta su acuse.")
    return redirect("deliverables", slug)


@DELIVERABLES.view(*FORM, only=(Role.LIAISON,))
def deliverable(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One of them: its days, its letter, its receipt, its paper."""
    election = _election(slug)
    row = get_object_or_404(Deliverable.objects.of_election(election), pk=pk)
    form = DeliverableForm(sent(request), request.FILES or None, instance=row, election=election)
    if request.method == "POST" and form.is_valid():
        row.by_hand |= bool({"title", "do_by", "send_by", "unit"} & set(form.changed_data))
        try:
            sending.save(row, by=request.user.get_username())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"Guardado: {row}, {row.state.label}.")
            return redirect("deliverables", slug)
    context: dict[str, Any] = {
        "election": election,
        "form": form,
        "title": Deliverable.objects.get(pk=pk).title,
        "row": row,
    }
    return render(request, "reports/deliverable.html", context, status=422 if form.is_bound else 200)


@DELIVERABLES.view()
def deliverable_file(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The paper of one of them."""
    row = get_object_or_404(Deliverable, pk=pk, election__slug=slug)
    if not row.file:
        raise Http404
    return private_file(row.file)


@DELIVERABLES.view()
def deliverables_month(request: HttpRequest, slug: str, year: int, month: int) -> HttpResponse:
    """One month as a calendar of weeks."""
    if not (2000 <= year <= 2100 and 1 <= month <= 12):
        raise Http404
    election = _election(slug)
    weeks = Calendar().monthdatescalendar(year, month)
    first, last = weeks[0][0], weeks[-1][-1]
    by_day: dict[date, list[tuple[str, Deliverable]]] = {}
    for row in Deliverable.objects.of_election(election).filter(not_needed=""):
        for what, day in (("Hacer", row.do_by), ("Remitir", row.send_until)):
            if first <= day <= last:
                by_day.setdefault(day, []).append((what, row))
    shown = date(year, month, 1)
    context = {
        "election": election,
        "title": f"{MONTHS[month - 1].capitalize()} de {year}",
        "weeks": [[(day, day.month == month, by_day.get(day, [])) for day in week] for week in weeks],
        "days": DAYS,
        "before": calendar.months_later(shown, -1),
        "after": calendar.months_later(shown, 1),
        "today": local_date(timezone.now()),
        "may_write": may_write(request, slug, (Role.LIAISON,)),
    }
    return render(request, "reports/deliverables_month.html", context)


@DELIVERABLES.view()
def deliverables_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """The calendar, for an agenda."""
    election = _election(slug)
    content = calendar_file(election, Deliverable.objects.of_election(election))
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="entregables-{slug}.ics"'
    return answer
