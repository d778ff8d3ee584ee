"""Receipts of many papers at once: ticked in a list, with one day, one name, and the signed list scanned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from conoceles.elections.models import Election
from conoceles.lib import papers
from conoceles.lib.forms import DateInput, sent, whole_number
from conoceles.lib.limited import BadFile
from conoceles.lib.text import so_many


class ReceiptForm(forms.Form):
    """When some papers were received and by whom; `kept` is the private blob of what was signed, '' for none."""

    day = forms.DateField(label="Fecha en que se recibieron", widget=DateInput())
    received_by = forms.CharField(label="Quién las recibió, con su cargo", max_length=160)
    scan = forms.FileField(
        label="La relación firmada", required=False, help_text="PDF o fotografía, hasta 15 MB. Se guarda en el taller."
    )
    kept = ""

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError("Esa fecha todavía no llega: escriba el día en que se recibieron.")
        if day.year < 2000:
            raise forms.ValidationError("Revise el año.")
        return day

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("scan"):
            try:
                self.kept = papers.keep(values["scan"])
            except BadFile as error:
                self.add_error("scan", str(error))
        return values


@dataclass
class Receipts:
    """Papers without a receipt, as a page lists them: (number, whose, what) of each; what was ticked, and the form."""

    election: Election
    rows: list[tuple[int, str, str]]
    title: str
    above: str
    back: str


def taken(request: HttpRequest, shown: Receipts, take: Callable[[set[int], ReceiptForm], None]) -> HttpResponse:
    """Answer a page of receipts: `take(numbers that were ticked, form)` records them."""
    form = ReceiptForm(
        sent(request), request.FILES or None, initial={} if sent(request) else {"day": timezone.localdate()}
    )
    there = {pk for pk, _who, _what in shown.rows}
    chosen = {whole_number(text) for text in request.POST.getlist("row")} & there
    if request.method == "POST" and form.is_valid():
        if chosen:
            take(chosen, form)
            said = so_many(len(chosen), "acuse registrado", "acuses registrados")
            messages.success(request, f"{said}: recibió {form.cleaned_data['received_by']}.")
            return redirect(shown.back)
        form.add_error(None, "Marque al menos uno.")
    context = {
        **vars(shown),
        "chosen": chosen,
        "form": form,
        "party": party_of(request),
        "parties": shown.election.parties.filter(tickets__candidacies__office__answers=True).distinct(),
    }
    return render(request, "elections/receipts.html", context, status=422 if form.errors else 200)


def party_of(request: HttpRequest) -> int:
    """Return the party by which a page of receipts is filtered, 0 for all."""
    return whole_number((request.POST if request.method == "POST" else request.GET).get("partido"))


def moment_of(day: date) -> datetime:
    """Return the moment at which something was received on a day: now, or noon of one that has passed."""
    now = timezone.now()
    return now if day >= timezone.localdate() else timezone.make_aware(datetime.combine(day, time(12)))
