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
from conoceles.lib.text import so_many
from conoceles.lists.works import LEGAL
from conoceles.profiles.legal_texts import default_texts, publish_text
from conoceles.profiles.models import Consent, LegalText

# The address of each text.
ADDRESSES = {
    "aviso-simplificado": LegalText.Kind.NOTICE_SHORT,
    "aviso-integral": LegalText.Kind.NOTICE_FULL,
    "tratamiento": LegalText.Kind.TREATMENT,
    "publicacion": LegalText.Kind.PUBLICATION,
    "estadistica": LegalText.Kind.STATISTICS,
}


class TextForm(forms.Form):
    text = forms.CharField(label="Texto", widget=forms.Textarea(attrs={"rows": 12}))
    agreement = forms.ModelChoiceField(label="Acuerdo que lo aprobó", queryset=Agreement.objects.none())
    as_it_comes = forms.BooleanField(
        label="El área de transparencia lo revisó y lo aprueba tal como viene con el programa", required=False
    )

    sure = forms.BooleanField()

    def __init__(self, data: Any, *, election: Election, default: str, last: LegalText | None, again: int) -> None:
        super().__init__(data, initial={"text": last.text if last else default})
        self.default, self.last = default, last
        self.fields["agreement"].queryset = Agreement.objects.filter(institute=election.institute)  # type: ignore[attr-defined]
        if last:
            del self.fields["as_it_comes"]
        if not again:
            del self.fields["sure"]
            return
        people = so_many(again, "persona que ya respondió", "personas que ya respondieron")
        self.fields["sure"].label = f"Sé que se preguntará otra vez a {people}, y que no entregan nada hasta responder"
        self.fields["sure"].error_messages["required"] = "Marque esto si es lo que quiere: no se publicó nada."

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        text = values.get("text", "").strip()
        if self.last and (text, values.get("agreement")) == (self.last.text, self.last.agreement):
            raise ValidationError(
                f"Es la versión {self.last.number}, con el mismo texto y el mismo acuerdo: no se publica otra."
            )
        if not self.last and text == self.default and not values.get("as_it_comes"):
            self.add_error("as_it_comes", "El texto está tal como viene: adáptelo a su Instituto, o marque aquí.")
        return values


@LEGAL.view()
def legal(request: HttpRequest, slug: str) -> HttpResponse:
    election = get_object_or_404(Election, slug=slug)
    versions = {row.kind: row for row in election.legal_texts.select_related("agreement").order_by("number")}
    rows = [(address, kind.label, versions.get(kind)) for address, kind in ADDRESSES.items()]
    return render(request, "lists/legal.html", {"election": election, "rows": rows})


@LEGAL.view(*FORM)
def legal_text(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Publish a version of a text; whoever answered the one before is asked again."""
    election = get_object_or_404(Election, slug=slug)
    if kind not in ADDRESSES:
        raise Http404
    text = ADDRESSES[kind]
    last = election.legal_texts.filter(kind=text).select_related("agreement").order_by("-number").first()
    again = Consent.objects.filter(text=last).values("profile").distinct().count() if last else 0
    form = TextForm(sent(request), election=election, default=default_texts()[text], last=last, again=again)
    if request.method == "POST" and form.is_valid():
        try:
            version = publish_text(
                election,
                text,
                form.cleaned_data["text"],
                form.cleaned_data["agreement"],
                by=request.user.get_username(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Publicada la versión {version.number}.")
            return redirect("legal", slug)
    context = {"election": election, "form": form, "title": text.label, "last": last}
    return render(request, "lists/legal_text.html", context, status=422 if form.is_bound else 200)
