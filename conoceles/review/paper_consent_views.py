"""Signed consents that came on paper, or to the institutional mailbox."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.audit.acts import record
from conoceles.elections.access import grants
from conoceles.elections.models import Election, Role
from conoceles.elections.picking import CandidacyField, name_of
from conoceles.lib import sealed_blobs
from conoceles.lib.access import FORM
from conoceles.lib.forms import DateInput, sent
from conoceles.lib.limited import BadFile
from conoceles.lib.private_file import private_file as file_shown
from conoceles.profiles import consents
from conoceles.profiles.consent_form import receive_scan
from conoceles.profiles.models import Consent
from conoceles.profiles.saving import profile_of
from conoceles.profiles.workflow import Hand
from conoceles.review.works import PAPER_CONSENTS

# How files of the kinds that are received begin.
STARTS = {b"%PDF-": "pdf", b"\xff\xd8": "jpg", b"\x89PNG": "png", b"RIFF": "webp"}


class ScanForm(forms.Form):
    candidacy = CandidacyField()
    treatment = forms.ChoiceField(
        label="Tratamiento de los datos", choices=[("yes", "Sí"), ("no", "No")], widget=forms.RadioSelect
    )
    publication = forms.ChoiceField(
        label="Publicación de la identidad", choices=[("yes", "Sí"), ("no", "No")], widget=forms.RadioSelect
    )
    statistics = forms.ChoiceField(
        label="Uso estadístico", choices=[("yes", "Sí"), ("no", "No")], widget=forms.RadioSelect
    )
    signed_on = forms.DateField(label="Fecha de la firma", widget=DateInput())
    scan = forms.FileField(label="El formato firmado, en PDF o en foto")


@PAPER_CONSENTS.view(*FORM)
def scans(request: HttpRequest, slug: str) -> HttpResponse:
    """Signed consents that came on paper or to the institutional mailbox."""
    election = get_object_or_404(Election, slug=slug)
    form = ScanForm(
        sent(request), request.FILES or None, initial={"candidacy": name_of(election, request.GET.get("de"))}
    )
    form.fields["candidacy"].election = election  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        mine = grants(request).roles(slug)
        role = next(one for one in (Role.EQUALITY, Role.LIAISON, Role.COORDINATION) if one in mine)
        hand = Hand(request.user.get_username(), role)
        answers = {str(kind): values[kind] == "yes" for kind in Consent.STATEMENTS}
        try:
            receive_scan(profile_of(values["candidacy"]), values["scan"], answers, hand, values["signed_on"])
        except BadFile as error:
            form.add_error("scan", str(error))
        except consents.NoNotice as error:
            form.add_error("signed_on", str(error))
        else:
            messages.success(request, f"Registrado el consentimiento en papel de {values['candidacy'].person.name}.")
            return redirect("scans", slug)
    latest = Consent.objects.filter(profile__candidacy__election=election, how=Consent.How.SCAN).select_related(
        "profile__candidacy__person", "text"
    )
    context = {"election": election, "form": form, "latest": latest.order_by("-id")[:30]}
    return render(request, "review/paper_consents.html", context, status=422 if form.is_bound else 200)


@PAPER_CONSENTS.view(only=(Role.EQUALITY,), coordination=False)
def scan(request: HttpRequest, slug: str, name: str) -> FileResponse:
    if not Consent.objects.filter(profile__candidacy__election__slug=slug, scan=name).exists():
        raise Http404
    return file_shown(name)


@PAPER_CONSENTS.view(only=(Role.EQUALITY,), coordination=False)
def received(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The paper as it was received, with its electronic signature if it has one: taken, never shown here, because it
    was not made anew."""
    found = Consent.objects.filter(profile__candidacy__election__slug=slug, received=name).first()
    if found is None:
        raise Http404
    try:
        content = sealed_blobs.opened(name)
    except FileNotFoundError as error:
        raise Http404 from error
    record(
        "consent-original",
        by=request.user.get_username(),
        role=Role.EQUALITY,
        election=slug,
        thing=f"candidacy {found.profile.candidacy.key}",
    )
    extension = next((one for start, one in STARTS.items() if content.startswith(start)), "bin")
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="consentimiento-recibido.{extension}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
