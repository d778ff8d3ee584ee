"""Commitments that candidacies sign, and the petitions that open them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.elections.models import Election, Party
from conoceles.lib.keys import new_key
from conoceles.profiles.models.profile import Profile


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

    class Channel(models.TextChoices):
        PAPER = "paper", "oficialía de partes"
        MAIL = "mail", "correo electrónico"
        SYSTEM = "system", "su cuenta en el sistema"

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="petitions", verbose_name="compromiso"
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="petitions", verbose_name="partido o coalición"
    )
    # Its coalitions and common candidacies for which it opens too, as chosen when it was attended.
    alliances = models.ManyToManyField(Party, blank=True, related_name="+", verbose_name="también para")
    number = models.CharField("número de oficio", max_length=60, blank=True)
    channel = models.CharField("cómo llegó", max_length=8, choices=Channel, default=Channel.PAPER)
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
