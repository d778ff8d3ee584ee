"""What a candidacy says: one profile, one answer for each question it answered."""

from django.db import models

from conoceles.elections.models import Candidacy


class Profile(models.Model):
    candidacy = models.OneToOneField(
        Candidacy, on_delete=models.PROTECT, related_name="profile", verbose_name="candidatura"
    )
    questionnaire = models.CharField("cuestionario y versión", max_length=60)
    source = models.CharField("origen", max_length=200, blank=True)
    # {width in pixels: name of the blob}
    photo = models.JSONField("fotografía", default=dict, blank=True)

    class Meta:
        verbose_name = "perfil"
        verbose_name_plural = "perfiles"

    def __str__(self) -> str:
        return str(self.candidacy)


class Answer(models.Model):
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="answers", verbose_name="perfil")
    question = models.CharField("pregunta", max_length=40)
    value = models.TextField("respuesta, como se recibió")
    # SHA-256 of what the last list said: a later list changes only what it says differently.
    listed = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "respuesta"
        verbose_name_plural = "respuestas"
        constraints = [models.UniqueConstraint(fields=["profile", "question"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.question}: {len(self.value)} caracteres"
