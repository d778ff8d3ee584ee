"""A coordinator's screens: the questionnaires of an election."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.capture.fields import Field
from conoceles.elections.models import Election
from conoceles.lib.access import FORM
from conoceles.lib.forms import sent
from conoceles.lists.questionnaire_publishing import publish
from conoceles.lists.works import QUESTIONNAIRE
from conoceles.questionnaires import draft as editing
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.draft import ADDABLE
from conoceles.questionnaires.models import ElectionQuestionnaire
from conoceles.questionnaires.questionnaire import CURRICULAR, IDENTITY, BadQuestionnaire, Questionnaire

MEANT = ("contact", "proposal", "printed", "lead")
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
    contact = forms.BooleanField(
        label="Es un dato de contacto", required=False, help_text="Se cubre cuando se compara sin ver los nombres."
    )
    proposal = forms.BooleanField(
        label="Es una propuesta", required=False, help_text="Se lee en «Solo propuestas» y cuenta entre las propuestas."
    )
    printed = forms.BooleanField(label="Se imprime en los folletos", required=False)
    lead = forms.BooleanField(
        label="De aquí puede salir el extracto", required=False, help_text="El comienzo que muestran listas y tarjetas."
    )
    section = forms.ChoiceField(label="Sección")
    type = forms.ChoiceField(label="Clase de respuesta", choices=list(ADDABLE.items()))
    options = forms.CharField(
        label="Opciones, una por renglón", required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, asked: Questionnaire, fresh: bool, confidential: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fresh:
            self.fields["section"].choices = [(key, part.title) for key, part in asked.parts.items()]  # type: ignore[attr-defined]
        else:
            for name in ("section", "type", "options"):
                del self.fields[name]
        if confidential:
            # What is confidential is in none of those places.
            for name in MEANT:
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


@QUESTIONNAIRE.view(*FORM)
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
            seen = publish(draft, by=request.user.get_username())
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
    return render(request, "lists/questionnaire.html", context)


@QUESTIONNAIRE.view(*FORM)
def question(request: HttpRequest, slug: str, kind: str, key: str = "") -> HttpResponse:
    """Add a question, reword one, or retire it: in the draft, which nobody answers until it is published."""
    election = get_object_or_404(Election, slug=slug)
    asked = _shown(election, kind)
    found = asked.questions.get(key)
    if key and found is None:
        raise Http404
    initial = (
        {name: getattr(found, name) for name in ("label", "help", "required", "min", "max", *MEANT)} if found else {}
    )
    form = QuestionForm(
        sent(request), asked=asked, fresh=not key, confidential=_kind(kind) == IDENTITY, initial=initial
    )
    if request.method == "POST":
        try:
            if _edited(request, election, kind, key, form):
                return redirect("questionnaire", slug, kind)
        except BadQuestionnaire as error:
            form.add_error(None, str(error))
    context = {"election": election, "kind": kind, "form": form, "question": found}
    return render(request, "lists/question.html", context, status=422 if form.is_bound else 200)


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


@QUESTIONNAIRE.view()
def questionnaire_preview(request: HttpRequest, slug: str, kind: str, part: str) -> HttpResponse:
    """A section as a candidacy will see it, with the draft's questions."""
    election = get_object_or_404(Election, slug=slug)
    asked = _shown(election, kind)
    found = asked.part_at(part)
    if found is None:
        raise Http404
    fields = [Field(one, "", 0, True) for one in asked.of_part(found.key)]
    context = {"election": election, "kind": kind, "part": found, "parts": asked.parts.values(), "fields": fields}
    return render(request, "lists/questionnaire_preview.html", context)


def _shown(election: Election, kind: str) -> Questionnaire:
    draft = ElectionQuestionnaire.objects.filter(election=election, kind=_kind(kind), published_at__isnull=True).first()
    return editing.preview_of(draft) if draft else asked_in(election, _kind(kind))


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]
