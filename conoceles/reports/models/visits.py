"""How many visits each kind of page of an election had on a day: counted, and nobody's."""

from typing import ClassVar

from django.db import models

from conoceles.elections.models import Election


class DayVisitsQuerySet(models.QuerySet["DayVisits"]):
    def of_election(self, election: Election) -> "DayVisitsQuerySet":
        return self.filter(election=election)


class DayVisits(models.Model):
    """The visits of one kind of page on one day, as the logs had them when it was over."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="visits", verbose_name="elección")
    day = models.DateField("día")
    kind = models.CharField("clase de página", max_length=40)
    visits = models.PositiveIntegerField("visitas")

    objects: ClassVar = DayVisitsQuerySet.as_manager()

    class Meta:
        verbose_name = "visitas de un día"
        verbose_name_plural = "visitas por día"
        ordering = ["-day", "kind"]
        constraints = [models.UniqueConstraint(fields=["election", "day", "kind"], name="visits_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.kind}, {self.visits}"
