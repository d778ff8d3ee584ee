"""The catalogue of commitments, and the petitions of parties."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Election, Party
from conoceles.lib.access import FORM
from conoceles.lib.forms import MomentField, plain, whole_number
from conoceles.lib.text import in_list, so_many
from conoceles.profiles import commitments as acts
from conoceles.profiles.models import Commitment, Petition
from conoceles.reports.works import COMMITMENTS


class CommitmentForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Commitment
        fields = ["title", "text"]


class PetitionForm(forms.Form):
    party = forms.ModelChoiceField(label="Partido o coalición que pide", queryset=Party.objects.none())
    commitments = forms.ModelMultipleChoiceField(
        label="Compromisos que pide", queryset=Commitment.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    number = forms.CharField(label="Número de oficio", max_length=60, required=False)
    channel = forms.ChoiceField(label="Cómo llegó", choices=Petition.Channel.choices)
    received_at = MomentField(label="Recibida")

    def clean_received_at(self) -> datetime:
        at: datetime = self.cleaned_data["received_at"]
        if at > timezone.now():
            raise ValidationError("Esa fecha no ha llegado: escriba cuándo se recibió.")
        return at

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Commitment.objects.filter(election=election, retired_at__isnull=True)
        self.fields["commitments"].queryset = offered  # type: ignore[attr-defined]
        if len(offered) == 1:
            self.initial["commitments"] = list(offered)
        self.fields["party"].queryset = Party.objects.filter(election=election)  # type: ignore[attr-defined]


PETITION = ("petition", "petition-attend")


@COMMITMENTS.view(*FORM)
def commitments(request: HttpRequest, slug: str) -> HttpResponse:
    """The catalogue of commitments, the petitions of parties, and how many signed."""
    election = get_object_or_404(Election, slug=slug)
    by, act = request.user.get_username(), request.POST.get("act", "")
    edited = Commitment.objects.filter(
        election=election, key=plain(request.GET.get("cambiar"), 16), retired_at__isnull=True
    ).first()
    form = CommitmentForm(request.POST if act == "commitment" else None, instance=edited)
    petition = PetitionForm(
        request.POST if act in PETITION else None, election=election, initial={"received_at": timezone.localtime()}
    )
    if request.method == "POST":
        chosen = form if act == "commitment" else petition
        if act == "attend":
            waiting = get_object_or_404(
                Petition, pk=whole_number(request.POST.get("pk")), commitment__election=election
            )
            keys = request.POST.getlist("also")
            also = [one for one in acts.alliances(waiting.party) if one.key in keys]
            acts.attend(waiting, by=by, also=also)
            whom = in_list([waiting.party.name, *(one.name for one in also)])
            messages.success(request, f"Abierta la firma de «{waiting.commitment.title}» para {whom}.")
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
        "election": election,
        "form": form,
        "petition": petition,
        "edited": edited,
        "rows": [(one, sum(row.ended_at is None for row in one.signatures.all())) for one in rows],
        "petitions": [
            (one, acts.alliances(one.party) if one.attended_at is None else one.alliances.all())
            for one in Petition.objects.filter(commitment__election=election).select_related("party", "commitment")
        ],
    }
    return render(request, "reports/commitments.html", context, status=422 if request.method == "POST" else 200)


def _received(values: dict[str, Any], *, attended: bool, by: str) -> str:
    """Record what a party asked for in one paper, all or nothing, and where it is wanted open the signing at once.
    Raises ValidationError.

    A party with alliances is asked for which of them too: its petition waits to be attended.
    """
    allied = attended and bool(acts.alliances(values["party"]))
    with transaction.atomic():
        for commitment in values["commitments"]:
            try:
                made = acts.receive(
                    commitment,
                    values["party"],
                    values["number"],
                    values["received_at"],
                    by=by,
                    channel=values["channel"],
                )
            except ValidationError as error:
                raise ValidationError(f"«{commitment.title}»: {' '.join(error.messages)}") from error
            if attended and not allied:
                acts.attend(made, by=by)
    many = so_many(len(values["commitments"]), "petición registrada", "peticiones registradas")
    if allied:
        return f"{many}. Falta decir si se abre también para sus coaliciones: atiéndala aquí abajo."
    return f"{many}; se abrió la firma." if attended else f"{many}. Al atenderlas se abre la firma."


def _keep(
    election: Election, edited: Commitment | None, form: CommitmentForm, petition: PetitionForm, act: str, by: str
) -> str:
    """Write what was pressed and return what to say. Raises ValidationError."""
    if act in PETITION:
        return _received(petition.cleaned_data, attended=act == "petition-attend", by=by)
    values = form.cleaned_data
    if edited is not None:
        acts.reword(Commitment.objects.get(pk=edited.pk), values["title"], values["text"], by=by)
        return "Compromiso guardado. Si ya estaba firmado, quien firmó conserva el texto que firmó."
    fresh = Commitment(election=election, title=values["title"], text=values["text"])
    fresh.full_clean()
    fresh.save()
    record("commitment-changed", by=by, election=election.slug, commitment=fresh.key)
    return "Compromiso agregado al catálogo."
