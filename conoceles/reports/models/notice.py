"""What the institute told candidacies about their questionnaires, and the frozen aggregates of identity."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.elections.models import Candidacy, Election, Job
from conoceles.mail.models import Message


class Notice(models.Model):
    """What the institute told a candidacy about its questionnaire: that it is missing or incomplete, and until when."""

    class Kind(models.TextChoices):
        MISSING = "missing", "sin responder"
        INCOMPLETE = "incomplete", "incompleto"
        OBSERVED = "observed", "con observaciones"

    class Channel(models.TextChoices):
        MAIL = "mail", "correo"
        LETTER = "letter", "carta"
        PARTY = "party", "oficio a su partido"

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, related_name="notices", verbose_name="candidatura"
    )
    kind = models.CharField("qué se avisó", max_length=10, choices=Kind)
    channel = models.CharField("medio", max_length=10, choices=Channel)
    missing = models.JSONField("qué faltaba", default=list)
    number = models.CharField("número de oficio", max_length=60, blank=True)
    sent_at = models.DateTimeField("enviado", default=timezone.now)
    sent_by = models.CharField("quién lo envió", max_length=40, blank=True)
    term = models.DateField("plazo")
    remind_on = models.DateField("siguiente recordatorio", null=True, blank=True)
    received_at = models.DateTimeField("acuse", null=True, blank=True)
    received_by = models.CharField("quién acusó", max_length=160, blank=True)
    # The private blob of what was signed.
    scan = models.CharField("acuse escaneado", max_length=80, blank=True)
    # The act on many in which it was sent, and what carried it to the mailbox and by mail.
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "aviso"
        verbose_name_plural = "avisos"
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_by="") | Q(received_at__isnull=False),
                name="notice_receipt_dated",
                violation_error_message="El acuse lleva fecha.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.sent_at:%d/%m/%Y}"


class IdentityCut(models.Model):
    """The aggregates of the identity questionnaire on a day, frozen: what leaves of it."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", verbose_name="elección")
    at = models.DateTimeField("momento")
    by = models.CharField("quién lo hizo", max_length=40, blank=True)
    people = models.PositiveIntegerField("personas", null=True, blank=True)
    tables = models.JSONField("tablas", default=list)
    # Whose answers are in it, by which the next cut is compared; never shown.
    members = models.JSONField(default=list)

    class Meta:
        verbose_name = "corte de la estadística de identidad"
        verbose_name_plural = "cortes de la estadística de identidad"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"corte del {self.at:%d/%m/%Y}"


class IdentityNote(models.Model):
    """What equality says in words of one group of the identity statistics: analysis, never of a person."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+", verbose_name="elección")
    question = models.CharField("pregunta", max_length=60)
    text = models.TextField("nota de análisis", max_length=2000)
    by = models.CharField("quién la escribió", max_length=40, blank=True)
    at = models.DateTimeField("momento", auto_now=True)

    class Meta:
        verbose_name = "nota de la estadística de identidad"
        verbose_name_plural = "notas de la estadística de identidad"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["election", "question"], name="identity_note_once")]

    def __str__(self) -> str:
        return self.question


class DayTally(models.Model):
    """How far everybody was on a day, as it was last counted: what dashboards and trends read."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+", verbose_name="elección")
    day = models.DateField("día")
    at = models.DateTimeField("contado")
    # As `tally.counted` gives it.
    counts = models.JSONField(default=dict)
    total = models.PositiveIntegerField("candidaturas que responden")
    done = models.PositiveIntegerField("entregadas")
    seconds = models.PositiveIntegerField("segundos que tomó", default=1)

    class Meta:
        verbose_name = "avance de un día"
        verbose_name_plural = "avance de cada día"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["election", "day"], name="tally_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.done} de {self.total}"
