"""The register of acts: who did what to which thing, and when. Rows are only added, by `acts.record()`."""

from typing import ClassVar

from django.db import models


class RecordQuerySet(models.QuerySet["Record"]):
    def of_election(self, slug: str) -> "RecordQuerySet":
        return self.filter(election=slug)


class Seal(models.Model):
    """A hash over acts that were written since the seal before it, and over that seal: none changes unnoticed."""

    number = models.PositiveBigIntegerField("número", primary_key=True)
    at = models.DateTimeField("momento", auto_now_add=True)
    # [first, last] of each run of acts that it covers.
    runs = models.JSONField("actos", default=list)
    # [first, last, the seal that found it] of what may still be written below them: transactions end in another order
    # than they begin.
    holes = models.JSONField("huecos", default=list)
    # The highest act that any seal so far covers.
    upto = models.PositiveBigIntegerField("hasta")
    count = models.PositiveIntegerField("cuántos")
    hash = models.CharField("hash", max_length=64)

    class Meta:
        db_table = "audit_seal"
        verbose_name = "sello"
        verbose_name_plural = "sellos"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"sello {self.number}"


class Record(models.Model):
    """One act. Values are plain: no key points to a row that may go, and no name of a person is kept."""

    at = models.DateTimeField("momento", auto_now_add=True)
    # The account's opaque user name; '' for the system itself.
    by = models.CharField("cuenta", max_length=40, blank=True)
    role = models.CharField("como", max_length=16, blank=True)
    act = models.CharField("acto", max_length=40)
    election = models.CharField("elección", max_length=60, blank=True)
    thing = models.CharField("cosa", max_length=80, blank=True)
    detail = models.JSONField("detalle", default=dict)

    objects: ClassVar = RecordQuerySet.as_manager()

    class Meta:
        db_table = "audit_record"
        verbose_name = "acto"
        verbose_name_plural = "actos"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["election", "-id"], name="audit_by_election"),
            models.Index(fields=["thing", "-id"], name="audit_by_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by or 'sistema'} {self.act} {self.thing}"
