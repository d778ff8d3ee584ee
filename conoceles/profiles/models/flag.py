"""What the machine noticed in an answer, and the fingerprints by which near-copies are found."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from conoceles.elections.models import Candidacy, Election
from conoceles.profiles.models.profile import Profile, Submission


class FlagKind(models.TextChoices):
    PHONE = "phone", "Un teléfono"
    EMAIL = "email", "Un correo"
    ADDRESS = "address", "Un domicilio"
    CURP = "curp", "Una CURP"
    RFC = "rfc", "Un RFC"
    VOTER_KEY = "voter_key", "Una clave de elector"
    COPY = "copy", "Se parece a otra candidatura"
    CAPITALS = "capitals", "Todo en mayúsculas"
    LINK = "link", "Un enlace"
    SLOGAN = "slogan", "Parece un lema"
    FILLER = "filler", "De relleno"
    SHORT = "short", "Por debajo del mínimo"
    PERSON = "person", "Nombra a otra candidatura"
    PARTY = "party", "Nombra a otro partido"


class FlagQuerySet(models.QuerySet["Flag"]):
    def standing(self) -> "FlagQuerySet":
        return self.filter(dismissed_at__isnull=True)


class Flag(models.Model):
    """What the machine noticed in an answer, with the place; a person decides. A dismissal outlives a new submission of
    the same words."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="flags", verbose_name="perfil")
    question = models.CharField("pregunta", max_length=40)
    kind = models.CharField("aviso", max_length=10, choices=FlagKind)
    # Characters of the answer's text, from the first to one after the last.
    start = models.PositiveIntegerField("desde")
    end = models.PositiveIntegerField("hasta")
    # A hash of what was noticed, by which the same flag is known again.
    mark = models.CharField(max_length=16)
    # Of a near-copy: whose text, of which question, and how much of ours is in it, in percent.
    other = models.ForeignKey(Candidacy, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    other_question = models.CharField(max_length=40, blank=True)
    percent = models.PositiveSmallIntegerField("parecido", default=0)
    dismissed_at = models.DateTimeField("descartado", null=True, blank=True)
    dismissed_by = models.CharField("quién lo descartó", max_length=40, blank=True)

    objects: ClassVar = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = "aviso"
        verbose_name_plural = "avisos de la máquina"
        ordering = ["question", "start", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="flag_place_in_order"),
            models.UniqueConstraint(fields=["profile", "question", "kind", "mark"], name="flag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_kind_display()}"


class Print(models.Model):
    """The fingerprint of a long answer that was submitted: a few hashes of its runs of words, by which near-copies are
    found."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="prints")
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=40)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "huella de un texto"
        verbose_name_plural = "huellas de textos"
        constraints = [models.UniqueConstraint(fields=["profile", "question"], name="print_once")]

    def __str__(self) -> str:
        return self.question


class PrintHash(models.Model):
    """One hash of a fingerprint."""

    print = models.ForeignKey(Print, on_delete=models.CASCADE, related_name="hashes")
    value = models.BigIntegerField()

    class Meta:
        verbose_name = "parte de una huella"
        verbose_name_plural = "partes de huellas"
        indexes = [models.Index(fields=["value", "print"], name="print_hash_value")]

    def __str__(self) -> str:
        return str(self.value)
