"""Help and paperwork around capture: spreadsheets received, invitations, what was asked of the help desk."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.elections.models import Candidacy, Election, Party, Role
from conoceles.profiles.models import Profile


class BulkUpload(models.Model):
    """A spreadsheet that a party sent, waiting for its changes to be confirmed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name="cuenta")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, verbose_name="partido o coalición")
    name = models.CharField("archivo", max_length=160)
    # The private blob of the file.
    blob = models.CharField(max_length=80)
    at = models.DateTimeField("recibido", default=timezone.now)
    applied_at = models.DateTimeField("aplicado", null=True, blank=True)
    # [[candidacy, what was made of its photograph, why it is none]].
    photos = models.JSONField("fotografías", default=list)
    # What was done: {"saved", "photos", "refused": [[who, why]]}.
    result = models.JSONField("resultado", default=dict)

    class Meta:
        verbose_name = "hoja recibida"
        verbose_name_plural = "hojas recibidas"
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name


class HelpInvitationQuerySet(models.QuerySet["HelpInvitation"]):
    def standing(self, at: datetime | None = None) -> "HelpInvitationQuerySet":
        return self.filter(ended_at__isnull=True, expires_at__gt=at or timezone.now())


class HelpInvitation(models.Model):
    """A candidacy lets the help desk into its own screen, for two hours or until it says enough."""

    HOURS = 2

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="help", verbose_name="perfil")
    invited_by = models.CharField("quién invitó", max_length=40)
    invited_at = models.DateTimeField("invitada", default=timezone.now)
    expires_at = models.DateTimeField("vence")
    entered_by = models.CharField("quién entró", max_length=40, blank=True)
    entered_at = models.DateTimeField("entró", null=True, blank=True)
    ended_at = models.DateTimeField("terminó", null=True, blank=True)

    objects: ClassVar = HelpInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitación a la mesa de ayuda"
        verbose_name_plural = "invitaciones a la mesa de ayuda"
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile"],
                condition=Q(ended_at__isnull=True),
                name="help_invitation_one_open",
                violation_error_message="La mesa de ayuda ya está invitada.",
            )
        ]

    def __str__(self) -> str:
        return f"hasta las {timezone.localtime(self.expires_at):%H:%M}"


class HelpRequest(models.Model):
    """A line of the help desk's log: a call, a mail, or guidance asked from a question. Answers of the profile are not
    in it."""

    class Channel(models.TextChoices):
        SCREEN = "screen", "desde el cuestionario"
        PHONE = "phone", "teléfono"
        MAIL = "mail", "correo"
        IN_PERSON = "in_person", "en persona"

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, related_name="help_requests", verbose_name="elección"
    )
    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, null=True, blank=True, verbose_name="candidatura"
    )
    audience = models.CharField("a quién", max_length=16, choices=Role, default=Role.HELP_DESK)
    channel = models.CharField("medio", max_length=10, choices=Channel)
    question = models.CharField("pregunta", max_length=40, blank=True)
    topic = models.CharField("asunto", max_length=160)
    text = models.TextField("qué se pidió", blank=True, max_length=2000)
    asked_at = models.DateTimeField("recibida", default=timezone.now)
    asked_by = models.CharField("cuenta", max_length=40, blank=True)
    reply = models.TextField("qué se respondió", blank=True, max_length=4000)
    answered_at = models.DateTimeField("respondida", null=True, blank=True)
    answered_by = models.CharField("quién respondió", max_length=40, blank=True)

    class Meta:
        verbose_name = "atención"
        verbose_name_plural = "atenciones"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(reply=""),
                name="help_answered_with_reply",
                violation_error_message="Escriba qué se respondió.",
            )
        ]

    def __str__(self) -> str:
        return self.topic
