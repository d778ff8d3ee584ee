"""Tables of the ledger. Rows are written by `acts.py` alone."""

from django.db import models
from django.db.models import Q


class Action(models.TextChoices):
    PUBLISH = "publish", "publicación"
    WITHDRAW = "withdraw", "retiro"
    REDACT = "redact", "supresión"


class Edition(models.Model):
    """One leaf of the log: what was published, under which commitment, and the root of the tree with it."""

    number = models.PositiveBigIntegerField("número", primary_key=True)
    election = models.CharField("elección", max_length=60, blank=True)
    kind = models.CharField("clase", max_length=20)
    key = models.CharField("clave", max_length=60)
    action = models.CharField("acto", max_length=10, choices=Action)
    commitment = models.CharField("compromiso", max_length=64)
    at = models.DateTimeField("momento")
    leaf = models.CharField("hoja", max_length=64)
    root = models.CharField("raíz", max_length=64)

    class Meta:
        db_table = "ledger_edition"
        verbose_name = "edición"
        verbose_name_plural = "ediciones"
        ordering = ["number"]
        indexes = [models.Index(fields=["election", "kind", "key", "number"], name="ledger_edition_thing")]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="ledger_edition_number_positive"),
            models.CheckConstraint(condition=Q(action__in=Action.values), name="ledger_edition_action_known"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.kind} {self.key}"


class Body(models.Model):
    """The salt and the canonical document of an edition; absent once redacted."""

    edition = models.OneToOneField(
        Edition, on_delete=models.DO_NOTHING, primary_key=True, related_name="body", db_column="edition"
    )
    salt = models.CharField("sal", max_length=64)
    document = models.TextField("documento")

    class Meta:
        db_table = "ledger_body"
        verbose_name = "cuerpo"
        verbose_name_plural = "cuerpos"

    def __str__(self) -> str:
        return f"cuerpo de {self.edition_id}"


class SetAside(models.Model):
    """A body that a redaction took out of the ledger and that two people must agree to delete: sealed, and nobody's to
    read."""

    number = models.PositiveBigIntegerField("edición", primary_key=True)
    election = models.CharField("elección", max_length=60, blank=True)
    key = models.CharField("clave", max_length=60)
    content = models.TextField("contenido sellado")

    class Meta:
        db_table = "ledger_set_aside"
        verbose_name = "cuerpo apartado"
        verbose_name_plural = "cuerpos apartados"
        indexes = [models.Index(fields=["election", "key"], name="ledger_set_aside_of")]

    def __str__(self) -> str:
        return f"apartado {self.number}"


class Head(models.Model):
    """The size and right edge of the tree: one row, locked while an edition is appended."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.PositiveBigIntegerField("tamaño", default=0)
    edge = models.JSONField("borde", default=list)

    class Meta:
        db_table = "ledger_head"
        verbose_name = "cabeza"
        verbose_name_plural = "cabezas"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="ledger_head_single")]

    def __str__(self) -> str:
        return f"{self.size} ediciones"
