"""What the institute does: activities, meetings, training, the plan of them, who helps, and what people suggest."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from conoceles.elections.models import Agreement, Area, Election, Party, Unit
from conoceles.lib.keys import new_key


class Ally(models.Model):
    """An organisation that spreads the site. Only what is public of it reaches the ledger, and only once it says so."""

    class Kind(models.TextChoices):
        UNIVERSITY = "university", "universidad o escuela"
        CIVIL = "civil", "organización civil"
        CHAMBER = "chamber", "cámara o colegio"
        MEDIA = "media", "medio de comunicación"
        GOVERNMENT = "government", "institución pública"
        OTHER = "other", "otra"

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="allies", verbose_name="elección")
    key = models.CharField(max_length=16, default=new_key, unique=True, editable=False)
    name = models.CharField("nombre", max_length=160)
    kind = models.CharField("clase", max_length=10, choices=Kind)
    since = models.DateField("aliada desde")
    website = models.URLField("sitio web", blank=True)
    agreement = models.CharField("convenio o carta", max_length=160, blank=True)
    public = models.BooleanField("se muestra en el sitio", default=True)

    class Meta:
        verbose_name = "aliada"
        verbose_name_plural = "aliadas"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "name"],
                name="ally_once",
                violation_error_message="Ya está registrada una aliada con ese nombre.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlannedActivity(models.Model):
    """A line of the work plan: what a unit will do and when."""

    class Part(models.TextChoices):
        ORGANISATION = "organisation", "organización y coordinación"
        SYSTEM = "system", "sistema: diseño, pruebas y liberaciones"
        CAPTURE = "capture", "captura y validación"
        TRAINING = "training", "capacitación"
        OUTREACH = "outreach", "difusión"
        REPORTS = "reports", "informes y entregables"

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="plan_lines", verbose_name="elección")
    part = models.CharField("parte del plan", max_length=12, choices=Part)
    text = models.CharField("actividad", max_length=300)
    unit = models.ForeignKey(
        Unit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="área responsable"
    )
    starts = models.DateField("inicia")
    ends = models.DateField("termina")

    class Meta:
        verbose_name = "actividad del plan de trabajo"
        verbose_name_plural = "actividades del plan de trabajo"
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="planned_activity_in_order",
                violation_error_message="Termina antes de iniciar: revise las fechas.",
            )
        ]

    def __str__(self) -> str:
        return self.text


class ActivityQuerySet(models.QuerySet["Activity"]):
    def of_election(self, election: Election) -> "ActivityQuerySet":
        return self.filter(election=election)

    def proposed(self) -> "ActivityQuerySet":
        """Those that the system noticed and nobody has confirmed or left out."""
        return self.filter(nod=Activity.Nod.PROPOSED)

    def confirmed(self) -> "ActivityQuerySet":
        return self.filter(nod=Activity.Nod.CONFIRMED)


class Activity(models.Model):
    """Something done, on a day or over some days: written by hand, or noticed in the register of acts and nodded to."""

    class Kind(models.TextChoices):
        VISIT = "visit", "visita o feria"
        TRAINING = "training", "capacitación"
        MEDIA = "media", "medios y redes"
        MATERIAL = "material", "materiales de difusión"
        SYSTEM = "system", "sistema y sitio"
        ACCOUNTS = "accounts", "cuentas y avisos a candidaturas"
        REGISTER = "register", "registro y movimientos"
        REVIEW = "review", "validación"
        COMMITMENT = "commitment", "compromisos"
        OTHER = "other", "otra"

    class Nod(models.TextChoices):
        PROPOSED = "proposed", "por confirmar"
        CONFIRMED = "confirmed", "confirmada"
        LEFT_OUT = "left_out", "no se informa"

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="activities", verbose_name="elección")
    kind = models.CharField("clase", max_length=10, choices=Kind)
    text = models.CharField("qué se hizo", max_length=500)
    starts = models.DateField("fecha")
    ends = models.DateField("hasta", null=True, blank=True, help_text="Si duró varios días.")
    places = models.ManyToManyField(Area, blank=True, related_name="+", verbose_name="municipios")
    where = models.CharField("lugar", max_length=160, blank=True)
    attendance = models.PositiveIntegerField("cuántas personas", null=True, blank=True)
    ally = models.ForeignKey(
        Ally, on_delete=models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="con quién"
    )
    planned = models.ForeignKey(
        PlannedActivity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="done",
        verbose_name="actividad del plan que cumple",
    )
    photos = models.JSONField(default=list, editable=False)
    nod = models.CharField(max_length=9, choices=Nod, default=Nod.CONFIRMED, editable=False)
    # What made it, when nobody typed it: «notices 2027-04-03».
    cause = models.CharField(max_length=80, blank=True, editable=False)
    by = models.CharField("quién la registró", max_length=40, blank=True, editable=False)

    objects: ClassVar = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "actividad"
        verbose_name_plural = "actividades"
        ordering = ["-starts", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="activity_in_order",
                violation_error_message="Termina antes de iniciar: revise las fechas.",
            ),
            models.UniqueConstraint(
                fields=["election", "cause"],
                condition=~Q(cause=""),
                name="activity_noticed_once",
                violation_error_message="Esa actividad ya está registrada.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Attendance(models.Model):
    """How many came to a training from a party, or from outside."""

    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="attendances", verbose_name="capacitación"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outside = models.BooleanField("difusores externos", default=False)
    people = models.PositiveIntegerField("cuántas personas")

    class Meta:
        verbose_name = "asistencia"
        verbose_name_plural = "asistencias"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=False, outside=False) | Q(party__isnull=True, outside=True),
                name="attendance_of_somebody",
                violation_error_message="La asistencia es de un partido o de difusores externos.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party or 'difusores externos'}: {self.people}"


class Meeting(models.Model):
    """A session of the commission, with what was decided in it."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", "ordinaria"
        EXTRAORDINARY = "extraordinary", "extraordinaria"
        WORK = "work", "reunión de trabajo"

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="meetings", verbose_name="elección")
    kind = models.CharField("clase", max_length=14, choices=Kind)
    number = models.CharField("número", max_length=20, blank=True)
    at = models.DateTimeField("fecha y hora")
    called_on = models.DateField("convocada el", null=True, blank=True)
    agenda = models.TextField("orden del día", max_length=4000, blank=True, help_text="Un punto por renglón.")
    members = models.TextField(
        "quiénes integran la comisión", max_length=2000, blank=True, help_text="Una persona por renglón, con su cargo."
    )
    present = models.TextField("quiénes asistieron", max_length=2000, blank=True, help_text="Una persona por renglón.")
    resolutions = models.TextField("qué se resolvió", max_length=4000, blank=True, help_text="Uno por renglón.")
    approved = models.TextField(
        "textos y diseños aprobados", max_length=2000, blank=True, help_text="Uno por renglón, con su versión."
    )
    agreements = models.ManyToManyField(Agreement, blank=True, related_name="+", verbose_name="acuerdos")
    minutes = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = "sesión"
        verbose_name_plural = "sesiones"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()} {self.number}".strip()

    @property
    def quorum(self) -> bool | None:
        """Return whether more than half of the members came; None where members or attendance were not written."""
        members, present = lines(self.members), lines(self.present)
        return 2 * len(present) > len(members) if members and present else None


def lines(text: str) -> list[str]:
    """Return what stands on each line of a text, without blank ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class Feedback(models.Model):
    """What somebody said of capture or site, and what was answered or done."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="feedback", verbose_name="elección")
    who = models.CharField("quién", max_length=160, help_text="Área, partido o grupo; sin datos personales.")
    on = models.DateField("fecha")
    text = models.CharField("qué dijo", max_length=500)
    answer = models.CharField("qué se le respondió", max_length=500, blank=True)
    done_in = models.CharField("versión en que se atendió", max_length=40, blank=True)
    improvement = models.BooleanField("es una mejora que se informa al INE", default=False)

    class Meta:
        verbose_name = "retroalimentación"
        verbose_name_plural = "retroalimentación"
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return self.text
