"""What a list left in doubt."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from conoceles.elections.models import Candidacy


class Doubt(models.Model):
    """Another name came in a later list for a known candidacy: correction or substitution, a person decides."""

    class Outcome(models.TextChoices):
        CORRECTION = "correction", "es la misma persona: se corrige su nombre"
        SUBSTITUTION = "substitution", "es otra persona: la sustituye"
        DISMISSED = "dismissed", "la lista está equivocada: no cambia nada"

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="doubts")
    name = models.CharField("nombre en la lista nueva", max_length=160)
    file = models.CharField("archivo", max_length=160)
    line = models.PositiveIntegerField("línea")
    found_at = models.DateTimeField("encontrada", auto_now_add=True)
    outcome = models.CharField("resolución", max_length=12, choices=Outcome, blank=True)
    settled_at = models.DateTimeField("resuelta", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="quién la resolvió",
    )

    class Meta:
        verbose_name = "duda"
        verbose_name_plural = "dudas"
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "name"], condition=Q(outcome=""), name="doubt_open_once"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True) | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="doubt_settled_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy} → {self.name}"
