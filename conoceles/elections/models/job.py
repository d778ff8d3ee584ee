"""Acts on many: what was asked, how far it has come, what did not go and why, and the papers that it made."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.elections.models.election import Election

# How long the papers of a job can be taken again: some carry codes that are nowhere else.
PAPERS_KEPT = timedelta(days=1)


class JobQuerySet(models.QuerySet["Job"]):
    def running(self) -> "JobQuerySet":
        return self.filter(ended_at__isnull=True)


class Job(models.Model):
    """One act on many, done step by step: whoever asked may leave, and what is left is taken up again."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="jobs", verbose_name="elección")
    # A name of `jobs.KINDS`; '' for a result that is only kept.
    kind = models.CharField("qué acto", max_length=24, blank=True)
    title = models.CharField("título", max_length=160)
    values = models.JSONField("datos", default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="quién lo pidió"
    )
    # The page from which it was asked: what it sends twice is one job.
    press = models.CharField("pulsación", max_length=32)
    # What is still to be done, as its kind names each.
    left = models.JSONField("falta", default=list)
    total = models.PositiveIntegerField("de cuántos")
    done = models.PositiveIntegerField("hechos", default=0)
    # [[who, why]] of what did not go.
    failed = models.JSONField("lo que no", default=list)
    # [[name of the file, sealed private blob]].
    papers = models.JSONField("papeles", default=list)
    # [[words, address]]: where what it made is.
    links = models.JSONField("enlaces", default=list)
    said = models.CharField("resultado", max_length=400, blank=True)
    tries = models.PositiveSmallIntegerField("intentos del paso", default=0)
    at = models.DateTimeField("pedido", default=timezone.now)
    beat_at = models.DateTimeField("último paso", default=timezone.now)
    ended_at = models.DateTimeField("terminado", null=True, blank=True)

    objects: ClassVar = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "trabajo en conjunto"
        verbose_name_plural = "trabajos en conjunto"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["by", "press"], name="job_once_a_press")]
        indexes = [models.Index(fields=["beat_at"], condition=Q(ended_at__isnull=True), name="job_running")]

    def __str__(self) -> str:
        return self.title
