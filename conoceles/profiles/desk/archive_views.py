"""The archive on screen: a sheet, a ZIP by party or contest; identity figures; commitments; mails that came back."""

from tempfile import TemporaryFile
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.access import grants, staff
from conoceles.elections.forms import MomentInput
from conoceles.elections.models import Candidacy, Contest, Election, Party, Role
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import plain, whole_number
from conoceles.profiles import archive as archives
from conoceles.profiles import commitments as acts
from conoceles.profiles.identity_figures import TooSoon, as_csv, cut
from conoceles.profiles.models import Commitment, Delivery, IdentityCut, Petition

# What a request makes while somebody waits; the rest is for the command.
MOST = 150


def _everything(election: Election) -> Any:
    rows = Candidacy.objects.of_election(election).filter(office__answers=True).with_register()
    return rows.select_related("election__institute").order_by("ticket__contest__name", "ticket__party__order", "pk")


@staff(Role.REVIEWER, Role.LIAISON)
def sheet(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The sheet of one candidacy as PDF."""
    rows = Candidacy.objects.with_register().select_related("election__institute")
    candidacy = get_object_or_404(rows, key=key, election__slug=slug)
    response = HttpResponse(archives.sheet_pdf(candidacy), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ficha-{candidacy.slug}.pdf"'
    return response


@staff(Role.LIAISON, methods=FORM)
def archive(request: HttpRequest, slug: str) -> HttpResponse | FileResponse:
    """Choose a party or a contest, and take its archive."""
    election = get_object_or_404(Election, slug=slug)
    wrong = ""
    if request.method == "POST":
        rows, name = _everything(election), ""
        party = Party.objects.filter(election=election, key=plain(request.POST.get("party"), 16)).first()
        contest = Contest.objects.filter(election=election, key=plain(request.POST.get("contest"), 16)).first()
        if party is not None:
            rows, name = rows.filter(ticket__party=party), party.slug
        elif contest is not None:
            rows, name = rows.filter(ticket__contest=contest), contest.slug
        count = rows.count()
        if not name or not count:
            wrong = "Elija un partido o una contienda que tenga candidaturas con cuestionario."
        elif count > MOST:
            wrong = f"Son {count} fichas: pida a sistemas que use «manage.py archive», o tome el archivo por contienda."
        else:
            out = TemporaryFile()  # noqa: SIM115 — the response closes it
            sheets = archives.pack(rows, out)
            record("archive-made", by=request.user.get_username(), election=slug, sheets=sheets, of=name)
            out.seek(0)
            return FileResponse(
                out, as_attachment=True, filename=f"expedientes-{name}.zip", content_type="application/zip"
            )
    context = {
        "election": election, "wrong": wrong,
        "parties": election.parties.filter(tickets__candidacies__office__answers=True).distinct(),
        "contests": election.contests.filter(tickets__candidacies__office__answers=True).distinct(),
    }  # fmt: skip
    return render(request, "desk/archive.html", context, status=422 if wrong else 200)


@staff(Role.EQUALITY, Role.COMMISSION, methods=FORM)
def identity_totals(request: HttpRequest, slug: str) -> HttpResponse:
    """What leaves of the identity questionnaire: the last frozen cut, without small cells; equality makes the next."""
    election = get_object_or_404(Election, slug=slug)
    equality, wrong = Role.EQUALITY in grants(request).roles(slug), ""
    if request.method == "POST":
        if not equality:
            raise PermissionDenied
        try:
            cut(election, by=request.user.get_username())
        except TooSoon as error:
            wrong = str(error)
        else:
            messages.success(request, "Corte hecho.")
            return redirect("identity_totals", slug)
    last = IdentityCut.objects.filter(election=election).first()
    if last is not None and request.GET.get("formato") == "csv":
        response = HttpResponse(as_csv(last), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="identidad-{slug}.csv"'
        return response
    context = {"election": election, "cut": last, "equality": equality, "wrong": wrong}
    return render(request, "desk/identity_totals.html", context, status=422 if wrong else 200)


class CommitmentForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Commitment
        fields = ["title", "text"]


class PetitionForm(forms.Form):
    commitment = forms.ModelChoiceField(label="Compromiso", queryset=Commitment.objects.none())
    party = forms.ModelChoiceField(label="Partido o coalición que lo pide", queryset=Party.objects.none())
    number = forms.CharField(label="Número de oficio", max_length=60, required=False)
    received_at = forms.DateTimeField(label="Recibida", widget=MomentInput())

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commitment"].queryset = Commitment.objects.filter(election=election, retired_at__isnull=True)  # type: ignore[attr-defined]
        self.fields["party"].queryset = Party.objects.filter(election=election)  # type: ignore[attr-defined]


@staff(Role.LIAISON, methods=FORM)
def commitments(request: HttpRequest, slug: str) -> HttpResponse:
    """The catalogue of commitments, the petitions of parties, and how many signed."""
    election = get_object_or_404(Election, slug=slug)
    by, act = request.user.get_username(), request.POST.get("act", "")
    edited = Commitment.objects.filter(
        election=election, key=plain(request.GET.get("cambiar"), 16), retired_at__isnull=True
    ).first()
    form = CommitmentForm(request.POST if act == "commitment" else None, instance=edited)
    petition = PetitionForm(
        request.POST if act == "petition" else None, election=election, initial={"received_at": timezone.localtime()}
    )
    if request.method == "POST":
        chosen = form if act == "commitment" else petition
        if act == "attend":
            waiting = get_object_or_404(
                Petition, pk=whole_number(request.POST.get("pk")), commitment__election=election
            )
            acts.attend(waiting, by=by)
            messages.success(request, f"Abierta la firma de «{waiting.commitment.title}» para {waiting.party.name}.")
            return redirect("commitment_desk", slug)
        if chosen.is_valid():
            try:
                said = _keep(election, edited, form, petition, act, by)
            except ValidationError as error:
                chosen.add_error(None, " ".join(error.messages))
            else:
                messages.success(request, said)
                return redirect("commitment_desk", slug)
    rows = Commitment.objects.filter(election=election).prefetch_related("signatures")
    context = {
        "election": election, "form": form, "petition": petition, "edited": edited,
        "rows": [(one, sum(row.ended_at is None for row in one.signatures.all())) for one in rows],
        "petitions": Petition.objects.filter(commitment__election=election).select_related("party", "commitment"),
    }  # fmt: skip
    return render(request, "desk/commitments.html", context, status=422 if request.method == "POST" else 200)


def _keep(
    election: Election, edited: Commitment | None, form: CommitmentForm, petition: PetitionForm, act: str, by: str
) -> str:
    """Write what was pressed and return what to say. Raises ValidationError."""
    if act == "petition":
        values = petition.cleaned_data
        acts.receive(values["commitment"], values["party"], values["number"], values["received_at"], by=by)
        return "Petición registrada. Al atenderla se abre la firma."
    values = form.cleaned_data
    if edited is not None:
        acts.reword(Commitment.objects.get(pk=edited.pk), values["title"], values["text"], by=by)
        return "Compromiso guardado. Si ya estaba firmado, quien firmó conserva el texto que firmó."
    fresh = Commitment(election=election, title=values["title"], text=values["text"])
    fresh.full_clean()
    fresh.save()
    record("commitment-changed", by=by, election=election.slug, commitment=fresh.key)
    return "Compromiso agregado al catálogo."


@staff(Role.LIAISON, Role.HELP_DESK)
def bounced(request: HttpRequest, slug: str) -> HttpResponse:
    """Mails to this election's accounts that could not be sent or came back."""
    election = get_object_or_404(Election, slug=slug)
    rows = Delivery.objects.troubled().filter(user__grants__election=election, user__grants__ended_at__isnull=True)
    rows = rows.select_related("user").distinct().order_by("-at")[:200]
    return render(request, "desk/bounced.html", {"election": election, "rows": rows})


@staff(Role.LIAISON, Role.HELP_DESK, methods=POST)
def bounced_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send once more a mail that could not be delivered: its address was corrected."""
    rows = Delivery.objects.troubled().filter(user__grants__election__slug=slug)
    delivery = get_object_or_404(rows.distinct(), pk=pk)
    Delivery.objects.filter(pk=delivery.pk).update(
        outcome=Delivery.Outcome.QUEUED, tries=0, due_at=timezone.now(), reason=""
    )
    messages.success(request, "Se enviará otra vez en un momento.")
    return redirect("bounced", slug)
