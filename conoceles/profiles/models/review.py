"""The institute's side of a profile: its place in the queue, what the machine noticed, what was observed, what is asked back."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from conoceles.elections.models import Candidacy, Election, Role
from conoceles.profiles.models.profile import Profile, ProfileSection, Submission


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


class Ground(models.TextChoices):
    COPY = "copy", "Copia de otra candidatura"
    OFFENSIVE = "offensive", "Ofensivo o discriminatorio"
    SEXIST = "sexist", "Sexista"
    ANOTHER = "another", "Información o imagen de otra candidatura"
    ALLUSION = "allusion", "Alude a otra candidatura o partido"
    RESTRICTED = "restricted", "Restringido por la ley"
    SLOGAN = "slogan", "Lema o imagen de campaña"
    PERSONAL = "personal", "Datos personales de terceros"
    OWN_DATA = "own_data", "Datos personales que no deben publicarse"
    NO_ANSWER = "no_answer", "No responde la pregunta"
    OTHER = "other", "Otro motivo"


# What was published under one of these is deleted from every edition that carried it.
PERSONAL_GROUNDS = {Ground.PERSONAL.value, Ground.OWN_DATA.value}


class ObservationQuerySet(models.QuerySet["Observation"]):
    def open(self) -> "ObservationQuerySet":
        return self.filter(answered_at__isnull=True)


class Observation(models.Model):
    """What must be corrected in one question of a submission, why, and until when."""

    section = models.ForeignKey(
        ProfileSection, on_delete=models.PROTECT, related_name="observations", verbose_name="sección"
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="observations", verbose_name="entrega"
    )
    question = models.CharField("pregunta", max_length=40)
    ground = models.CharField("motivo", max_length=12, choices=Ground)
    comment = models.TextField("comentario para la candidatura", max_length=2000)
    term = models.DateTimeField("plazo")
    at = models.DateTimeField("hecha", default=timezone.now)
    by = models.CharField("quién la hizo", max_length=40)
    # When the section was submitted again.
    answered_at = models.DateTimeField("atendida", null=True, blank=True)

    objects: ClassVar = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = "observación"
        verbose_name_plural = "observaciones"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "question"],
                condition=Q(answered_at__isnull=True),
                name="observation_once",
                violation_error_message="Esa respuesta ya está observada.",
            ),
            models.CheckConstraint(
                condition=~Q(comment=""),
                name="observation_explained",
                violation_error_message="Escriba qué hay que corregir.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_ground_display()}"


class ReplyTemplate(models.Model):
    """A comment that reviewers write often."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="replies", verbose_name="elección")
    ground = models.CharField("motivo", max_length=12, choices=Ground)
    text = models.TextField("texto", max_length=2000)

    class Meta:
        verbose_name = "plantilla de observación"
        verbose_name_plural = "plantillas de observación"
        ordering = ["ground", "id"]

    def __str__(self) -> str:
        return f"{self.get_ground_display()}: {self.text[:60]}"


class Reopening(models.Model):
    """A candidacy asks to correct what it already submitted; the institute answers once."""

    section = models.ForeignKey(
        ProfileSection, on_delete=models.CASCADE, related_name="reopenings", verbose_name="sección"
    )
    reason = models.CharField("motivo", max_length=500)
    asked_at = models.DateTimeField("pedida", default=timezone.now)
    asked_by = models.CharField("cuenta", max_length=40)
    granted = models.BooleanField("concedida", null=True, blank=True)
    reply = models.CharField("respuesta", max_length=500, blank=True)
    answered_at = models.DateTimeField("respondida", null=True, blank=True)
    answered_by = models.CharField("quién respondió", max_length=40, blank=True)

    class Meta:
        verbose_name = "petición de reabrir"
        verbose_name_plural = "peticiones de reabrir"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["section"],
                condition=Q(answered_at__isnull=True),
                name="reopening_one_open",
                violation_error_message="Ya pidió reabrir esta sección: espere la respuesta.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, granted__isnull=True)
                | Q(answered_at__isnull=False, granted__isnull=False),
                name="reopening_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:60]


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
    """What the machine noticed in an answer, with the place; a person decides. A dismissal outlives a new submission of the same words."""

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
    """The fingerprint of a long answer that was submitted: a few hashes of its runs of words, by which near-copies are found."""

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


class RubricMark(models.Model):
    """One mark of the qualitative method; a change is another row, and the last one counts."""

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="marks", verbose_name="perfil")
    variable = models.CharField("variable", max_length=40)
    met = models.BooleanField("se cumple")
    at = models.DateTimeField("momento", default=timezone.now)
    by = models.CharField("quién evaluó", max_length=40)
    role = models.CharField("como", max_length=16, choices=Role)

    class Meta:
        verbose_name = "evaluación cualitativa"
        verbose_name_plural = "evaluaciones cualitativas"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.variable}: {'sí' if self.met else 'no'}"


class IdentityCut(models.Model):
    """The aggregates of the identity questionnaire on a day, frozen: what leaves of it."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+", verbose_name="elección")
    at = models.DateTimeField("momento")
    by = models.CharField("quién lo hizo", max_length=40, blank=True)
    people = models.PositiveIntegerField("personas", null=True, blank=True)
    tables = models.JSONField("tablas", default=list)
    # Whose answers are in it, by which the next cut is compared; never shown.
    members = models.JSONField(default=list)

    class Meta:
        verbose_name = "corte de la estadística de identidad"
        verbose_name_plural = "cortes de la estadística de identidad"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"corte del {self.at:%d/%m/%Y}"
