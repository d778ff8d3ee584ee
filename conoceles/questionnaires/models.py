"""The versions of its questionnaires that an election published."""

from django.db import models
from django.db.models import Q

from conoceles.elections.models import Election
from conoceles.questionnaires.questionnaire import CURRICULAR, IDENTITY


class ElectionQuestionnaire(models.Model):
    """A version of a questionnaire that an election published, or the draft of the next one. A published one never
    changes."""

    class Kind(models.TextChoices):
        CURRICULAR = CURRICULAR, "curricular"
        IDENTITY = IDENTITY, "de identidad"

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, related_name="questionnaires", verbose_name="elección"
    )
    kind = models.CharField("cuestionario", max_length=12, choices=Kind)
    number = models.PositiveSmallIntegerField("versión")
    document = models.JSONField("preguntas")
    published_at = models.DateTimeField("publicada", null=True, blank=True)
    published_by = models.CharField("quién la publicó", max_length=40, blank=True)

    class Meta:
        verbose_name = "versión del cuestionario"
        verbose_name_plural = "versiones del cuestionario"
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "kind", "number"], name="questionnaire_version_once"),
            models.UniqueConstraint(
                fields=["election", "kind"],
                condition=Q(published_at__isnull=True),
                name="questionnaire_one_draft",
                violation_error_message="Ya hay un borrador de la versión siguiente.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, versión {self.number}"
