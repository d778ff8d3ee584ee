"""The releases of the two interfaces: of capture, and of the site."""

from datetime import date
from typing import ClassVar

from django.db import models

from conoceles.elections.models.election import Election


class ReleaseQuerySet(models.QuerySet["Release"]):
    def in_use(self, election: Election, interface: str, day: date) -> "Release | None":
        """Return the one in use on a day; None before the first."""
        rows = self.filter(election=election, interface=interface, on__lte=day)
        return rows.order_by("-on", "-id").first()


class Release(models.Model):
    """One version of an interface, from a day: prototype, beta or open, and what changed in it."""

    class Interface(models.TextChoices):
        CAPTURE = "capture", "captura"
        SITE = "site", "sitio"

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="releases", verbose_name="elección")
    interface = models.CharField("interfaz", max_length=8, choices=Interface)
    stage = models.CharField("etapa", max_length=10, choices=Election.Stage)
    version = models.CharField("versión", max_length=20, help_text="Como 1.0 o 1.2.")
    on = models.DateField("desde el")
    changes = models.TextField("qué cambió", max_length=2000, help_text="Un cambio por renglón.")
    evidence = models.TextField(
        "cómo se probó", max_length=2000, blank=True, help_text="Una prueba por renglón, con su resultado."
    )

    objects: ClassVar = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "versión liberada"
        verbose_name_plural = "versiones liberadas"
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "interface", "version"],
                name="release_once",
                violation_error_message="Esa versión de la interfaz ya está registrada.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_interface_display().capitalize()} {self.version}, {self.get_stage_display()}"
