"""Letters of the institute, in and out: by which what is owed is sent, and from which what is asked comes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from conoceles.elections.models import Election
from conoceles.profiles.models import Petition


class CorrespondenceQuerySet(models.QuerySet["Correspondence"]):
    def of_election(self, election: Election) -> "CorrespondenceQuerySet":
        return self.filter(election=election)

    def incoming(self) -> "CorrespondenceQuerySet":
        return self.filter(direction=Correspondence.Direction.IN)

    def waiting(self) -> "CorrespondenceQuerySet":
        """Those that came, ask for an answer by a day, and have none."""
        return self.incoming().filter(due_on__isnull=False, attended_on__isnull=True)


class Correspondence(models.Model):
    """A letter that came to the institute or left it. Of an access letter of an account see `elections/letters.py`."""

    class Direction(models.TextChoices):
        IN = "in", "recibido"
        OUT = "out", "enviado"

    class Channel(models.TextChoices):
        SIVOPLE = "sivople", "SIVOPLE"
        MAIL = "mail", "correo electrónico"
        PAPER = "paper", "en papel"

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, related_name="correspondence", verbose_name="elección"
    )
    direction = models.CharField("recibido o enviado", max_length=3, choices=Direction)
    number = models.CharField("número de oficio", max_length=60)
    date = models.DateField("fecha del oficio")
    channel = models.CharField("medio", max_length=8, choices=Channel, default=Channel.SIVOPLE)
    other = models.CharField("de quién, o para quién", max_length=160)
    subject = models.CharField("asunto", max_length=250)
    received_at = models.DateTimeField("hora en que se recibió", null=True, blank=True)
    due_on = models.DateField("responder a más tardar", null=True, blank=True)
    attended_on = models.DateField("atendido el", null=True, blank=True)
    answers = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_by",
        verbose_name="responde al oficio",
    )
    petitions = models.ManyToManyField(
        Petition, blank=True, related_name="letters", verbose_name="peticiones de compromiso que trae"
    )
    acknowledged_on = models.DateField("acuse recibido el", null=True, blank=True)
    acknowledgement = models.CharField("folio del acuse", max_length=80, blank=True)
    file = models.CharField(max_length=80, blank=True, editable=False)

    objects: ClassVar = CorrespondenceQuerySet.as_manager()

    class Meta:
        verbose_name = "oficio"
        verbose_name_plural = "oficios"
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "direction", "number", "other"],
                name="correspondence_number_once",
                violation_error_message="Ya está registrado un oficio con ese número, de o para quien dice.",
            ),
            models.CheckConstraint(
                condition=Q(acknowledgement="") | Q(acknowledged_on__isnull=False),
                name="correspondence_receipt_dated",
                violation_error_message="El acuse lleva fecha.",
            ),
            models.CheckConstraint(
                condition=Q(direction="in") | Q(due_on__isnull=True, attended_on__isnull=True),
                name="correspondence_only_incoming_is_due",
                violation_error_message="Solo un oficio recibido se responde en un plazo.",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=models.F("date")),
                name="correspondence_receipt_after_letter",
                violation_error_message="El acuse no puede ser anterior al oficio.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.date:%d/%m/%Y}"
