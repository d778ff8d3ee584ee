"""A coordinator's screens: the questionnaires of an election."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from conoceles.capture.fields import Field
from conoceles.elections.models import Election
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import sent, whole_number, words_of
from conoceles.lib.text import so_many
from conoceles.lists.questionnaire_publishing import harder, publish, reach_of
from conoceles.lists.works import QUESTIONNAIRE
from conoceles.profiles.models import Answer, IdentityAnswer
from conoceles.questionnaires import arranging
from conoceles.questionnaires import draft as editing
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.draft import ADDABLE
from conoceles.questionnaires.models import ElectionQuestionnaire
from conoceles.questionnaires.questionnaire import CURRICULAR, IDENTITY, BadQuestionnaire, Question, Questionnaire

MEANT = ("contact", "proposal", "printed", "lead")
SPARE, MAX_TOML = 4, 500_000
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

    def __init__(
        self,
        *args: Any,
        asked: Questionnaire,
        fresh: bool,
        confidential: bool,
        hangs_on: list[tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if fresh:
            self.fields["section"].choices = [(key, part.title) for key, part in asked.parts.items()]  # type: ignore[attr-defined]
        else:
            for name in ("section", "type", "options"):
                del self.fields[name]
        if hangs_on:
            self.fields["condition"] = forms.MultipleChoiceField(
                label="Solo se pregunta si antes se respondió",
                choices=hangs_on,
                required=False,
                help_text="Una o varias respuestas de una misma pregunta. Sin ninguna, se pregunta siempre.",
                widget=forms.CheckboxSelectMultiple,
            )
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
            many = so_many(seen, "sección en captura ya pregunta", "secciones en captura ya preguntan")
            messages.success(
                request,
                f"Publicada la versión {draft.number}; {many} lo nuevo. Un cambio al cuestionario se informa al INE en "
                "tres días.",
            )
        return redirect("questionnaire", slug, kind)
    asked = editing.preview_of(draft) if draft else asked_in(election, kept)
    now = asked_in(election, kept)
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
        "reach": reach_of(election, harder(now, asked)) if draft else [],
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
    initial: dict[str, Any] = (
        {name: getattr(found, name) for name in ("label", "help", "required", "min", "max", *MEANT)} if found else {}
    )
    if found and found.condition:
        initial["condition"] = [f"{found.condition.question}={answer}" for answer in found.condition.answers]
    document = editing.document_of(election, _kind(kind))
    form = QuestionForm(
        sent(request),
        asked=asked,
        fresh=not key,
        confidential=_kind(kind) == IDENTITY,
        hangs_on=arranging.conditions(document, key),
        initial=initial,
    )
    if request.method == "POST":
        try:
            if _edited(request, election, kind, key, form):
                return redirect("questionnaire", slug, kind)
        except BadQuestionnaire as error:
            form.add_error(None, str(error))
    context = {
        "election": election,
        "kind": kind,
        "form": form,
        "question": found,
        "options": _options(request, found),
    }
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
            if "condition" in form.fields:
                arranging.set_condition(draft, key, form.cleaned_data["condition"])
            if "option" in request.POST:
                said = _said(request)
                _refuse_answered(draft, key, said)
                arranging.set_options(draft, key, said)
        else:
            added = editing.add(draft, form.cleaned_data)
            if form.cleaned_data.get("condition"):
                arranging.set_condition(draft, added, form.cleaned_data["condition"])
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


def _said(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the options that the page says, (key, words), in the order of the numbers that were typed."""
    rows = zip(
        request.POST.getlist("option-key"),
        request.POST.getlist("option"),
        request.POST.getlist("option-order"),
        strict=False,
    )
    ordered = sorted(enumerate(rows), key=lambda one: (whole_number(one[1][2]) or 999, one[0]))
    return [(key, words_of(text, 120)) for _place, (key, text, _order) in ordered]


def _options(request: HttpRequest, found: Question | None) -> list[tuple[str, str]]:
    """Return the options of a question as the page shows them, with room for new ones; [] for what is no choice."""
    if found is None or found.type not in ("choice", "several"):
        return []
    rows = _said(request) if "option" in request.POST else list(found.options.items())
    return [*rows, *[("", "")] * SPARE]


def _choices(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in document["questions"] if row["type"] in ("choice", "several")}


