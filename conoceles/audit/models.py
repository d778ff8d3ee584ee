"""The register of acts: who did what to which thing, and when. Rows are only added, by `acts.record()`."""

from typing import ClassVar

from django.db import models


class RecordQuerySet(models.QuerySet["Record"]):
    def of_election(self, slug: str) -> "RecordQuerySet":
        return self.filter(election=slug)


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
