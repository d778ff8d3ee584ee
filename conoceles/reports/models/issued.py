"""Documents that were issued: frozen, with what they were made from; and the letterheads that institutes bring."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from conoceles.elections.models import Election, Institute


class DocumentTemplate(models.Model):
    """The institute's own Word template of its documents, with placeholders; the last one is in force."""

    institute = models.ForeignKey(
        Institute, on_delete=models.CASCADE, related_name="document_templates", verbose_name="instituto"
    )
    file = models.CharField(max_length=80)
    at = models.DateTimeField("subida", default=timezone.now)
    by = models.CharField("quién la subió", max_length=40, blank=True)

    class Meta:
        verbose_name = "plantilla de documentos"
        verbose_name_plural = "plantillas de documentos"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"plantilla del {self.at:%d/%m/%Y}"


class IssuedQuerySet(models.QuerySet["Issued"]):
    def of_election(self, election: Election) -> "IssuedQuerySet":
        return self.filter(election=election)

    def standing(self) -> "IssuedQuerySet":
        """Those that no later version replaces."""
        return self.filter(replaced_by__isnull=True)


class Issued(models.Model):
    """A document as it left: its content, its files, the edition of the ledger that it counts, and its hash.

    None is changed: a correction is another, which replaces it.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="issued", verbose_name="elección")
    kind = models.CharField("documento", max_length=20)
    title = models.CharField("título", max_length=250)
    starts = models.DateField("desde", null=True, blank=True)
    ends = models.DateField("hasta", null=True, blank=True)
    version = models.PositiveSmallIntegerField("versión", default=1)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="corrige a"
    )
    why = models.CharField("qué se corrigió", max_length=300, blank=True)
    # The number of the last edition that its public figures count; 0 before anything was published.
    edition = models.PositiveBigIntegerField("edición del registro público")
    content = models.JSONField(default=dict)
    # SHA-256 of the content as canonical JSON, which every page of it carries.
    hash = models.CharField(max_length=64)
    docx = models.CharField(max_length=80, blank=True)
    pdf = models.CharField(max_length=80, blank=True)
    xlsx = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField("emitido", default=timezone.now)
    by = models.CharField("quién lo emitió", max_length=40, blank=True)

    objects: ClassVar = IssuedQuerySet.as_manager()

    class Meta:
        verbose_name = "documento emitido"
        verbose_name_plural = "documentos emitidos"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.title}, versión {self.version}"
