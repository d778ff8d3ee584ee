"""What is told to a box, and what became of each mail that carried it."""

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.mail import refusals


class MessageQuerySet(models.QuerySet["Message"]):
    def in_boxes(self, keys: Iterable[str]) -> "MessageQuerySet":
        return self.filter(box__in=list(keys))

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at__isnull=True)


class Message(models.Model):
    """One thing told to a box. It stays there whether or not a mail arrived."""

    # The key of whom it is told to; whoever tells knows what it is the key of.
    box = models.CharField("buzón", max_length=16, db_index=True)
    # Why it is told, in the teller's words; it is never shown.
    kind = models.CharField("asunto", max_length=12)
    subject = models.CharField("título", max_length=160)
    text = models.TextField("texto")
    # Where it leads: an address of the workshop.
    link = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField("momento", default=timezone.now)
    read_at = models.DateTimeField("leído", null=True, blank=True)

    objects: ClassVar = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "mensaje"
        verbose_name_plural = "mensajes"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def troubled(self) -> "DeliveryQuerySet":
        return self.filter(outcome__in=(Delivery.Outcome.FAILED, Delivery.Outcome.BOUNCED))


class Delivery(models.Model):
    """One mail that carries one or more messages to an account."""

    class Outcome(models.TextChoices):
        QUEUED = "queued", "por enviar"
        SENT = "sent", "enviado"
        FAILED = "failed", "no se pudo enviar"
        BOUNCED = "bounced", "devuelto"

    TRIES = 5

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name="cuenta")
    messages = models.ManyToManyField(Message, related_name="deliveries")
    outcome = models.CharField("estado", max_length=8, choices=Outcome, default=Outcome.QUEUED)
    due_at = models.DateTimeField("no antes de", default=timezone.now)
    tries = models.PositiveSmallIntegerField("intentos", default=0)
    # The one that gathers a day's messages while it waits.
    digest = models.BooleanField("resumen", default=False)
    at = models.DateTimeField("último intento", null=True, blank=True)
    # Its Message-ID: a bounce names it.
    name = models.CharField(max_length=120, blank=True)
    # Its text was a one-time code, of which only the hash is kept: it is not sent again but made anew.
    code = models.BooleanField("lleva un código", default=False)
    # The status code with which a server answered, as 5.1.1; never an address.
    reason = models.CharField("motivo", max_length=40, blank=True)

    objects: ClassVar = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "envío"
        verbose_name_plural = "envíos"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(outcome="queued", digest=True, tries=0), name="delivery_digest_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(outcome="queued"), name="delivery_queued"),
            models.Index(fields=["name"], name="delivery_name"),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()

    @property
    def why(self) -> str:
        """Return why it did not arrive, in Spanish; '' where nobody said."""
        return refusals.in_words(self.reason)
