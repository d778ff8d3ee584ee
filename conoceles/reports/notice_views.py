"""Notices: who has not submitted, and telling them."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.accounts.adapters import at_workshop
from conoceles.elections.models import Election
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import DateInput, sent
from conoceles.lib.outbox import told
from conoceles.reports import notices
from conoceles.reports.models import Notice
from conoceles.reports.works import NOTICES

PAGE = 50


class NoticeForm(forms.Form):
    term = forms.DateField(label="Plazo para responder", widget=DateInput())
    remind_on = forms.DateField(label="Recordar de nuevo el", widget=DateInput(), required=False)
    number = forms.CharField(label="Número de oficio", max_length=60, required=False)


@NOTICES.view(*FORM)
def notices_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has not submitted; notify the chosen ones, by mail or by letter."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    waiting = notices.pending(election)
    form = NoticeForm(sent(request), initial={"term": notices.default_term(election)})
    if request.method == "POST" and form.is_valid():
        keys = set(request.POST.getlist("candidacy"))
        chosen = waiting if request.POST.get("all") else [line for line in waiting if line.candidacy.key in keys]
        chosen = chosen[: notices.BATCH]
        if not chosen:
            form.add_error(None, "Elija al menos una candidatura.")
        else:
            done = notices.send(
                chosen,
                election,
                by=request.user.get_username(),
                address=at_workshop("account_login"),
                **form.cleaned_data,
            )
            if done.pdf is not None:
                response = HttpResponse(done.pdf, content_type="application/pdf")
                response["Content-Disposition"] = f'attachment; filename="avisos-{slug}.pdf"'
                return response
            kept = f"Escritos {done.mailed} avisos, sin enviar."
            messages.success(request, told(f"Enviados {done.mailed} avisos por correo.", kept))
            return redirect("notices", slug)
    last = {
        notice.candidacy_id: notice
        for notice in Notice.objects.filter(candidacy__election=election).order_by("sent_at")
    }
    page = Paginator(waiting, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "election": election,
        "form": form,
        "page": page,
        "rows": [(line, last.get(line.candidacy.pk)) for line in page],
        "total": len(waiting),
        "due": notices.due(election, timezone.localdate()),
        "batch": notices.BATCH,
    }
    return render(request, "reports/notices.html", context, status=422 if form.is_bound else 200)


@NOTICES.view(*POST)
def notice_received(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    notice = get_object_or_404(
        Notice.objects.select_related("candidacy__election"), pk=pk, candidacy__election__slug=slug
    )
    who = request.POST.get("received_by", "").strip()[:160]
    if not who:
        messages.error(request, "Escriba quién recibió el aviso.")
    else:
        notices.receive(notice, received_by=who, by=request.user.get_username())
        messages.success(request, f"Registrado el acuse de {who}.")
    return redirect("notices", slug)
