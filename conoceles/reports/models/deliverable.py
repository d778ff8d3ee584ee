"""What the institute owes the INE: when it is done, when it is sent, with which letter, and with which acknowledgement.

Source: Annex 24.2 of the Reglamento de Elecciones (INE/CG616/2022) and the calendar of Coahuila, 2023-24.
"""

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When

from conoceles.elections.models import Election, Institute, Unit
from conoceles.reports.models.correspondence import Correspondence

# No calendar of an election is longer.
YEARS = [MinValueValidator(-60), MaxValueValidator(60)]
DAYS = [MinValueValidator(-400), MaxValueValidator(400)]


# The day of what comes next: of doing it, or once it is done of sending it.
DUE_ON = Case(When(done_on__isnull=True, then="do_by"), default="send_until")


def late(day: date) -> Q:
    """Those whose act or whose sending should have been before a day."""
    return Q(done_on__isnull=True, do_by__lt=day) | Q(send_until__lt=day)


def soon(day: date, until: date) -> Q:
    """Those whose act or, once it is done, whose sending is due from a day to another, both in it."""
    acts = Q(done_on__isnull=True, do_by__range=(day, until))
    return acts | Q(done_on__isnull=False, send_until__range=(day, until))


class DeliverableQuerySet(models.QuerySet["Deliverable"]):
    def of_election(self, election: Election) -> "DeliverableQuerySet":
        return self.filter(election=election)

    def unsent(self) -> "DeliverableQuerySet":
        return self.filter(sent_on__isnull=True, not_needed="")

    def overdue(self, day: date) -> "DeliverableQuerySet":
        """Those whose act or whose sending should have been by now."""
        return self.unsent().filter(late(day))

    def upcoming(self, day: date, until: date) -> "DeliverableQuerySet":
        """Those that are due from a day to another, both in it, and are not late."""
        return self.unsent().filter(soon(day, until))


