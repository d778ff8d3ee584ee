"""Movements of a candidacy after its registration, each by an agreement; commitments that candidacies sign."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.elections.models import Agreement, Candidacy, Election, Party
from conoceles.lib.keys import new_key
from conoceles.profiles.models.profile import Profile


class MovementQuerySet(models.QuerySet["Movement"]):
    def of_election(self, election: Election) -> "MovementQuerySet":
        return self.filter(candidacy__election=election)

    def untold(self) -> "MovementQuerySet":
        """Movements of which the INE has not been told."""
        return self.filter(told_on__isnull=True)


class Movement(models.Model):
    """What an agreement changed in a candidacy. None is rewritten: it is undone by another."""

    class Kind(models.TextChoices):
        SUBSTITUTION = "substitution", "sustitución"
        CANCELLATION = "cancellation", "cancelación"
        WITHDRAWAL = "withdrawal", "renuncia"
        CORRECTION = "correction", "corrección de datos"
        REINSTATEMENT = "reinstatement", "restitución"

    # Annex 24.2: the INE is told of each within five days.
    TELL = timedelta(days=5)

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
    # Of a correction: {field: [before, after]}.
    changes = models.JSONField("qué cambió", default=dict, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name="deshace a"
    )
    at = models.DateTimeField("registrado", default=timezone.now)
    by = models.CharField("quién lo registró", max_length=40, blank=True)
    tell_by = models.DateField("informar al INE a más tardar")
    told_on = models.DateField("informado al INE", null=True, blank=True)
    told_number = models.CharField("oficio con que se informó", max_length=60, blank=True)

    objects: ClassVar = MovementQuerySet.as_manager()

    class Meta:
        verbose_name = "movimiento"
        verbose_name_plural = "movimientos"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(told_on__isnull=True) | ~Q(told_number=""),
                name="movement_told_by_letter",
                violation_error_message="Escriba el número del oficio con que se informó.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day:%d/%m/%Y}"


class Commitment(models.Model):
    """A commitment that candidacies may sign. One that was signed is not reworded: another takes its place."""

    key = models.CharField(max_length=16, default=new_key, unique=True, editable=False)
    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, related_name="commitments", verbose_name="elección"
    )
    title = models.CharField("título", max_length=80)
    text = models.TextField("texto que se firma", max_length=4000)
    retired_at = models.DateTimeField("retirado", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "compromiso"
        verbose_name_plural = "compromisos"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "title"],
                name="commitment_title_once",
                violation_error_message="Ya hay un compromiso con ese título.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Petition(models.Model):
    """A party asks that its candidacies may sign a commitment; attending it opens the signing."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="petitions", verbose_name="compromiso"
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="petitions", verbose_name="partido o coalición"
    )
    number = models.CharField("número de oficio", max_length=60, blank=True)
    received_at = models.DateTimeField("recibida", default=timezone.now)
    recorded_by = models.CharField("quién la registró", max_length=40, blank=True)
    attended_at = models.DateTimeField("atendida", null=True, blank=True)
    attended_by = models.CharField("quién la atendió", max_length=40, blank=True)

    class Meta:
        verbose_name = "petición de compromiso"
        verbose_name_plural = "peticiones de compromisos"
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "party"],
                name="petition_once",
                violation_error_message="Ese partido ya lo pidió.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.commitment}"


class Signature(models.Model):
    """A candidacy signed a commitment; taking it back leaves the row."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="signatures", verbose_name="compromiso"
    )
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="signatures", verbose_name="perfil")
    at = models.DateTimeField("firmado", default=timezone.now)
    by = models.CharField("cuenta", max_length=40)
    ended_at = models.DateTimeField("retirado", null=True, blank=True)

    class Meta:
        verbose_name = "firma de compromiso"
        verbose_name_plural = "firmas de compromisos"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "profile"],
                condition=Q(ended_at__isnull=True),
                name="signature_once",
                violation_error_message="Ya firmó ese compromiso.",
            )
        ]

    def __str__(self) -> str:
        return str(self.commitment)