def _refuse_answered(
    draft: ElectionQuestionnaire, key: str, said: list[tuple[str, str]], before: dict[str, str] | None = None
) -> None:
    """Raise BadQuestionnaire where an option goes that somebody chose."""
    options = editing.row_of(draft, key).get("options", {}) if before is None else before
    kept = {known for known, words in said if words}
    if draft.kind == IDENTITY:
        # What is answered there is sealed: nobody counts who chose an option.
        sealed = IdentityAnswer.objects.filter(profile__candidacy__election=draft.election, question=key).exists()
        if sealed and options.keys() - kept:
            raise BadQuestionnaire("Ya hay quien respondió: no se quitan opciones; retire la pregunta y haga otra.")
        return
    for value, words in options.items():
        answers = Answer.objects.filter(profile__candidacy__election=draft.election, question=key)
        if value not in kept and (count := answers.filter(Q(value=value) | Q(value__contains=f'"{value}"')).count()):
            raise BadQuestionnaire(
                f"«{words}» ya tiene {so_many(count, 'respuesta', 'respuestas')}: no se quita; retire la pregunta."
            )


@QUESTIONNAIRE.view(*POST)
def arrange(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Move a question or a section of the draft one place, up or down."""
    election = get_object_or_404(Election, slug=slug)
    steps = -1 if request.POST.get("way") == "up" else 1
    try:
        with editing.hold(election, _kind(kind)) as draft:
            if key := request.POST.get("question"):
                arranging.move(draft, key, steps)
            else:
                arranging.move_section(draft, request.POST.get("section", ""), steps)
    except BadQuestionnaire as error:
        messages.error(request, str(error))
    moved = request.POST.get("question") or request.POST.get("section", "")
    return redirect(f"{reverse('questionnaire', args=[slug, kind])}#m-{moved if moved.isidentifier() else ''}")


class SectionForm(forms.Form):
    title = forms.CharField(label="Título", max_length=80)
    help = forms.CharField(label="Ayuda", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


@QUESTIONNAIRE.view(*FORM)
def section(request: HttpRequest, slug: str, kind: str, part: str = "") -> HttpResponse:
    """Reword a section of the draft, add one, or take out one that asks nothing."""
    election = get_object_or_404(Election, slug=slug)
    asked = _shown(election, kind)
    found = asked.parts.get(part)
    if part and found is None:
        raise Http404
    form = SectionForm(sent(request), initial={"title": found.title, "help": found.help} if found else {})
    if request.method == "POST":
        try:
            with editing.hold(election, _kind(kind)) as draft:
                if part and request.POST.get("act") == "remove":
                    arranging.remove_section(draft, part)
                    return redirect("questionnaire", slug, kind)
                if form.is_valid():
                    values = form.cleaned_data
                    arranging.save_section(draft, part, values["title"], values["help"])
                    return redirect("questionnaire", slug, kind)
        except BadQuestionnaire as error:
            form.add_error(None, str(error))
    context = {"election": election, "kind": kind, "form": form, "part": found}
    return render(request, "lists/section.html", context, status=422 if form.is_bound else 200)


@QUESTIONNAIRE.view()
def questionnaire_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """What is asked, or the draft, as TOML."""
    election = get_object_or_404(Election, slug=slug)
    text = editing.as_toml(election, _kind(kind))
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cuestionario-{kind}-{slug}.toml"'
    return response


@QUESTIONNAIRE.view(*POST)
def questionnaire_bring(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Make the draft ask what a TOML file says."""
    election = get_object_or_404(Election, slug=slug)
    file = request.FILES.get("file")
    try:
        if file is None or (file.size or 0) > MAX_TOML:
            raise BadQuestionnaire("Elija un archivo TOML de menos de 500 kB.")
        with editing.hold(election, _kind(kind)) as draft:
            before = {key: list(row.get("options", {}).items()) for key, row in _choices(draft.document).items()}
            editing.from_toml(draft, file.read().decode("utf-8"))
            for key, now in _choices(draft.document).items():
                if key in before and not now.get("retired"):
                    _refuse_answered(draft, key, list(now["options"].items()), dict(before[key]))
    except UnicodeDecodeError:
        messages.error(request, "El archivo no es texto en UTF-8.")
    except BadQuestionnaire as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "El borrador pregunta lo que dice el archivo. Nada cambia hasta que lo publique.")
    return redirect("questionnaire", slug, kind)


def _shown(election: Election, kind: str) -> Questionnaire:
    draft = ElectionQuestionnaire.objects.filter(election=election, kind=_kind(kind), published_at__isnull=True).first()
    return editing.preview_of(draft) if draft else asked_in(election, _kind(kind))


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]
