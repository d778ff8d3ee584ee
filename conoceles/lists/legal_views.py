"""An election's privacy texts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.elections.models import Agreement, Election
from conoceles.lib.access import FORM
from conoceles.lib.forms import sent
from conoceles.lists.works import LEGAL
from conoceles.profiles.legal_texts import default_texts, publish_text
from conoceles.profiles.models import LegalText


class TextForm(forms.Form):
    text = forms.CharField(label="Texto", widget=forms.Textarea(attrs={"rows": 12}))
    agreement = forms.ModelChoiceField(label="Acuerdo que lo aprobó", queryset=Agreement.objects.none())

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = Agreement.objects.filter(institute=election.institute)  # type: ignore[attr-defined]


@LEGAL.view()
def legal(request: HttpRequest, slug: str) -> HttpResponse:
    election = get_object_or_404(Election, slug=slug)
    versions = {row.kind: row for row in election.legal_texts.select_related("agreement").order_by("number")}
    rows = [(kind, label, versions.get(kind)) for kind, label in LegalText.Kind.choices]
    return render(request, "lists/legal.html", {"election": election, "rows": rows})


@LEGAL.view(*FORM)
def legal_text(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Publish a version of a text; whoever answered the one before is asked again."""
    election = get_object_or_404(Election, slug=slug)
    labels = dict(LegalText.Kind.choices)
    if kind not in labels:
        raise Http404
    last = election.legal_texts.filter(kind=kind).order_by("-number").first()
    form = TextForm(sent(request), election=election, initial={"text": last.text if last else default_texts()[kind]})
    if request.method == "POST" and form.is_valid():
        try:
            version = publish_text(
                election,
                kind,
                form.cleaned_data["text"],
                form.cleaned_data["agreement"],
                by=request.user.get_username(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Publicada la versión {version.number}.")
            return redirect("legal", slug)
    context = {"election": election, "form": form, "title": labels[kind], "last": last}
    return render(request, "lists/legal_text.html", context, status=422 if form.is_bound else 200)