class DeliverableRule(models.Model):
    """One line of the institute's template of a calendar: what is owed, and when, counted from a day of the election.

    A monthly one makes a row for each month from `months` to `last_months`, on a day of the month after it.
    """

    class Anchor(models.TextChoices):
        ELECTION_DAY = "election_day", "el día de la elección"
        PUBLICATION = "publication", "el inicio de la publicación"
        CAMPAIGNS_END = "campaigns_end", "el fin de las campañas"

    institute = models.ForeignKey(
        Institute, on_delete=models.CASCADE, related_name="deliverable_rules", verbose_name="instituto"
    )
    key = models.SlugField("clave", max_length=30, help_text="Minúsculas y guiones, como plan-de-trabajo.")
    title = models.CharField("qué se entrega", max_length=160)
    anchor = models.CharField("se cuenta desde", max_length=14, choices=Anchor, default=Anchor.ELECTION_DAY)
    months = models.SmallIntegerField(
        "meses", default=0, validators=YEARS, help_text="Antes, con signo menos: -9 es nueve meses antes."
    )
    days = models.SmallIntegerField(
        "días", default=0, validators=DAYS, help_text="Además de los meses; antes, con signo menos."
    )
    last_months = models.SmallIntegerField(
        "hasta el mes",
        null=True,
        blank=True,
        validators=YEARS,
        help_text="Si es mensual: el último mes que se informa.",
    )
    month_day = models.PositiveSmallIntegerField(
        "día del mes siguiente", null=True, blank=True, help_text="Si es mensual: el día en que se hace el informe."
    )
    term_days = models.PositiveSmallIntegerField("días para remitirlo", default=5, validators=[MaxValueValidator(400)])
    unit = models.ForeignKey(
        Unit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="área responsable"
    )
    order = models.PositiveSmallIntegerField("orden", default=0)

    class Meta:
        verbose_name = "entregable de la plantilla"
        verbose_name_plural = "entregables de la plantilla"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "key"],
                name="deliverable_rule_once",
                violation_error_message="Ya hay un entregable con esa clave.",
            ),
            models.CheckConstraint(
                condition=Q(last_months__isnull=True, month_day__isnull=True)
                | Q(last_months__gte=F("months"), month_day__range=(1, 28)),
                name="deliverable_rule_monthly",
                violation_error_message=(
                    "Uno mensual lleva el último mes, no antes del primero, y un día del mes siguiente, del 1 al 28."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Deliverable(models.Model):
    """One thing that is owed. `cause` says what made it: a line of the calendar, or the act that must be told."""

    class State(models.TextChoices):
        PENDING = "pending", "por hacer"
        DONE = "done", "hecho, por remitir"
        SENT = "sent", "remitido, sin acuse"
        ACKNOWLEDGED = "acknowledged", "con acuse"
        NOT_NEEDED = "not_needed", "no aplica"

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, related_name="deliverables", verbose_name="elección"
    )
    kind = models.CharField("clase", max_length=30, editable=False)
    cause = models.CharField("lo que la causó", max_length=80, editable=False)
    title = models.CharField("qué se entrega", max_length=250)
    do_by = models.DateField("hacerlo a más tardar")
    send_by = models.DateField("remitirlo a más tardar, según el calendario")
    # As it stands now: once it is done the days to send it count from then.
    send_until = models.DateField("remitirlo a más tardar", editable=False)
    term_days = models.PositiveSmallIntegerField("días para remitirlo", default=5, validators=[MaxValueValidator(400)])
    unit = models.ForeignKey(
        Unit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="área responsable"
    )
    done_on = models.DateField("hecho el", null=True, blank=True)
    sent_on = models.DateField("remitido el", null=True, blank=True)
    letter = models.ForeignKey(
        Correspondence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliverables",
        verbose_name="oficio con que se remitió",
    )
    acknowledged_on = models.DateField("acuse recibido el", null=True, blank=True)
    not_needed = models.CharField("por qué no aplica", max_length=200, blank=True)
    note = models.CharField("nota", max_length=500, blank=True)
    file = models.CharField(max_length=80, blank=True, editable=False)
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    # Corrected on screen: the calendar leaves it as it is.
    by_hand = models.BooleanField(default=False, editable=False)

    objects: ClassVar = DeliverableQuerySet.as_manager()

    class Meta:
        verbose_name = "entregable"
        verbose_name_plural = "entregables"
        ordering = ["do_by", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "cause"],
                name="deliverable_once",
                violation_error_message="Ese entregable ya está en el calendario.",
            ),
            models.CheckConstraint(
                condition=Q(send_by__gte=F("do_by")),
                name="deliverable_sent_after_done_by",
                violation_error_message="La remisión no puede vencer antes que el acto.",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | Q(done_on__isnull=False, sent_on__gte=F("done_on")),
                name="deliverable_done_before_sent",
                violation_error_message="Para remitirlo debe estar hecho, y no después de la remisión.",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | Q(letter__isnull=False),
                name="deliverable_sent_by_letter",
                violation_error_message="Diga con qué oficio se remitió.",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True) | Q(sent_on__isnull=False, acknowledged_on__gte=F("sent_on")),
                name="deliverable_sent_before_acknowledged",
                violation_error_message="El acuse no puede ser anterior a la remisión.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> "Deliverable.State":
        if self.not_needed:
            return self.State.NOT_NEEDED
        if self.acknowledged_on:
            return self.State.ACKNOWLEDGED
        if self.sent_on:
            return self.State.SENT
        return self.State.DONE if self.done_on else self.State.PENDING

    @property
    def due_on(self) -> date:
        """Return the day of what comes next: of doing it, or once it is done of sending it."""
        return self.send_until if self.done_on else self.do_by

    def is_late(self, day: date) -> bool:
        """Return whether what comes next should have been before a day; False once it was sent."""
        return self.state in (self.State.PENDING, self.State.DONE) and (self.due_on < day or self.send_until < day)
