"""Acts that one person prepared and another one releases."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.elections.models.candidacy import Candidacy
from conoceles.elections.models.contest import Party
from conoceles.elections.models.election import Election

# How long somebody else has to answer, before coordination may release alone with a reason.
ALONE_AFTER = timedelta(minutes=30)


class PreparedQuerySet(models.QuerySet["Prepared"]):
    def waiting(self) -> "PreparedQuerySet":
        return self.filter(ended_at__isnull=True)

    def of_election(self, election: Election) -> "PreparedQuerySet":
        """Those of an election, and those of the whole installation."""
        return self.filter(Q(election=election) | Q(election__isnull=True))


class Prepared(models.Model):
    """One act that waits for a second person, was released by her, or was given up."""

    class Outcome(models.TextChoices):
        RELEASED = "released", "liberado"
        ALONE = "alone", "liberado por una sola persona"
        GIVEN_UP = "given_up", "desechado"

    election = models.ForeignKey(
        Election, on_delete=models.CASCADE, related_name="prepared", verbose_name="elección", null=True, blank=True
    )
    # A name of `two_people.ACTS`, and what that act needs to be done: plain values, no key to a row that may go.
    act = models.CharField("acto", max_length=24)
    values = models.JSONField("datos", default=dict)
    # Whom it is about: they are told.
    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.CASCADE, null=True, blank=True, verbose_name="candidatura"
    )
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, verbose_name="partido")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="cuenta",
    )
    # What it would do, as it was said when it was prepared.
    said = models.TextField("qué hace", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="quién lo preparó"
    )
    at = models.DateTimeField("preparado", default=timezone.now)
    outcome = models.CharField("resultado", max_length=8, choices=Outcome, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="quién lo terminó",
    )
    ended_at = models.DateTimeField("terminado", null=True, blank=True)
    # Why one person alone released it.
    reason = models.CharField("motivo", max_length=300, blank=True)

    objects: ClassVar = PreparedQuerySet.as_manager()

    class Meta:
        verbose_name = "acto preparado"
        verbose_name_plural = "actos preparados"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True, ended_by__isnull=True)
                | (~Q(outcome="") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="prepared_ends_once",
            ),
            models.CheckConstraint(condition=~Q(outcome="alone", reason=""), name="prepared_alone_says_why"),
        ]

    def __str__(self) -> str:
        return self.act

    @property
    def alone_from(self) -> datetime:
        """Return the moment from which coordination may release it alone."""
        return self.at + ALONE_AFTER
