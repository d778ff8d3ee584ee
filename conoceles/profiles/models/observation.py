"""What must be corrected of what was submitted, and what a candidacy asks to correct."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.profiles.models.profile import ProfileSection, Submission


class Ground(models.TextChoices):
    COPY = "copy", "Copia de otra candidatura"
    OFFENSIVE = "offensive", "Ofensivo o discriminatorio"
    SEXIST = "sexist", "Sexista"
    ANOTHER = "another", "Información o imagen de otra candidatura"
    ALLUSION = "allusion", "Alude a otra candidatura o partido"
    RESTRICTED = "restricted", "Restringido por la ley"
    SLOGAN = "slogan", "Lema o imagen de campaña"
    PERSONAL = "personal", "Datos personales de terceros"
    OWN_DATA = "own_data", "Datos personales que no deben publicarse"
    NO_ANSWER = "no_answer", "No responde la pregunta"
    OTHER = "other", "Otro motivo"


# What was published under one of these is deleted from every edition that carried it.
PERSONAL_GROUNDS = {Ground.PERSONAL.value, Ground.OWN_DATA.value}


class ObservationQuerySet(models.QuerySet["Observation"]):
    def open(self) -> "ObservationQuerySet":
        return self.filter(answered_at__isnull=True)


class Observation(models.Model):
    """What must be corrected in one question of a submission, why, and until when."""

    section = models.ForeignKey(
        ProfileSection, on_delete=models.PROTECT, related_name="observations", verbose_name="sección"
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="observations", verbose_name="entrega"
    )
    question = models.CharField("pregunta", max_length=40)
    ground = models.CharField("motivo", max_length=12, choices=Ground)
    comment = models.TextField("comentario para la candidatura", max_length=2000)
    term = models.DateTimeField("plazo")
    at = models.DateTimeField("hecha", default=timezone.now)
    by = models.CharField("quién la hizo", max_length=40)
    # When the section was submitted again.
    answered_at = models.DateTimeField("atendida", null=True, blank=True)

    objects: ClassVar = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = "observación"
        verbose_name_plural = "observaciones"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "question"],
                condition=Q(answered_at__isnull=True),
                name="observation_once",
                violation_error_message="Esa respuesta ya está observada.",
            ),
            models.CheckConstraint(
                condition=~Q(comment=""),
                name="observation_explained",
                violation_error_message="Escriba qué hay que corregir.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_ground_display()}"


class Reopening(models.Model):
    """A candidacy asks to correct what it already submitted; the institute answers once."""

    section = models.ForeignKey(
        ProfileSection, on_delete=models.CASCADE, related_name="reopenings", verbose_name="sección"
    )
    reason = models.CharField("motivo", max_length=500)
    asked_at = models.DateTimeField("pedida", default=timezone.now)
    asked_by = models.CharField("cuenta", max_length=40)
    granted = models.BooleanField("concedida", null=True, blank=True)
    reply = models.CharField("respuesta", max_length=500, blank=True)
    answered_at = models.DateTimeField("respondida", null=True, blank=True)
    answered_by = models.CharField("quién respondió", max_length=40, blank=True)

    class Meta:
        verbose_name = "petición de reabrir"
        verbose_name_plural = "peticiones de reabrir"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["section"],
                condition=Q(answered_at__isnull=True),
                name="reopening_one_open",
                violation_error_message="Ya pidió reabrir esta sección: espere la respuesta.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, granted__isnull=True)
                | Q(answered_at__isnull=False, granted__isnull=False),
                name="reopening_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:60]
