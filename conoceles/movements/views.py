"""Movements on screen: what was moved, what the INE must be told, and the acts on one candidacy."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.elections.access import grants
from conoceles.elections.models import Agreement, Candidacy, Contest, Election, Office, Person, Role, Ticket
from conoceles.elections.picking import CandidacyField
from conoceles.lib.access import FORM
from conoceles.lib.forms import DateInput, whole_number
from conoceles.movements import acts, changing
from conoceles.movements.basis import Basis, CannotMove
from conoceles.movements.models import ContestMovement, Movement
from conoceles.movements.works import MOVEMENTS

PAGE = 50


class BasisForm(forms.Form):
    """What every movement stands on."""

    agreement = forms.ModelChoiceField(label="Acuerdo que lo aprueba", queryset=Agreement.objects.none())
    day = forms.DateField(label="Fecha", widget=DateInput())
    note = forms.CharField(label="Nota", max_length=500, required=False)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agreement"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Agreement.objects.filter(institute=election.institute)
        if not self.is_bound:
            self.initial["day"] = timezone.localdate()

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError("La fecha del movimiento no puede ser de mañana en adelante.")
        return day

    def basis(self, by: str) -> Basis:
        values = self.cleaned_data
        return Basis(values["agreement"], values["day"], by, values["note"])


class WhoForm(forms.Form):
    """Whose movement is registered."""

    candidacy = CandidacyField(label="De quién es el movimiento")

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["candidacy"].election = election  # type: ignore[attr-defined]


ENDED_BY = (Movement.Kind.WITHDRAWAL, Movement.Kind.CANCELLATION, Movement.Kind.DEATH)


class EndForm(BasisForm):
    kind = forms.ChoiceField(
        label="Movimiento",
        choices=[(kind.value, kind.label.capitalize()) for kind in ENDED_BY],
        widget=forms.RadioSelect,
    )
    whole_ticket = forms.BooleanField(label="También todas las demás personas de la fórmula o planilla", required=False)


class SubstituteForm(BasisForm):
    name = forms.CharField(label="Quién la sustituye: su nombre, como se registra", max_length=160, required=False)
    sex = forms.ChoiceField(label="Sexo", choices=[("", "No se indica"), *Person.Sex.choices], required=False)
    birth_date = forms.DateField(label="Fecha de nacimiento", required=False, widget=DateInput())
    alternate = forms.BooleanField(label="La sustituye su suplente, que ocupa el lugar", required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "alternate" not in self.fields and not values.get("name"):
            raise forms.ValidationError("Escriba el nombre de quien la sustituye.")
        if bool(values.get("name")) == bool(values.get("alternate")):
            raise forms.ValidationError(
                "Escriba el nombre de quien la sustituye, o marque que es su suplente: una de las dos."
            )
        return values


class CorrectForm(BasisForm):
    name = forms.CharField(label="Nombre correcto", max_length=160)
    sex = forms.ChoiceField(label="Sexo", choices=[("", "No se indica"), *Person.Sex.choices], required=False)
    age = forms.IntegerField(label="Edad según la lista", required=False, min_value=15, max_value=120)


class ChangeForm(BasisForm):
    ticket = forms.ModelChoiceField(label="Fórmula, planilla o lista", queryset=Ticket.objects.none())
    office = forms.ModelChoiceField(label="Cargo", queryset=Office.objects.none())
    position = forms.IntegerField(label="Lugar en la planilla o lista", min_value=1, max_value=500)
    role = forms.ChoiceField(label="Calidad", choices=Candidacy.Role.choices)

    def offer(self, candidacy: Candidacy) -> None:
        """Offer the tickets of the candidacy's own contest: nobody changes to another."""
        tickets = Ticket.objects.filter(contest=candidacy.ticket.contest_id).select_related("party", "contest")
        self.fields["ticket"].queryset = tickets  # type: ignore[attr-defined]
        self.fields["office"].queryset = Office.objects.filter(election=candidacy.election_id)  # type: ignore[attr-defined]


@MOVEMENTS.view()
def movements(request: HttpRequest, slug: str) -> HttpResponse:
    """What was moved: candidacies, and whole contests; and who is moved next, found as anywhere."""
    election = get_object_or_404(Election, slug=slug)
    held = grants(request).roles(slug)
    who = WhoForm(request.GET if "candidacy" in request.GET else None, election=election)
    if who.is_bound and who.is_valid():
        return redirect("move", slug, who.cleaned_data["candidacy"].key)
    rows = Movement.objects.of_election(election).select_related(
        "candidacy__person", "agreement", "other__person", "candidacy__ticket__contest"
    )
    context = {
        "election": election,
        "contests": ContestMovement.objects.filter(contest__election=election).select_related("contest", "agreement"),
        "may_move": Role.REGISTER in held or Role.COORDINATION in held,
        "who": who,
        "moved": election.contests.exclude(state=Contest.State.ORDINARY).select_related("state_agreement"),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("pagina")),
    }
    return render(request, "movements/movements.html", context)


