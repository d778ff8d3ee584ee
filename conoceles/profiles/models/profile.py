"""What a candidacy says: its answers with their history, and the state of each section."""

import json
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from conoceles.elections.models import Candidacy, Role
from conoceles.lib.sealing import seal, unseal


class Profile(models.Model):
    candidacy = models.OneToOneField(
        Candidacy, on_delete=models.PROTECT, related_name="profile", verbose_name="candidatura"
    )
    questionnaire = models.CharField("cuestionario y versión", max_length=60)
    source = models.CharField("origen", max_length=200, blank=True)
    # Sections of which what a list answered was taken off the site: no later publication brings it back.
    list_hidden = models.JSONField("lo de la lista, fuera del sitio", default=list, blank=True)
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
    value = models.TextField("respuesta, como se recibió", blank=True)
    # SHA-256 of what the last list said: a later list changes only what it says differently.
    listed = models.CharField(max_length=64, blank=True, editable=False)
    # Whoever saves says which version was on the screen: a later one is never overwritten unseen.
    version = models.PositiveIntegerField("versión", default=1)
    at = models.DateTimeField("guardada", default=timezone.now)
    # The account's user name; '' for a list.
    by = models.CharField("quién la guardó", max_length=40, blank=True)

    class Meta:
        verbose_name = "respuesta"
        verbose_name_plural = "respuestas"
        constraints = [models.UniqueConstraint(fields=["profile", "question"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.question}: {len(self.value)} caracteres"


class Revision(models.Model):
    """What an answer said before: kept whenever another person, or the same one after a while, writes over it."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="revisions", verbose_name="respuesta")
    version = models.PositiveIntegerField("versión")
    value = models.TextField("respuesta", blank=True)
    at = models.DateTimeField("guardada")
    by = models.CharField("quién la guardó", max_length=40, blank=True)

    class Meta:
        verbose_name = "respuesta anterior"
        verbose_name_plural = "respuestas anteriores"
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["answer", "version"], name="revision_once")]

    def __str__(self) -> str:
        return f"versión {self.version}"


class IdentityAnswer(models.Model):
    """A confidential answer: sealed, in a table of its own that no export joins with the others."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="identity", verbose_name="perfil")
    question = models.CharField("pregunta", max_length=40)
    sealed = models.TextField("respuesta cifrada")
    version = models.PositiveIntegerField("versión", default=1)
    at = models.DateTimeField("guardada", default=timezone.now)
    by = models.CharField("quién la guardó", max_length=40, blank=True)

    class Meta:
        verbose_name = "respuesta de identidad"
        verbose_name_plural = "respuestas de identidad"
        constraints = [models.UniqueConstraint(fields=["profile", "question"], name="identity_answer_once")]

    def __str__(self) -> str:
        return f"{self.question}: cifrada"

    @property
    def place(self) -> str:
        """Return where the answer belongs: sealed for one place, it opens in no other."""
        return f"identity {self.profile_id} {self.question}"

    @property
    def value(self) -> str:
        return unseal(self.sealed, self.place)

    @value.setter
    def value(self, text: str) -> None:
        self.sealed = seal(text, self.place)


class State(models.TextChoices):
    EMPTY = "empty", "vacía"
    DRAFT = "draft", "en borrador"
    PARTY = "party", "por validar"
    SUBMITTED = "submitted", "entregada"
    OBSERVED = "observed", "observada"
    APPROVED = "approved", "validada"
    PUBLISHED = "published", "publicada"
    PAUSED = "paused", "en pausa"
    WITHDRAWN = "withdrawn", "retirada"


# What the institute has: its author writes no more in it.
HANDED_OVER = frozenset({State.SUBMITTED, State.APPROVED, State.PUBLISHED, State.PAUSED, State.WITHDRAWN})


class ProfileSection(models.Model):
    """A section of a questionnaire in one profile. Its state is written by `workflow.py` alone."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="sections", verbose_name="perfil")
    key = models.CharField("sección", max_length=40)
    state = models.CharField("estado", max_length=12, choices=State, default=State.EMPTY)
    confidential = models.BooleanField("de identidad", default=False)
    changed_at = models.DateTimeField("desde", default=timezone.now)
    # Its own term: until when it may be written after the capture closed, because it was observed or reopened.
    until = models.DateTimeField("puede corregirse hasta", null=True, blank=True)
    # What of it the site shows; it stays while another version is written and reviewed.
    public = models.ForeignKey(
        "Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lo publicado"
    )
    public_since = models.DateTimeField("publicada desde", null=True, blank=True)
    # Keys of the questions that still block it, as of the last save.
    missing = models.JSONField("falta", default=list)

    class Meta:
        verbose_name = "sección del perfil"
        verbose_name_plural = "secciones del perfil"
        constraints = [models.UniqueConstraint(fields=["profile", "key"], name="profile_section_once")]
        # What is approved and waits to be published.
        indexes = [models.Index(fields=["profile"], condition=Q(state="approved"), name="section_approved")]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_state_display()}"


class Step(models.Model):
    """One line of a section's history: who moved it from where to where."""

    section = models.ForeignKey(ProfileSection, on_delete=models.CASCADE, related_name="steps", verbose_name="sección")
    action = models.CharField("acto", max_length=12)
    before = models.CharField("de", max_length=12, choices=State)
    after = models.CharField("a", max_length=12, choices=State)
    at = models.DateTimeField("momento")
    by = models.CharField("cuenta", max_length=40, blank=True)
    role = models.CharField("como", max_length=16, choices=Role)
    note = models.CharField("motivo", max_length=500, blank=True)

    class Meta:
        verbose_name = "paso"
        verbose_name_plural = "pasos"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action}: {self.before} → {self.after}"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def last_of(self, sections: Iterable["ProfileSection"]) -> dict[int, "Submission"]:
        """Return {section: its last submission} of some sections, reading no other."""
        last = self.filter(section__in=[one.pk for one in sections]).order_by().values("section")
        newest = last.annotate(newest=Max("pk")).values_list("newest", flat=True)
        return {row.section_id: row for row in self.filter(pk__in=list(newest))}


class Submission(models.Model):
    """What a section said when it was submitted; it never changes. Sealed where the questionnaire is confidential."""

    section = models.ForeignKey(
        ProfileSection, on_delete=models.PROTECT, related_name="submissions", verbose_name="sección"
    )
    at = models.DateTimeField("entregada")
    by = models.CharField("quién la entregó", max_length=40, blank=True)
    questionnaire = models.CharField("cuestionario y versión", max_length=60)
    sealed = models.BooleanField("cifrada", default=False)
    content = models.TextField("contenido")

    objects: ClassVar = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "entrega"
        verbose_name_plural = "entregas"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"entrega del {self.at:%d/%m/%Y}"

    def values(self) -> dict[str, object]:
        """Return {question: value} of what was submitted; opens what is sealed."""
        content = unseal(self.content, f"submission {self.section_id}") if self.sealed else self.content
        found: dict[str, object] = json.loads(content)
        return found
