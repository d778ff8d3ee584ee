"""Forms of the institute's paperwork. The rules are the models' own: a form only says what a person may write."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from conoceles.elections.forms import RegisterForm
from conoceles.elections.models import Agreement, Area, Party, Release
from conoceles.lib import papers
from conoceles.lib.limited import BadFile
from conoceles.profiles.models import Petition
from conoceles.reports.models import (
    Activity,
    Ally,
    Attendance,
    Comparison,
    Correspondence,
    Deliverable,
    DeliverableRule,
    Feedback,
    Meeting,
    PlannedActivity,
)
from conoceles.reports.paperwork import open_data, photos

FIRST_YEAR, LAST_YEAR = 2000, 2100


class PaperForm(RegisterForm):
    """A form of the paperwork; where the row keeps a paper, `paper` is the name of its field."""

    kept = ""
    # Where a form is long: so many fields are asked at once, the others under what `more_about` says.
    shown = 0
    more_about = ""
    paper_label = "El documento, en PDF o fotografía"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.kept:
            again = "Otro archivo, en lugar del que tiene"
            label = again if getattr(self.instance, self.kept) else self.paper_label
            self.fields["paper"] = forms.FileField(label=label, required=False)

    @property
    def main(self) -> list[forms.BoundField]:
        """Return the fields that are asked at once."""
        return list(self)[: self.shown or None]

    @property
    def more(self) -> list[forms.BoundField]:
        return list(self)[self.shown :] if self.shown else []

    @property
    def more_open(self) -> bool:
        """Return whether one of the others has something to say, or something wrong."""
        return any(field.errors or field.value() for field in self.more)

    def choices(self, name: str, queryset: Any) -> Any:
        """Return what a field may point to: things of this election, or of its institute."""
        election = self.election
        if name == "unit" and election:
            return election.institute.units.all()
        if name in ("ally", "planned", "letter") and election:
            return queryset.filter(election=election)
        return super().choices(name, queryset)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for name, day in list(values.items()):
            if isinstance(day, date) and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, f"Escriba un año entre {FIRST_YEAR} y {LAST_YEAR}.")
        if self.kept and values.get("paper"):
            try:
                setattr(self.instance, self.kept, papers.keep(values["paper"]))
            except BadFile as error:
                self.add_error("paper", str(error))
        return values


class CorrespondenceForm(PaperForm):
    kept = "file"
    deliverables = forms.ModelMultipleChoiceField(
        label="Entregables que remite",
        queryset=Deliverable.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Deliverable.objects.filter(election=self.election)
        free = mine.filter(letter__isnull=True) | mine.filter(letter=self.instance.pk or 0)
        self.fields["deliverables"].queryset = free  # type: ignore[attr-defined]
        self.fields["petitions"].queryset = Petition.objects.filter(commitment__election=self.election)  # type: ignore[attr-defined]
        answers = Correspondence.objects.filter(election=self.election).incoming().exclude(pk=self.instance.pk)
        self.fields["answers"].queryset = answers  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["deliverables"] = list(self.instance.deliverables.values_list("pk", flat=True))
        if not self.fields["deliverables"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["deliverables"]
        if not self.fields["petitions"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["petitions"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        incoming = values.get("direction") == Correspondence.Direction.IN
        if incoming and self.instance.pk and self.instance.deliverables.exists():
            self.add_error("direction", "Este oficio remitió entregables: quítelos antes.")
        if incoming and values.get("deliverables"):
            self.add_error("deliverables", "Un oficio recibido no remite entregables: márquelos en el que los lleva.")
        return values

    class Meta:
        model = Correspondence
        fields = [
            "direction",
            "number",
            "date",
            "channel",
            "other",
            "subject",
            "received_at",
            "due_on",
            "attended_on",
            "answers",
            "petitions",
            "acknowledged_on",
            "acknowledgement",
        ]
        widgets = {"direction": forms.RadioSelect, "petitions": forms.CheckboxSelectMultiple}


class DeliverableForm(PaperForm):
    kept = "file"

    class Meta:
        model = Deliverable
        fields = ["title", "unit", "do_by", "send_by", "done_on", "sent_on", "letter", "acknowledged_on"]
        fields += ["not_needed", "note"]


class RuleForm(PaperForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What was made from it is known by its key.
        self.fields["key"].disabled = self.instance.pk is not None

    class Meta:
        model = DeliverableRule
        fields = ["title", "key", "anchor", "months", "days", "last_months", "month_day", "term_days", "unit", "order"]


class ActivityForm(PaperForm):
    """First what a phone writes in a minute: what, when, where, how many, photographs."""

    shown = 6
    more_about = "Más: hasta cuándo, municipios, con quién, asistencia por partido"
    pictures = photos.PhotosField(label="Fotografías", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = Party.objects.filter(election=self.election, kind=Party.Kind.PARTY).order_by("order")
        had = {row.party_id: row.people for row in self.instance.attendances.all()} if self.instance.pk else {}
        groups = [(None, "difusores externos"), *((party.pk, party.name) for party in parties)]
        self.fresh: list[str] = []
        if self.instance.photos:
            named = [(name, f"Fotografía {place}") for place, name in enumerate(self.instance.photos, 1)]
            self.fields["drop"] = forms.MultipleChoiceField(
                label="Quitar fotografías", choices=named, required=False, widget=forms.CheckboxSelectMultiple
            )
        self.groups = {f"came_{pk or 0}": pk for pk, _name in groups}
        for pk, name in groups:
            self.fields[f"came_{pk or 0}"] = forms.IntegerField(
                label=f"Si es capacitación, cuántas personas de {name}",
                min_value=0,
                max_value=100_000,
                required=False,
                initial=had.get(pk),
            )
        plan = self.election.plan if self.election else None
        self.fields["places"].queryset = Area.objects.of_plan(plan).municipalities()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        came = [values.get(name) for name in self.groups]
        if any(came) and values.get("kind") != Activity.Kind.TRAINING:
            self.add_error("kind", "La asistencia por partido es de una capacitación: elija esa clase o bórrela.")
        if not values.get("attendance") and any(came):
            values["attendance"] = sum(filter(None, came))
        if self.errors:
            return values
        try:
            self.fresh = photos.keep(values.get("pictures") or [])
        except BadFile as error:
            self.add_error("pictures", str(error))
        return values

    def keep_photos(self) -> None:
        """Take off the photographs that were marked, and add those that were sent, to those that the row has now:
        others may have added theirs meanwhile."""
        row = Activity.objects.select_for_update().get(pk=self.instance.pk)
        gone = set(self.cleaned_data.get("drop") or ())
        left = [name for name in row.photos if name not in gone]
        row.photos = list(dict.fromkeys([*left, *self.fresh]))
        row.save(update_fields=["photos"])

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        self.instance.attendances.all().delete()
        Attendance.objects.bulk_create(
            Attendance(activity=self.instance, party_id=pk, outside=pk is None, people=people)
            for name, pk in self.groups.items()
            if (people := self.cleaned_data.get(name))
        )

    class Meta:
        model = Activity
        fields = ["kind", "text", "starts", "where", "attendance", "ends", "places", "ally", "planned"]
        widgets = {"places": forms.SelectMultiple(attrs={"size": 6})}

    field_order = ("kind", "text", "starts", "where", "attendance", "pictures", "ends", "places", "ally", "planned")


class MeetingForm(PaperForm):
    kept = "minutes"
    paper_label = "El acta, en PDF"

    def choices(self, name: str, queryset: Any) -> Any:
        if name == "agreements" and self.election:
            return Agreement.objects.filter(institute=self.election.institute)
        return super().choices(name, queryset)

    class Meta:
        model = Meeting
        fields = ["kind", "number", "at", "called_on", "agenda", "members", "present", "resolutions", "approved"]
        fields += ["agreements"]
        widgets = {"agreements": forms.CheckboxSelectMultiple}


class ReleaseForm(PaperForm):
    def clean_on(self) -> date:
        """Refuse a day that has not come: a version is registered when it is released."""
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Una versión se registra el día en que se libera: esa fecha no ha llegado.")
        return day

    class Meta:
        model = Release
        fields = ["interface", "stage", "version", "on", "changes", "evidence"]


class AllyForm(PaperForm):
    website = forms.URLField(label="Sitio web", required=False, assume_scheme="https")

    class Meta:
        model = Ally
        fields = ["name", "kind", "since", "website", "agreement", "public"]


class PlanForm(PaperForm):
    class Meta:
        model = PlannedActivity
        fields = ["part", "text", "unit", "starts", "ends"]


class ComparisonForm(PaperForm):
    """One criterion; or all that another installation publishes of its offices, from its open data."""

    figures = forms.FileField(
        label="O las cifras por cargo de otra instalación",
        required=False,
        help_text="El archivo cargo.csv de su página de cifras: escribe un renglón por cada cargo.",
    )
    field_order = ("subject", "source", "criterion", "answered", "total", "text", "figures")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[tuple[str, int, int]] = []
        self.fields["criterion"].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("figures"):
            try:
                self.rows = open_data.shares(values["figures"])
            except BadFile as error:
                self.add_error("figures", str(error))
                return values
            values["criterion"], values["answered"], values["total"] = self.rows[0]
            values["text"] = ""
        elif not values.get("criterion"):
            self.add_error("criterion", "Escriba el criterio, o suba las cifras por cargo de la otra instalación.")
        return values

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        for criterion, answered, total in self.rows[1:]:
            Comparison.objects.update_or_create(
                election=self.instance.election,
                subject=self.instance.subject,
                criterion=criterion,
                defaults={"answered": answered, "total": total, "text": "", "source": self.instance.source},
            )

    class Meta:
        model = Comparison
        fields = ["subject", "source", "criterion", "answered", "total", "text"]


class FeedbackForm(PaperForm):
    class Meta:
        model = Feedback
        fields = ["who", "on", "text", "answer", "done_in", "improvement"]
