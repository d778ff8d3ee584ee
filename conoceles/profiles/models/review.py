"""The place of a questionnaire in the queue of those who review it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from conoceles.elections.models import Election
from conoceles.profiles.models.profile import Profile


class ReviewQuerySet(models.QuerySet["Review"]):
    def waiting(self) -> "ReviewQuerySet":
        return self.filter(waiting_since__isnull=False)

    def free_for(self, by: str, at: datetime) -> "ReviewQuerySet":
        """Those that nobody else has claimed at a moment."""
        return self.filter(Q(claimed_by="") | Q(claimed_by=by) | Q(claimed_until__lte=at))


class Review(models.Model):
    """The place of a profile's curricular or identity questionnaire in its queue, from its first submission on."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="reviews", verbose_name="perfil")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="reviews", verbose_name="elección")
    confidential = models.BooleanField("de identidad", default=False)
    # When the oldest of what waits was submitted; written by the workflow with the states that it sums up.
    waiting_since = models.DateTimeField("espera desde", null=True, blank=True)
    rounds = models.PositiveSmallIntegerField("veces observado", default=0)
    # Whoever decided last: what was corrected comes back to the same person first.
    reviewer = models.CharField("quién lo revisó", max_length=40, blank=True)
    claimed_by = models.CharField("quién lo tiene", max_length=40, blank=True)
    claimed_until = models.DateTimeField("hasta", null=True, blank=True)
    # Submissions that were shown and had nothing to observe, to be approved with others in one act.
    aside = models.JSONField("apartado", default=list, blank=True)
    # Kinds of the flags that nobody has dismissed.
    flags = models.JSONField("avisos", default=list, blank=True)

    objects: ClassVar = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "revisión"
        verbose_name_plural = "revisiones"
        constraints = [
            models.UniqueConstraint(fields=["profile", "confidential"], name="review_once"),
            models.CheckConstraint(
                condition=Q(claimed_by="", claimed_until__isnull=True)
                | (~Q(claimed_by="") & Q(claimed_until__isnull=False)),
                name="review_claim_ends",
            ),
        ]
        indexes = [
            models.Index(
                fields=["election", "confidential", "waiting_since"],
                condition=Q(waiting_since__isnull=False),
                name="review_waiting",
            ),
            models.Index(fields=["claimed_by", "election"], condition=~Q(claimed_by=""), name="review_claimed"),
        ]

    def __str__(self) -> str:
        return f"revisión de {self.profile_id}"

    def held_by(self, by: str, at: datetime) -> bool:
        """Return whether an account has it claimed at a moment."""
        return self.claimed_by == by and self.claimed_until is not None and at < self.claimed_until
