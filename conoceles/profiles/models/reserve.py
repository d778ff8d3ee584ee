"""What a candidacy is told of the groups under which it is registered, and the reserve that it may ask for."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.elections.models import Candidacy


class GroupNotice(models.Model):
    """That a candidacy was told that a group under which it is registered will be public, and until when it may ask
    for a reserve.

    A letter tells from the day on which it was received: until then the term does not run.
    """

    class How(models.TextChoices):
        SCREEN = "screen", "en pantalla"
        BOX = "box", "en su buzón"
        LETTER = "letter", "por carta"

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, related_name="group_notices", verbose_name="candidatura"
    )
    group = models.CharField("grupo", max_length=12, choices=Candidacy.Group)
    how = models.CharField("medio", max_length=8, choices=How)
    number = models.CharField("número de oficio", max_length=60, blank=True)
    sent_at = models.DateTimeField("enviado", default=timezone.now)
    sent_by = models.CharField("cuenta", max_length=40, blank=True)
    told_at = models.DateTimeField("avisada", null=True, blank=True)
    received_by = models.CharField("quién recibió", max_length=160, blank=True)
    until = models.DateTimeField("puede pedir reserva hasta", null=True, blank=True)
    # When the ledger was brought to it, once its term was over.
    shown_at = models.DateTimeField("llevado al sitio", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "aviso de acción afirmativa"
        verbose_name_plural = "avisos de acción afirmativa"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "group"], name="group_notice_once"),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, until__isnull=True) | Q(told_at__isnull=False, until__isnull=False),
                name="group_notice_has_its_term",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy}: {self.get_group_display()}"


class ReserveRequestQuerySet(models.QuerySet["ReserveRequest"]):
    def waiting(self) -> "ReserveRequestQuerySet":
        return self.filter(decided_at__isnull=True)


class ReserveRequest(models.Model):
    """A candidacy's petition that nothing of its identity be public. Why is confidential: one of few words."""

    class Reason(models.TextChoices):
        VIOLENCE = "violence", "por riesgo de violencia"
        OTHER = "other", "por otra razón, que prefiero no decir"

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, related_name="reserve_requests", verbose_name="candidatura"
    )
    reason = models.CharField("motivo", max_length=8, choices=Reason)
    asked_at = models.DateTimeField("pedida", default=timezone.now)
    asked_by = models.CharField("cuenta", max_length=40)
    decided_at = models.DateTimeField("resuelta", null=True, blank=True)
    decided_by = models.CharField("quién resolvió", max_length=40, blank=True)
    granted = models.BooleanField("concedida", null=True, blank=True)

    objects: ClassVar = ReserveRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "petición de reserva"
        verbose_name_plural = "peticiones de reserva"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy"], condition=Q(decided_at__isnull=True), name="reserve_request_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, granted__isnull=True)
                | Q(decided_at__isnull=False, granted__isnull=False),
                name="reserve_request_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy}, {self.asked_at:%d/%m/%Y}"
