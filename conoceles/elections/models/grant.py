"""Who has which role, over an election, a party or a candidacy; and who may capture past the closing."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.elections.models.candidacy import Candidacy
from conoceles.elections.models.contest import Party
from conoceles.elections.models.election import Election


class Role(models.TextChoices):
    COORDINATION = "coordination", "coordinación"
    REVIEWER = "reviewer", "revisión"
    EQUALITY = "equality", "paridad e inclusión"
    REGISTER = "register", "prerrogativas"
    LIAISON = "liaison", "vinculación"
    COMMUNICATION = "communication", "comunicación social"
    SYSTEMS = "systems", "sistemas"
    COMMISSION = "commission", "comisión"
    HELP_DESK = "help_desk", "mesa de ayuda"
    PARTY = "party", "partido"
    CANDIDATE = "candidate", "candidatura"


# In a fixed order: a migration is compared with it.
OUTSIDE = ("candidate", "party")


class GrantQuerySet(models.QuerySet["Grant"]):
    def open(self) -> "GrantQuerySet":
        """Those that open something today: not ended, and whose last day has not passed."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()), ended_at__isnull=True)

    def staff(self) -> "GrantQuerySet":
        return self.exclude(role__in=OUTSIDE)

    def in_force_in(self, election: Election) -> "GrantQuerySet":
        """Those that are good for an election: its own, and those of the whole installation."""
        return self.filter(Q(election=election) | Q(election__isnull=True))

    def everywhere(self) -> "GrantQuerySet":
        """Those of the whole installation."""
        return self.filter(election__isnull=True)


class Grant(models.Model):
    """A role of an account. One without election is good for all elections of the installation."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants", verbose_name="cuenta"
    )
    role = models.CharField("función", max_length=16, choices=Role)
    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="elección"
    )
    party = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name="partido o coalición",
    )
    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="candidatura"
    )
    since = models.DateTimeField("desde", default=timezone.now)
    # Its last day; none for as long as nobody ends it.
    until = models.DateField("hasta", null=True, blank=True)
    ended_at = models.DateTimeField("terminó", null=True, blank=True)

    objects: ClassVar = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "permiso"
        verbose_name_plural = "permisos"
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role="candidate", candidacy__isnull=False, party__isnull=True, election__isnull=False)
                | Q(role="party", candidacy__isnull=True, party__isnull=False, election__isnull=False)
                | (~Q(role__in=OUTSIDE) & Q(candidacy__isnull=True, party__isnull=True)),
                name="grant_scope_fits_role",
                violation_error_message=(
                    "Una candidatura necesita su candidatura; un partido, su partido; el personal, ninguno."
                ),
            ),
            models.UniqueConstraint(
                fields=["candidacy"],
                condition=Q(role="candidate", ended_at__isnull=True),
                name="grant_candidacy_once",
                violation_error_message="Esa candidatura ya tiene una cuenta abierta.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "election"],
                condition=Q(ended_at__isnull=True, election__isnull=False, party__isnull=True, candidacy__isnull=True),
                name="grant_staff_once",
                violation_error_message="Esa cuenta ya tiene esa función en la elección.",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ended_at__isnull=True, election__isnull=True),
                name="grant_everywhere_once",
                violation_error_message="Esa cuenta ya tiene esa función en toda la instalación.",
            ),
            models.UniqueConstraint(
                fields=["user", "party"],
                condition=Q(ended_at__isnull=True, party__isnull=False),
                name="grant_party_once",
                violation_error_message="Esa cuenta ya opera ese partido.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def good_for(self, candidacy: Candidacy, at: datetime) -> "ExtensionQuerySet":
        """Extensions that let a candidacy capture at a moment: its own, its party's, or everybody's."""
        mine = Q(candidacy=candidacy) | Q(candidacy__isnull=True, party=candidacy.ticket.party_id)
        everybody = Q(candidacy__isnull=True, party__isnull=True)
        return self.filter(mine | everybody, election=candidacy.election_id, until__gt=at)


class Seen(models.Model):
    """Until when somebody has seen what changed in an election: pressed by whoever looked, never by looking."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="cuenta"
    )
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+", verbose_name="elección")
    # The key of the party whose screen it was; '' for the whole election's.
    scope = models.CharField(max_length=16, blank=True, editable=False)
    at = models.DateTimeField("visto hasta", default=timezone.now)

    class Meta:
        verbose_name = "lo visto"
        verbose_name_plural = "lo visto"
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["user", "election", "scope"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.at:%d/%m/%Y}"


class Extension(models.Model):
    """More time to capture than the calendar gives, for a reason that stays written."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="extensions", verbose_name="elección")
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, verbose_name="solo para el partido o coalición"
    )
    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, null=True, blank=True, verbose_name="solo para la candidatura"
    )
    until = models.DateTimeField("hasta")
    reason = models.CharField("motivo", max_length=250)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="quién la dio")
    given_at = models.DateTimeField("dada", default=timezone.now)

    objects: ClassVar = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = "prórroga"
        verbose_name_plural = "prórrogas"
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=True) | Q(candidacy__isnull=True),
                name="extension_for_one",
                violation_error_message="La prórroga es para un partido, para una candidatura o para todas.",
            )
        ]

    def __str__(self) -> str:
        return f"hasta el {timezone.localtime(self.until):%d/%m/%Y a las %H:%M}"
