"""What an agreement changed in a candidacy."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from conoceles.elections.models import Agreement, Candidacy, Contest, Election


class MovementQuerySet(models.QuerySet["Movement"]):
    def of_election(self, election: Election) -> "MovementQuerySet":
        return self.filter(candidacy__election=election)


class Movement(models.Model):
    """What an agreement changed in a candidacy. None is rewritten: it is undone by another."""

    class Kind(models.TextChoices):
        SUBSTITUTION = "substitution", "sustitución"
        CANCELLATION = "cancellation", "cancelación"
        WITHDRAWAL = "withdrawal", "renuncia"
        DEATH = "death", "fallecimiento"
        CORRECTION = "correction", "corrección de datos"
        CHANGE = "change", "cambio de partido, cargo o lugar"
        REINSTATEMENT = "reinstatement", "restitución"

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, related_name="movements", verbose_name="candidatura"
    )
    kind = models.CharField("movimiento", max_length=14, choices=Kind)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, verbose_name="acuerdo")
    day = models.DateField("fecha")
    note = models.CharField("nota", max_length=500, blank=True)
    # Who took its place, or whom a reinstatement displaced.
    other = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="la otra candidatura"
    )
    # Of a correction or a change: {field: [before, after]}; what begins with «_» is not for reading.
    changes = models.JSONField("qué cambió", default=dict, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name="deshace a"
    )
    at = models.DateTimeField("registrado", default=timezone.now)
    by = models.CharField("quién lo registró", max_length=40, blank=True)

    objects: ClassVar = MovementQuerySet.as_manager()

    class Meta:
        verbose_name = "movimiento"
        verbose_name_plural = "movimientos"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day:%d/%m/%Y}"

    @property
    def read_changes(self) -> list[tuple[object, object]]:
        """Return (before, after) of whatever a person reads of what changed."""
        rows = self.changes.items()
        return [tuple(value) for name, value in rows if isinstance(value, list) and not name.startswith("_")]


class ContestMovement(models.Model):
    """What an agreement or a court changed in a whole contest: postponed, annulled, repeated, or back as it was."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="movements", verbose_name="contienda")
    before = models.CharField("estado anterior", max_length=10, choices=Contest.State)
    state = models.CharField("estado", max_length=10, choices=Contest.State)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, verbose_name="acuerdo")
    day = models.DateField("fecha")
    voted_on = models.DateField("nueva jornada", null=True, blank=True)
    note = models.CharField("nota", max_length=500, blank=True)
    at = models.DateTimeField("registrado", default=timezone.now)
    by = models.CharField("quién lo registró", max_length=40, blank=True)

    class Meta:
        verbose_name = "movimiento de una contienda"
        verbose_name_plural = "movimientos de contiendas"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.day:%d/%m/%Y}"
