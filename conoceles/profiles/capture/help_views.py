"""A candidacy's side of help: invite the help desk, ask for guidance. And consents on paper."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from conoceles.elections.models import Role
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import sent
from conoceles.lib.rewriting import BadFile
from conoceles.profiles import consents, helping
from conoceles.profiles.capture.seat import seated, take
from conoceles.profiles.consent_form import consent_form, receive_scan
from conoceles.profiles.models import Consent, HelpRequest


class GuidanceForm(forms.Form):
    text = forms.CharField(
        label="¿Qué necesita saber?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "write"}),
        help_text="No escriba aquí su respuesta ni datos personales.",
    )


@seated(*POST)
def invite(request: HttpRequest, key: str) -> HttpResponse:
    seat = take(request, key)
    if seat.hand.role != Role.CANDIDATE:
        raise PermissionDenied
    if request.POST.get("end"):
        helping.end(seat.profile, seat.hand)
        messages.success(request, "La mesa de ayuda ya no puede entrar a su pantalla.")
    else:
        helping.invite(seat.profile, seat.hand)
        messages.success(
            request, "La mesa de ayuda puede entrar a su pantalla durante dos horas. Llámela si aún no lo ha hecho."
        )
    return redirect("capture", key)


@seated(*FORM)
def guidance(request: HttpRequest, key: str, question: str) -> HttpResponse:
    seat = take(request, key)
    asked, desk = seat.question(question)
    form = GuidanceForm(sent(request))
    back = reverse("capture_section", args=[key, desk.part.slug])
    if request.method == "POST" and form.is_valid():
        helping.ask(
            seat.candidacy,
            asked.key,
            asked.label,
            form.cleaned_data["text"],
            confidential=desk.confidential,
            hand=seat.hand,
        )
        messages.success(request, "Enviamos su duda. La respuesta aparecerá aquí, junto a la pregunta.")
        return redirect("capture_guidance", key, question)
    earlier = HelpRequest.objects.filter(candidacy=seat.candidacy, question=asked.key, asked_by=seat.hand.by)
    context = {
        "seat": seat, "candidacy": seat.candidacy, "institute": seat.candidacy.election.institute, "own": seat.hand.role == Role.CANDIDATE,
        "question": asked, "part": desk.part, "confidential": desk.confidential, "form": form, "earlier": earlier, "back": back,
    }  # fmt: skip
    return render(request, "capture/guidance.html", context, status=422 if form.is_bound else 200)


@seated()
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """The consent form as PDF: with the person's data, or blank."""
    seat = take(request, key)
    try:
        content = consent_form(seat.candidacy, blank=request.GET.get("vacio") == "1" or not seat.sees_identity)
    except consents.NoNotice as error:
        messages.error(request, str(error))
        return redirect("capture_notice", key)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="consentimientos.pdf"'
    return response


@seated(*POST)
def scan(request: HttpRequest, key: str) -> HttpResponse:
    """Take in the signed form, with what it answers."""
    seat = take(request, key)
    if not seat.sees_identity:
        raise PermissionDenied
    answers = {kind: request.POST.get(kind) for kind in Consent.STATEMENTS}
    upload, day = request.FILES.get("scan"), _day(request.POST.get("signed_on", ""))
    if upload is None or day is None or not all(value in ("yes", "no") for value in answers.values()):
        messages.error(
            request, "No se guardó: elija el archivo, la fecha de la firma y sí o no en los tres, como en el papel."
        )
        return redirect("capture_notice", key)
    given = {str(kind): value == "yes" for kind, value in answers.items()}
    try:
        receive_scan(seat.profile, upload, given, seat.hand, day)
    except (BadFile, consents.NoNotice) as error:
        messages.error(request, f"No se guardó. {error}")
    else:
        messages.success(request, "Recibimos el formato firmado y quedó registrado lo que respondió.")
    return redirect("capture_notice", key)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
