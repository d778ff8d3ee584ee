"""Forms of a candidacy and of a doubt."""

from typing import Any

from django import forms

from conoceles.elections.forms import RegisterForm
from conoceles.elections.models import (
    Agreement,
    Candidacy,
    Election,
    Person,
    Ticket,
)
from conoceles.lib.forms import DateInput
from conoceles.lists.models import Doubt


class PersonForm(RegisterForm):
    class Meta:
        model = Person
        fields = ["name", "sex", "birth_date", "age", "curp"]


class CandidacyForm(RegisterForm):
    affirmative_actions = forms.MultipleChoiceField(
        label="Registrada por acción afirmativa",
        required=False,
        choices=[(group.value, group.label.capitalize()) for group in Candidacy.Group],
        widget=forms.CheckboxSelectMultiple,
        help_text="Uno o varios grupos. Es un dato del registro: no se deduce de lo que la persona responda.",
    )

    class Meta:
        model = Candidacy
        fields = [
            "ticket",
            "office",
            "position",
            "role",
            "affirmative_actions",
            "nickname",
            "folio",
        ]

    def choices(self, name: str, queryset: Any) -> Any:
        if name == "ticket":
            # The tickets of one contest: an election has thousands, and nobody moves between contests by a list.
            contest = self.initial.get("contest") or self.instance.ticket.contest_id
            return Ticket.objects.filter(contest=contest).select_related("party", "contest")
        return super().choices(name, queryset)


class SettleNameForm(forms.Form):
    outcome = forms.ChoiceField(label="Resolución", choices=Doubt.Outcome.choices, widget=forms.RadioSelect)
    day = forms.DateField(label="Fecha del movimiento", required=False, widget=DateInput())
    agreement = forms.ModelChoiceField(label="Acuerdo", queryset=Agreement.objects.none(), required=False)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agreement"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Agreement.objects.filter(institute=election.institute)