@MOVEMENTS.view(*FORM, only=(Role.REGISTER,))
def move(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Substitute, end, correct or reinstate one candidacy, or undo one of its movements."""
    election = get_object_or_404(Election, slug=slug)
    candidacy = get_object_or_404(Candidacy.objects.with_register(), key=key, election=election)
    act, status = request.POST.get("act", ""), 200
    built = _forms(request, candidacy, act)
    if request.method == "POST":
        form, status = built.get(act) or built["undo"], 422
        if form.is_valid():
            try:
                said = _do(act, form, candidacy, request)
            except CannotMove as error:
                form.add_error(None, str(error))
            except ValidationError as error:
                form.add_error(None, " ".join(error.messages))
            else:
                messages.success(request, said)
                return redirect("movements", slug)
    rows = candidacy.movements.select_related("agreement", "other__person", "undone_by")
    context = {
        "election": election,
        "candidacy": candidacy,
        "forms": built,
        "act": act,
        "rows": rows,
        "moves": _moves(candidacy, built),
        "alternate": _alternate(candidacy),
        "holder": acts.holder_of(candidacy),
        "undoing": request.POST.get("movement", ""),
    }
    return render(request, "movements/move.html", context, status=status)


# What may be done to one that is registered, and to one that ended: (name, title, what follows, button).
TO_REGISTERED = (
    (
        "end",
        "Renuncia, cancelación o fallecimiento",
        "Su página queda como aviso con la fecha y el acuerdo; su cuenta se cierra y su información sale del sitio.",
        "Registrar",
    ),
    ("substitute", "Sustitución", "La nueva persona tiene su propia página y su propia cuenta.", "Sustituir"),
    (
        "correct",
        "Corrección de datos",
        "De la misma persona. La dirección anterior de su página lleva a la nueva.",
        "Corregir",
    ),
    (
        "change",
        "Cambio de partido, cargo o lugar",
        "Sigue siendo la misma candidatura, con su página y su cuenta. Si el partido no tiene planilla en esta "
        "contienda, agréguela antes.",
        "Cambiar",
    ),
)
TO_ENDED = (
    (
        "reinstate",
        "Restitución",
        "Por orden de un tribunal o del Consejo. Vuelve con lo que tenía publicado; quien ocupa su lugar lo deja.",
        "Restituir",
    ),
)


def _moves(candidacy: Candidacy, built: dict[str, BasisForm]) -> list[dict[str, object]]:
    chosen = TO_REGISTERED if candidacy.status == Candidacy.Status.REGISTERED else TO_ENDED
    return [
        {"name": name, "title": title, "what": what, "button": button, "form": built[name]}
        for name, title, what, button in chosen
    ]


def _forms(request: HttpRequest, candidacy: Candidacy, act: str) -> dict[str, BasisForm]:
    person, election = candidacy.person, candidacy.election
    kinds = {
        "end": EndForm,
        "substitute": SubstituteForm,
        "correct": CorrectForm,
        "change": ChangeForm,
        "reinstate": BasisForm,
        "undo": BasisForm,
    }
    starts: dict[str, dict[str, Any]] = {
        "correct": {"name": person.name, "sex": person.sex, "age": person.age},
        "change": {name: getattr(candidacy, name) for name in changing.MOVED},
    }
    built = {
        name: kind(
            request.POST if name == act else None,
            election=election,
            initial=starts.get(name, {}),
            auto_id=f"id_{name}_%s",
        )
        for name, kind in kinds.items()
    }
    change = built["change"]
    if isinstance(change, ChangeForm):
        change.offer(candidacy)
    if _alternate(candidacy) is None:
        # Nobody stands behind her: there is no alternate to offer.
        del built["substitute"].fields["alternate"]
    return built


def _alternate(candidacy: Candidacy) -> Candidacy | None:
    if candidacy.role != Candidacy.Role.OWNER:
        return None
    same = Candidacy.objects.filter(
        ticket=candidacy.ticket_id,
        office=candidacy.office_id,
        position=candidacy.position,
        role=Candidacy.Role.ALTERNATE,
    )
    return same.registered().select_related("person").first()


def _do(act: str, form: BasisForm, candidacy: Candidacy, request: HttpRequest) -> str:
    """Do the movement and return what to say. Raises CannotMove, ValidationError."""
    basis, values = form.basis(request.user.get_username()), form.cleaned_data
    if act == "end":
        done = acts.finish(candidacy, values["kind"], basis, whole_ticket=values["whole_ticket"])
        return (
            f"Registrado para {len(done)} {'persona' if len(done) == 1 else 'personas'}. Informe al INE en cinco días."
        )
    if act == "substitute":
        alternate = _alternate(candidacy) if values.get("alternate") else None
        if values.get("alternate") and alternate is None:
            raise CannotMove("Ese lugar no tiene una suplente registrada.")
        person = None if alternate else Person(name=values["name"], sex=values["sex"], birth_date=values["birth_date"])
        _movement, fresh = acts.substitute(candidacy, basis, person=person, alternate=alternate)
        account = "" if alternate else " Su cuenta está abierta: entréguele carta."
        return f"{fresh.person.name} ocupa el lugar.{account} Informe al INE en cinco días."
    if act == "correct":
        changing.correct(candidacy, basis, {key: values[key] for key in changing.CORRECTED})
        return "Datos corregidos; la dirección anterior lleva a la nueva. Informe al INE en cinco días."
    if act == "change":
        changing.change(candidacy, basis, {key: values[key] for key in changing.MOVED})
        return "Cambiada, con su página y su cuenta. Informe al INE en cinco días."
    if act == "reinstate":
        acts.reinstate(candidacy, basis)
        return (
            "Restituida, con lo que tenía publicado. Su cuenta es nueva: entréguele carta. Informe al INE en cinco "
            "días."
        )
    undone = get_object_or_404(Movement, pk=whole_number(request.POST.get("movement")), candidacy=candidacy)
    acts.undo(undone, basis)
    return "Deshecho con otro movimiento. Informe al INE en cinco días."
