"""A coordinator's screens: the questionnaires of an election, and its privacy texts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.elections.access import staff
from conoceles.elections.models import Agreement, Election
from conoceles.lib.access import FORM
from conoceles.lib.forms import sent
from conoceles.profiles.capture.fields import Field
from conoceles.profiles.desk import editing
from conoceles.profiles.desk.editing import ADDABLE
from conoceles.profiles.legal_texts import default_texts, publish_text
from conoceles.profiles.models import ElectionQuestionnaire, LegalText
from conoceles.profiles.questionnaire import CURRICULAR, IDENTITY, BadQuestionnaire, Questionnaire
from conoceles.profiles.versions import asked_in

KINDS = {"curricular": CURRICULAR, "identidad": IDENTITY}


class QuestionForm(forms.Form):
    """What may be reworded of a question; for a new one, also its section, type and options."""

    label = forms.CharField(label="Pregunta", max_length=200)
    help = forms.CharField(label="Ayuda", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    required = forms.BooleanField(label="Es obligatoria", required=False)
    min = forms.IntegerField(
        label="Mínimo de caracteres, sin contar espacios", min_value=0, max_value=20_000, required=False
    )
    max = forms.IntegerField(
        label="Máximo de caracteres, sin contar espacios", min_value=0, max_value=20_000, required=False
    )
    section = forms.ChoiceField(label="Sección")
    type = forms.ChoiceField(label="Clase de respuesta", choices=list(ADDABLE.items()))
    options = forms.CharField(
        label="Opciones, una por renglón", required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, asked: Questionnaire, fresh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fresh:
            self.fields["section"].choices = [(key, part.title) for key, part in asked.parts.items()]  # type: ignore[attr-defined]
        else:
            for name in ("section", "type", "options"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        least, most = values.get("min") or 0, values.get("max") or 0
        if most and least > most:
            self.add_error("max", "El máximo no puede ser menor que el mínimo.")
        if values.get("type") in ("choice", "several") and len((values.get("options") or "").split("\n")) < 2:
            self.add_error("options", "Escriba al menos dos opciones, una por renglón.")
        lines = [line.strip().casefold() for line in (values.get("options") or "").splitlines() if line.strip()]
        if len(set(lines)) < len(lines):
            self.add_error("options", "Hay una opción repetida.")
        return {**values, "min": least, "max": most}


@staff(methods=FORM)
def questionnaire(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """What an election asks, and the draft of the next version; publishing it, or throwing it away."""
    election = get_object_or_404(Election, slug=slug)
    kept = _kind(kind)
    draft = ElectionQuestionnaire.objects.filter(election=election, kind=kept, published_at__isnull=True).first()
    if request.method == "POST" and draft is not None:
        if request.POST.get("act") == "discard":
            editing.discard(draft)
            messages.success(request, "Borrador descartado: se sigue preguntando lo mismo.")
        else:
            seen = editing.publish(draft, by=request.user.get_username())
            messages.success(
                request,
                f"Publicada la versión {draft.number}; se revisaron {seen} secciones. "
                "Un cambio al cuestionario se informa al INE en tres días.",
            )
        return redirect("questionnaire", slug, kind)
    asked = editing.preview_of(draft) if draft else asked_in(election, kept)
    parts = [
        (part, [one for one in asked.questions.values() if one.section == key]) for key, part in asked.parts.items()
    ]
    versions = ElectionQuestionnaire.objects.filter(election=election, kind=kept, published_at__isnull=False)
    context = {
        "election": election,
        "kind": kind,
        "kinds": KINDS,
        "draft": draft,
        "asked": asked,
        "parts": parts,
        "versions": versions,
    }
    return render(request, "desk/questionnaire.html", context)


@staff(methods=FORM)
def question(request: HttpRequest, slug: str, kind: str, key: str = "") -> HttpResponse:
    """Add a question, reword one, or retire it: in the draft, which nobody answers until it is published."""
    election = get_object_or_404(Election, slug=slug)
    asked = _shown(election, kind)
    found = asked.questions.get(key)
    if key and found is None:
        raise Http404
    initial = (
        {"label": found.label, "help": found.help, "required": found.required, "min": found.min, "max": found.max}
        if found
        else {}
    )
    form = QuestionForm(sent(request), asked=asked, fresh=not key, initial=initial)
    if request.method == "POST":
        try:
            if _edited(request, election, kind, key, form):
                return redirect("questionnaire", slug, kind)
        except BadQuestionnaire as error:
            form.add_error(None, str(error))
    context = {"election": election, "kind": kind, "form": form, "question": found}
    return render(request, "desk/question.html", context, status=422 if form.is_bound else 200)


def _edited(request: HttpRequest, election: Election, kind: str, key: str, form: QuestionForm) -> bool:
    """Do what a form asks in the draft, and return whether it was done. Raises BadQuestionnaire."""
    act = request.POST.get("act")
    if act not in ("retire", "restore") and not form.is_valid():
        return False
    with editing.hold(election, _kind(kind)) as draft:
        if act in ("retire", "restore"):
            editing.retire(draft, key, act == "retire")
        elif key:
            editing.change(draft, key, form.cleaned_data)
        else:
            editing.add(draft, form.cleaned_data)
    return True


@staff()
def questionnaire_preview(request: HttpRequest, slug: str, kind: str, part: str) -> HttpResponse:
    """A section as a candidacy will see it, with the draft's questions."""
    election = get_object_or_404(Election, slug=slug)
    asked = _shown(election, kind)
    found = asked.part_at(part)
    if found is None:
        raise Http404
    fields = [Field(one, "", 0, True) for one in asked.of_part(found.key)]
    context = {"election": election, "kind": kind, "part": found, "parts": asked.parts.values(), "fields": fields}
    return render(request, "desk/questionnaire_preview.html", context)


def _shown(election: Election, kind: str) -> Questionnaire:
    draft = ElectionQuestionnaire.objects.filter(election=election, kind=_kind(kind), published_at__isnull=True).first()
    return editing.preview_of(draft) if draft else asked_in(election, _kind(kind))


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


class TextForm(forms.Form):
    text = forms.CharField(label="Texto", widget=forms.Textarea(attrs={"rows": 12}))
    agreement = forms.ModelChoiceField(label="Acuerdo que lo aprobó", queryset=Agreement.objects.none())

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = Agreement.objects.filter(institute=election.institute)  # type: ignore[attr-defined]


@staff()
def legal(request: HttpRequest, slug: str) -> HttpResponse:
    election = get_object_or_404(Election, slug=slug)
    versions = {row.kind: row for row in election.legal_texts.select_related("agreement").order_by("number")}
    rows = [(kind, label, versions.get(kind)) for kind, label in LegalText.Kind.choices]
    return render(request, "desk/legal.html", {"election": election, "rows": rows})


@staff(methods=FORM)
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
    return render(request, "desk/legal_text.html", context, status=422 if form.is_bound else 200)
