"""A candidacy's side of help: invite the help desk, ask for guidance. And consents on paper."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from conoceles.capture import helping
from conoceles.capture.access import author_of, authors
from conoceles.capture.models import HelpRequest
from conoceles.elections.models import Role
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import sent
from conoceles.lib.limited import BadFile
from conoceles.profiles import consents
from conoceles.profiles.consent_form import consent_form, receive_scan
from conoceles.profiles.models import Consent


class GuidanceForm(forms.Form):
    text = forms.CharField(
        label="¿Qué necesita saber?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "write"}),
        help_text="No escriba aquí su respuesta ni datos personales.",
    )


@authors(*POST)
def invite(request: HttpRequest, key: str) -> HttpResponse:
    author = author_of(request, key)
    if author.hand.role != Role.CANDIDATE:
        raise PermissionDenied
    if request.POST.get("end"):
        helping.end(author.profile, author.hand)
        messages.success(request, "La mesa de ayuda ya no puede entrar a su pantalla.")
    else:
        helping.invite(author.profile, author.hand)
        messages.success(
            request, "La mesa de ayuda puede entrar a su pantalla durante dos horas. Llámela si aún no lo ha hecho."
        )
    return redirect("capture", key)


@authors(*FORM)
def guidance(request: HttpRequest, key: str, question: str) -> HttpResponse:
    author = author_of(request, key)
    asked, asked_section = author.question(question)
    form = GuidanceForm(sent(request))
    back = reverse("capture_section", args=[key, asked_section.part.slug])
    if request.method == "POST" and form.is_valid():
        helping.ask(
            author.candidacy,
            asked.key,
            asked.label,
            form.cleaned_data["text"],
            confidential=asked_section.confidential,
            hand=author.hand,
        )
        messages.success(request, "Enviamos su duda. La respuesta aparecerá aquí, junto a la pregunta.")
        return redirect("capture_guidance", key, question)
    earlier = HelpRequest.objects.filter(candidacy=author.candidacy, question=asked.key, asked_by=author.hand.by)
    context = {
        "author": author,
        "candidacy": author.candidacy,
        "institute": author.candidacy.election.institute,
        "own": author.hand.role == Role.CANDIDATE,
        "question": asked,
        "part": asked_section.part,
        "confidential": asked_section.confidential,
        "form": form,
        "earlier": earlier,
        "back": back,
    }
    return render(request, "capture/guidance.html", context, status=422 if form.is_bound else 200)


@authors()
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """The consent form as PDF: with the person's data, or blank."""
    author = author_of(request, key)
    try:
        content = consent_form(author.candidacy, blank=request.GET.get("vacio") == "1" or not author.sees_identity)
    except consents.NoNotice as error:
        messages.error(request, str(error))
        return redirect("capture_notice", key)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="consentimientos.pdf"'
    return response


@authors(*POST)
def scan(request: HttpRequest, key: str) -> HttpResponse:
    """Take in the signed form, with what it answers."""
    author = author_of(request, key)
    if not author.sees_identity:
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
        receive_scan(author.profile, upload, given, author.hand, day)
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
