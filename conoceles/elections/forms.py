"""Forms of the register. The rules are the models' own: a form only says which fields a person may write."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from conoceles.elections.appearance import make_picture, make_sound
from conoceles.elections.models import (
    Agreement,
    Area,
    Contest,
    DistrictPlan,
    Election,
    Explanation,
    Institute,
    KeyDate,
    Office,
    Party,
    Recording,
    Section,
    Ticket,
    Topic,
    Unit,
)
from conoceles.lib import papers
from conoceles.lib.forms import DateInput, MomentField
from conoceles.lib.limited import BadFile
from conoceles.lib.states import STATES
from conoceles.lib.zones import zone


class RegisterForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of one row; `election` limits what it may point to."""

    def __init__(self, *args: Any, election: Election | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.election = election
        for name, field in list(self.fields.items()):
            if isinstance(field, forms.DateField):
                field.widget = DateInput()
            elif isinstance(field, forms.DateTimeField):
                self.fields[name] = MomentField(
                    label=field.label, required=field.required, help_text=field.help_text, initial=field.initial
                )
            elif isinstance(field, forms.ModelChoiceField):
                field.queryset = self.choices(name, field.queryset)
            self.fields[name].widget.attrs.pop("rows", None)

    def clean(self) -> dict[str, Any]:
        """Leave a moment as it was when its field was: what a field shows has no seconds."""
        values: dict[str, Any] = super().clean() or {}
        for name in [name for name, field in self.fields.items() if isinstance(field, forms.DateTimeField)]:
            before, now = self.initial.get(name), values.get(name)
            if before and now and before.replace(second=0, microsecond=0) == now.replace(second=0, microsecond=0):
                values[name] = before
        return values

    def choices(self, name: str, queryset: Any) -> Any:
        """Return what a field may point to: things of this election, or of its institute and state."""
        if self.election is None:
            return queryset
        if name == "area":
            return Area.objects.of_plan(self.election.plan)
        if name in ("municipality", "district"):
            return Area.objects.of_plan(self.election.plan).filter(kind=name)
        if name == "status_agreement":
            return Agreement.objects.filter(institute=self.election.institute)
        if name in ("office", "party", "contest", "members"):
            return queryset.filter(election=self.election)
        return queryset


class InstituteForm(RegisterForm):
    state = forms.ChoiceField(label="Entidad", required=False)
    website = forms.URLField(label="Sitio web", required=False, assume_scheme="https")

    site = forms.URLField(
        label="Dirección pública de este sitio",
        assume_scheme="https",
        help_text=Institute._meta.get_field("site").help_text,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [words[0] for words in STATES.values()]
        own = self.instance.state
        field = self.fields["state"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", "Elija"),
                *((name, name) for name in ([own] if own and own not in names else []) + names),
            ]

    def clean_site(self) -> str:
        return str(self.cleaned_data["site"]).rstrip("/")

    class Meta:
        model = Institute
        fields = [
            "name",
            "acronym",
            "state",
            "time_zone",
            "website",
            "phone",
            "email",
            "hours",
            "address",
            "site",
            "arco",
            "consents_email",
            "ground",
            "copies",
        ]


class ElectionForm(RegisterForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # An election is its institute's from the beginning: no form moves it under another.
            del self.fields["institute"]
            plans = self.fields["plan"]
            if isinstance(plans, forms.ModelChoiceField) and self.instance.plan:
                plans.queryset = DistrictPlan.objects.filter(state=self.instance.plan.state)

    def clean(self) -> dict[str, Any]:
        """Read the dates in the time zone of the institute that was chosen, whatever the page's own is."""
        values = super().clean()
        institute = self.instance.institute if self.instance.pk else self.cleaned_data.get("institute")
        if institute is not None and institute.time_zone != timezone.get_current_timezone_name():
            for name, moment in values.items():
                if isinstance(moment, datetime) and moment != self.initial.get(name):
                    values[name] = timezone.make_aware(timezone.make_naive(moment), zone(institute.time_zone))
        before, now = self.initial.get("capture_closes"), timezone.now()
        closes = values.get("capture_closes")
        if self.instance.published_at and before and closes and closes <= now < before:
            self.add_error(
                "capture_closes",
                "Esa hora ya pasó, y la captura está abierta: quien escribe ahora la vería cerrarse. Si debe cerrar "
                "ya, ponga una hora de dentro de unos minutos y avíseles.",
            )
        return values

    class Meta:
        model = Election
        fields = [
            "institute",
            "name",
            "slug",
            "plan",
            "mandatory",
            "stage",
            "source",
            "cutoff",
            "asked_on",
            "party_order",
            "capture_opens",
            "capture_closes",
            "substitute_days",
            "correction_days",
            "reserve_days",
            "party_validates",
            "party_second_factor",
            "publication_starts",
            "campaigns_end",
            "silence_starts",
            "polls_open",
            "polls_close",
        ]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if self.instance.published_at and slug != Election.objects.get(pk=self.instance.pk).slug:
            raise forms.ValidationError("La elección ya es pública: su dirección no cambia.")
        return slug


class KeyDateForm(RegisterForm):
    url = forms.URLField(label="Enlace", required=False, assume_scheme="https")

    class Meta:
        model = KeyDate
        fields = ["day", "text", "url"]


class OfficeForm(RegisterForm):
    class Meta:
        model = Office
        fields = ["kind", "name", "plural", "answers", "order", "called", "area_kind", "by_list", "town_hall"]


class AreaForm(RegisterForm):
    class Meta:
        model = Area
        fields = ["kind", "name", "head_town", "ine_name", "ine_code", "inegi_code", "time_zone"]


class DistrictPlanForm(RegisterForm):
    class Meta:
        model = DistrictPlan
        fields = ["state", "state_name", "name", "valid_from", "valid_to"]


class SectionForm(RegisterForm):
    class Meta:
        model = Section
        fields = ["number", "municipality", "district", "district_code", "retired"]


class PartyForm(RegisterForm):
    picture = forms.FileField(
        label="Emblema", required=False, help_text="PNG, JPG, WEBP o SVG; se muestra sobre blanco."
    )
    no_emblem = forms.BooleanField(label="Quitar el emblema", required=False)
    field_order = ("kind", "name", "short", "order", "members", "own_boxes", "picture", "emblem_alt", "no_emblem")

    class Meta:
        model = Party
        fields = ["kind", "name", "short", "order", "members", "own_boxes", "emblem_alt"]
        widgets = {"members": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.emblem:
            self.fields["picture"].label = "Otro emblema, en lugar del que tiene"
        else:
            del self.fields["no_emblem"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        try:
            if values.get("picture"):
                self.instance.emblem = make_picture(values["picture"], "emblem")
            elif values.get("no_emblem"):
                self.instance.emblem = ""
        except BadFile as error:
            self.add_error("picture", str(error))
        return values

    def choices(self, name: str, queryset: Any) -> Any:
        found = super().choices(name, queryset)
        return found.filter(kind=Party.Kind.PARTY).exclude(pk=self.instance.pk) if name == "members" else found


class ContestForm(RegisterForm):
    modes = forms.MultipleChoiceField(
        label="Modos de votar",
        choices=Contest.Mode.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Contest
        fields = ["kind", "office", "area", "name", "seats", "modes"]


class TicketForm(RegisterForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        public = self.instance.pk and self.instance.contest.election.published_at
        if public and self.instance.candidacies.exists():
            for name in ("contest", "party"):
                self.fields[name].disabled = True
            self.fields["party"].help_text = "Ya es público: una candidatura cambia de partido con un movimiento."

    class Meta:
        model = Ticket
        fields = ["contest", "party", "folio"]


class ExplanationForm(RegisterForm):
    class Meta:
        model = Explanation
        fields = ["key", "text", "source"]
        widgets = {"text": forms.Textarea(attrs={"class": "write"})}


class RecordingForm(RegisterForm):
    recorded = forms.FileField(
        label="La grabación", required=False, help_text="MP3, M4A, OGG o WAV, hasta dos minutos."
    )
    field_order = ("language", "code", "place", "text", "recorded")

    class Meta:
        model = Recording
        fields = ["language", "code", "place", "text"]
        widgets = {"text": forms.Textarea(attrs={"class": "write"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.sound:
            self.fields["recorded"].label = "Otra grabación, en lugar de la que tiene"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        try:
            if values.get("recorded"):
                self.instance.sound, self.instance.seconds = make_sound(values["recorded"])
            elif not self.instance.sound:
                self.add_error("recorded", "Falta la grabación.")
        except BadFile as error:
            self.add_error("recorded", str(error))
        return values


class TopicForm(RegisterForm):
    class Meta:
        model = Topic
        fields = ["name", "words", "order", "shown"]
        widgets = {"words": forms.Textarea(attrs={"class": "write"})}


class AgreementForm(RegisterForm):
    website = forms.URLField(
        label="Dirección del documento",
        required=False,
        assume_scheme="https",
        help_text="Donde su instituto lo publica. El sitio enlaza allí.",
    )
    shown = forms.BooleanField(
        label="Mostrar en el sitio de esta elección",
        required=False,
        help_text="Número, órgano, fecha, asunto y dirección; el archivo se queda en el taller.",
    )
    paper = forms.FileField(label="El acuerdo, en PDF", required=False)
    field_order = ("number", "body", "date", "title", "website", "shown", "paper")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.election:
            self.fields["shown"].initial = self.instance.shown_in.filter(pk=self.election.pk).exists()
        if self.instance.file:
            self.fields["paper"].label = "Otro archivo, en lugar del que tiene"

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("paper"):
            try:
                self.instance.file = papers.keep(values["paper"])
            except BadFile as error:
                self.add_error("paper", str(error))
        return values

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        if self.election:
            change = self.instance.shown_in.add if self.cleaned_data["shown"] else self.instance.shown_in.remove
            change(self.election)

    class Meta:
        model = Agreement
        fields = ["number", "body", "date", "title", "website"]


class UnitForm(RegisterForm):
    class Meta:
        model = Unit
        fields = ["name", "holder", "post", "email", "signs", "order"]
