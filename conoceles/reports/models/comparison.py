"""What other elections and institutes reached, by the same criteria: from their open data, or written with its
source."""

from django.db import models
from django.db.models import F, Q

from conoceles.elections.models import Election


class Comparison(models.Model):
    """One criterion of another election: so many of so many, or in words; and where that was read."""

    election = models.ForeignKey(
        Election, on_delete=models.CASCADE, related_name="comparisons", verbose_name="elección que se compara"
    )
    subject = models.CharField("con qué elección o instituto", max_length=120, help_text="Como Coahuila 2017.")
    criterion = models.CharField(
        "criterio", max_length=160, help_text="Para participación, el cargo en plural, como en sus cifras."
    )
    answered = models.PositiveIntegerField("cuántas", null=True, blank=True)
    total = models.PositiveIntegerField("de cuántas", null=True, blank=True)
    text = models.CharField("o en palabras", max_length=300, blank=True)
    source = models.CharField("fuente", max_length=300, help_text="Documento y fecha, o dirección.")

    class Meta:
        verbose_name = "renglón de la comparación"
        verbose_name_plural = "renglones de la comparación"
        ordering = ["criterion", "subject"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "subject", "criterion"],
                name="comparison_once",
                violation_error_message="Ese criterio ya está escrito para esa elección.",
            ),
            models.CheckConstraint(
                condition=Q(answered__isnull=False, total__isnull=False, total__gt=0, answered__lte=F("total"), text="")
                | (Q(answered__isnull=True, total__isnull=True) & ~Q(text="")),
                name="comparison_says_numbers_or_words",
                violation_error_message="Escriba cuántas de cuántas, no más que el total; o bien en palabras.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.criterion}"

    @property
    def value(self) -> str:
        """Return «90 de 244 (37%)», or the words."""
        if self.answered is None or not self.total:
            return self.text
        return f"{self.answered} de {self.total} ({self.percent}%)"

    @property
    def percent(self) -> int:
        """Return the share in whole per cent, rounded half up; 0 of words."""
        return (200 * (self.answered or 0) + self.total) // (2 * self.total) if self.total else 0
