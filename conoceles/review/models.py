"""What reviewers keep: comments that they write often, and marks of the qualitative method."""

from django.db import models
from django.utils import timezone

from conoceles.elections.models import Election, Role
from conoceles.profiles.models import Ground, Profile, Review


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


class Draft(models.Model):
    """What somebody is writing about a review, until it is decided."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="drafts", verbose_name="revisión")
    by = models.CharField("quién escribe", max_length=40)
    # {field of the form: what it says}
    fields = models.JSONField("lo escrito", default=dict)
    at = models.DateTimeField("momento", default=timezone.now)

    class Meta:
        verbose_name = "borrador de revisión"
        verbose_name_plural = "borradores de revisión"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "by"], name="draft_of_each_once")]

    def __str__(self) -> str:
        return f"{self.by}: {len(self.fields)}"


class Parked(models.Model):
    """A decision that is not done yet, so that it can be undone for some seconds."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="parked", verbose_name="revisión")
    by = models.CharField("quién decide", max_length=40)
    role = models.CharField("como", max_length=16, choices=Role)
    # {section: submission that was read}
    seen = models.JSONField("lo que leyó")
    # [[question, ground, comment]]
    notes = models.JSONField("observaciones", default=list)
    # {field of the form: what it says}, to give it back.
    fields = models.JSONField("lo escrito", default=dict)
    # Why it could not be done, until whoever decided it opens it again.
    refused = models.CharField("por qué no se hizo", max_length=400, blank=True)
    until = models.DateTimeField("plazo para corregir")
    due_at = models.DateTimeField("se hace", db_index=True)

    class Meta:
        verbose_name = "decisión por hacer"
        verbose_name_plural = "decisiones por hacer"
        ordering = ["due_at", "id"]

    def __str__(self) -> str:
        return f"{self.by}: {self.review_id}"

    def said(self, name: str) -> str:
        """Return what was decided about a candidacy, in words."""
        return f"Observado: {name}. Se le avisó." if self.notes else f"Validado: {name}."

    @property
    def left(self) -> int:
        """Return how many milliseconds are left to undo it."""
        return max(0, int((self.due_at - timezone.now()).total_seconds() * 1000))

    @property
    def in_words(self) -> str:
        return self.said(self.review.profile.candidacy.person.name).removesuffix(" Se le avisó.")


class Method(models.Model):
    """The qualitative method that an election's institute approved, in place of the one that is shipped."""

    election = models.OneToOneField(Election, on_delete=models.CASCADE, related_name="method", verbose_name="elección")
    # As the file of a method says it: title, sections with their variables.
    document = models.JSONField("método")
    at = models.DateTimeField("guardado", default=timezone.now)
    by = models.CharField("quién", max_length=40)

    class Meta:
        verbose_name = "método cualitativo"
        verbose_name_plural = "métodos cualitativos"

    def __str__(self) -> str:
        return f"Método de {self.election}"


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
